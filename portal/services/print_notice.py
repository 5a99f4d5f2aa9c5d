"""The written notice of an outcome as a PDF for a window envelope, as it was decided, signed with the city's key where there is one.
Checks no right: whoever opened the case has."""

from dataclasses import replace
from datetime import date
from typing import Any

from forms.city import Office
from portal.errors import Conflict
from portal.services.ask_by_letter import Addressee, addressee_of
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.outcome_notice import EXTENDED, EXTENSION_TITLE, Written, notice_content, notice_title
from portal.services.print_form import written_day
from portal.services.print_letter import Letter, print_letter
from portal.store.notices import NoticeRow

REASON = "通知書"
_SIGNED = "この通知書には、市の電子署名が付いています。印刷したものには、署名は残りません。"


def notice_letter(case: Case, row: NoticeRow, *, signed: bool = False) -> Letter:
    """`signed`: it will carry the city's signature, and says so. Who was marked as protected since has no address on it."""
    content = _content(case, row)
    if row.outcome == EXTENDED:
        return _extension(case, row, content, signed=signed)
    after = [_SIGNED] if signed else []
    letter = _sheet(content, row.title, date.fromisoformat(row.effective_on), row.number, after)
    # Who was marked as protected since has no address on it.
    return replace(letter, postal="", address=[]) if case.protected else letter


def draft_letter(installation: Installation, case: Case, outcome: str, words: str, appeal: str) -> Letter:
    """The notice as it would be, for who approves it elsewhere (起案): it has no number, and says that it is a draft."""
    today = installation.clock.today()
    title = notice_title(case.procedure, case.row.kind, outcome) or "処理結果"
    written, office = Written(outcome, words, appeal, "", today), installation.city.office(case.row.duty, today)
    content = notice_content(installation, case, office, title, written, today) | {"decided": ""}
    return _sheet(content, f"（案）{title}", today, "（文書番号はまだありません）", [])


def _sheet(content: dict[str, Any], title: str, on: date, number: str, after: list[str]) -> Letter:
    did = "決定したので、通知します。" if content["disposition"] else "お知らせします。"
    opening = f"{content['arrived']}に届いた「{content['procedure']}」について、次のとおり{did}"
    reason = [f"理由など：{line}" if not at else line for at, line in enumerate(_lines(content["words"]))]
    appeal = [f"不服があるとき：{content['appeal']}"] if content["appeal"] else []
    decided = [("決裁した日", content["decided"])] if content["decided"] else []
    return Letter(
        name=content["name"],
        postal=content["postal"],
        address=content["address"],
        sender=Office.model_validate(content["office"]),
        on=on,
        subject=title,
        paragraphs=[opening],
        facts=[("結果", content["outcome"]), *decided, ("受付番号", content["receipt_number"])],
        after=[*reason, *appeal, *after],
        number=number,
    )


def extension_sheet(case: Case, to: Addressee, sender: Office, on: date, words: str, number: str) -> Letter:
    """延期通知 on paper. `words`: until when, and why."""
    arrived = written_day(case.arrival_day)
    return Letter(
        name=to.name,
        postal=to.postal,
        address=to.address,
        sender=sender,
        on=on,
        subject=EXTENSION_TITLE,
        paragraphs=(
            f"{arrived}に届いた手続は、決まるまでに、もう少し時間がかかります。届いた日は変わりません。",
            *words.split("\n"),
        ),
        facts=(("手続", case.procedure.title), ("受付番号", case.row.receipt_number)),
        after=("今することはありません。わからないときは、下の電話番号に電話してください。",),
        number=number,
    )


def _extension(case: Case, row: NoticeRow, content: dict[str, Any], *, signed: bool) -> Letter:
    at = ("", ()) if case.protected else (content["postal"], tuple(content["address"]))
    sender, on = Office.model_validate(content["office"]), date.fromisoformat(row.effective_on)
    letter = extension_sheet(case, Addressee(content["name"], *at), sender, on, content["words"], row.number)
    return replace(letter, after=(*letter.after, _SIGNED)) if signed else letter


def notice_addressee(case: Case, row: NoticeRow) -> Addressee:
    """To whom it was decided, at the address of that day."""
    content = _content(case, row)
    return Addressee(content["name"], content["postal"], tuple(content["address"]))


def demand_own(installation: Installation, case: Case, row: NoticeRow) -> None:
    """Before it leaves: it is of this case, of nobody else, and to whom this case is about. Conflict otherwise: a slip would show
    one person's decision to another."""
    if row.application_id != case.row.id:
        raise Conflict("notice of another case")
    content = _content(case, row)
    if content["receipt_number"] != case.row.receipt_number or content["name"] != addressee_of(installation, case).name:
        raise Conflict("notice to another")


def print_notice(installation: Installation, case: Case, row: NoticeRow, *, paper: bool = False) -> bytes:
    """`paper`: to be put into an envelope, where a signature would be lost. Outside a unit of work: it takes a while. Conflict
    where it is another's (`demand_own`)."""
    demand_own(installation, case, row)
    signer = None if paper else installation.documents
    pdf = print_letter(installation, [notice_letter(case, row, signed=signer is not None)])
    if signer is None:
        return pdf
    reason = f"{REASON} {row.number}"
    return signer.sign(pdf, installation.clock.now(), reason, installation.city.name)


def _content(case: Case, row: NoticeRow) -> dict[str, Any]:
    content: dict[str, Any] = case.sealer.open(f"notice:{row.made_at}", row.sealed_content)
    return content


def _lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.strip()]
