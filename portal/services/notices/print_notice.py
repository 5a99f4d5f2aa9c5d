"""Of an outcome, signed if the city has a key."""

# Checks no right.

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.city.city import City, Office
from forms.numbers.calendar import in_both_calendars
from portal.errors import Conflict
from portal.logs import log_bug
from portal.services.cases.cases import Case
from portal.services.notices.ask_by_letter import Addressee, addressee_of
from portal.services.notices.explain_letter import Explanation, explain_notice
from portal.services.notices.notice_text import extension_text, notice_text
from portal.services.notices.outcome_notice import EXTENDED, About, Written, extension_title, notice_content, title_of
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.shared.needs import Basics, HasDocuments
from portal.store.notices.notices import NoticeRow

REASON = "通知書"
_SIGNED = "この通知書には、市の電子署名が付いています。印刷したものには、署名は残りません。"


def paper_of(case: Case, row: NoticeRow) -> bytes:
    """Of the core system; b"" if written here."""
    return b64decode(_content(case, row).get("pdf", ""))


def notice_letter(case: Case, row: NoticeRow, *, signed: bool = False) -> Letter:
    content = _content(case, row)
    if content.get("pdf"):
        letter = sheet_of(content, row.title, date.fromisoformat(row.effective_on), row.number, [])
        return replace(letter, pdf=b64decode(content["pdf"]))
    if row.outcome == EXTENDED:
        return _extension(case, row, content, signed=signed)
    after = [_SIGNED] if signed else []
    letter = sheet_of(content, row.title, date.fromisoformat(row.effective_on), row.number, after)
    # Protection since the decision removes the address.
    return replace(letter, postal="", address=[]) if case.protected else letter


def notice_explained(city: City, case: Case, row: NoticeRow, language: str) -> Explanation | None:
    content = _content(case, row)
    try:
        return explain_notice(city, case, row.outcome, content, language)
    except Exception as error:  # noqa: BLE001  # the Japanese counts: it goes alone, and does not block the others of a batch
        log_bug("explain_notice", error)
        return None


def draft_letter(
    installation: Basics, case: Case, outcome: str, words: str, appeal: str, label: str = "",
    rows: Sequence[tuple[str, str]] = (), provision: str = "",
    values: Answers | None = None,
) -> Letter:  # fmt: skip
    """For approval elsewhere (起案)."""
    city, today = installation.city, installation.clock.today()
    title, office = title_of(city, case, outcome, today) or "処理結果", city.office(case.row.duty, today)
    written = Written(outcome, words, appeal, "", today, label, tuple(rows), provision, values=values or {})
    content = notice_content(city, case, office, title, written, today) | {"decided": ""}
    return sheet_of(content, f"（案）{title}", today, "（文書番号はまだありません）", [])


def sheet_of(content: dict[str, Any], title: str, on: date, number: str, after: list[str]) -> Letter:
    return Letter(
        name=content["name"],
        postal=content["postal"],
        address=content["address"],
        organisation=content["organisation"],
        representative=content.get("representative", ""),
        sender=Office.model_validate(content["office"]),
        on=on,
        subject=title,
        paragraphs=(),
        after=after,
        number=number,
        notice=notice_text(content),
    )


def extension_sheet(case: Case, to: Addressee, sender: Office, on: date, words: str, number: str) -> Letter:
    row = case.row
    about = About(case.procedure, row.kind, case.path, to, case.arrival_day, row.receipt_number)
    return extension_about(about, sender, on, words, number)


def extension_about(about: About, sender: Office, on: date, words: str, number: str) -> Letter:
    return Letter(
        name=about.to.name,
        postal=about.to.postal,
        address=about.to.address,
        organisation=about.to.organisation,
        representative=about.to.representative,
        sender=sender,
        on=on,
        subject=extension_title(about.procedure),
        paragraphs=(),
        number=number,
        notice=extension_text(about.procedure.title, in_both_calendars(about.arrived), words, about.receipt_number),
    )


def _extension(case: Case, row: NoticeRow, content: dict[str, Any], *, signed: bool) -> Letter:
    to = _to(content)
    to = replace(to, postal="", address=()) if case.protected else to
    sender, on = Office.model_validate(content["office"]), date.fromisoformat(row.effective_on)
    letter = extension_sheet(case, to, sender, on, content["words"], row.number)
    letter = replace(letter, subject=row.title)
    return replace(letter, after=(*letter.after, _SIGNED)) if signed else letter


def notice_addressee(case: Case, row: NoticeRow) -> Addressee:
    return _to(_content(case, row))


def _to(content: dict[str, Any]) -> Addressee:
    return Addressee(
        content["name"], content["postal"], tuple(content["address"]), content["organisation"],
        content.get("representative", ""),
    )  # fmt: skip


def demand_own(case: Case, row: NoticeRow) -> None:
    """Raises Conflict unless of this case and principal."""
    if row.application_id != case.row.id:
        raise Conflict("notice of another case")
    content = _content(case, row)
    if content["receipt_number"] != case.row.receipt_number or content["name"] != addressee_of(case).name:
        raise Conflict("notice to another")


def print_notice(
    installation: HasDocuments, case: Case, row: NoticeRow, *, paper: bool = False, language: str = "ja"
) -> bytes:
    """`paper`: unsigned; `language`: of the sheet behind it. Outside a unit. Raises Conflict."""
    demand_own(case, row)
    core_paper = paper_of(case, row)
    if core_paper:
        return core_paper  # as the core system made it: a signature of ours would say that it is ours
    signer = None if paper else installation.documents
    letter = notice_letter(case, row, signed=signer is not None)
    explained = notice_explained(installation.city, case, row, language)
    pdf = print_letter(installation.city, [replace(letter, explained=explained)])
    if signer is None:
        return pdf
    reason = f"{REASON} {row.number}"
    return signer.sign(pdf, installation.clock.now(), reason, installation.city.name)


def _content(case: Case, row: NoticeRow) -> dict[str, Any]:
    content: dict[str, Any] = case.sealer.open(f"notice:{row.made_at}", row.sealed_content)
    return content
