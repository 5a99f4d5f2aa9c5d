"""Files that the office gives to an applicant: notices and products of any kind, until a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from forms.fields.file import MEDIA, MEGABYTE, MOST_BYTES, OFFICE, size
from portal.clock import from_micro, iso_day, to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.note_inside import add_inside_event, is_explained
from portal.services.cases.own_case import demand_review
from portal.services.files.recognise_file import clean_name
from portal.services.my_cases.list_documents import moment_of, record_opening
from portal.services.notices.attach_notice import REFUSED as OF_NOTICES
from portal.services.notices.attach_notice import CheckedPaper, check_paper
from portal.services.notices.other_person import names_another
from portal.services.shared.form_mark import demand_form
from portal.services.shared.needs import Basics, Correspondence, HasQuarantine, Records
from portal.services.shared.receipt_number import named_in
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.my_cases import given_files
from portal.store.my_cases.given_files import GivenRow
from portal.store.notices import openings
from portal.store.staff import staff_members

MOST_FILES, MOST_WORDS, MOST_DAYS = 20, 500, 365
REFUSED: Mapping[str, str] = {
    **OF_NOTICES,
    "none": "ファイルを1つ選んでください。",
    "large": f"ファイルが大きすぎます（1つ{MOST_BYTES // MEGABYTE}MBまで）。",
    "not_pdf": "この種類のファイルは渡せません。PDF、写真、Word、Excel、PowerPoint（docx、xlsx、pptx）にしてください。",
    "unsafe": "このファイルは、検査を通りませんでした。マクロやパスワードのない形で、作りなおしてください。",
    "unchecked": "ファイルの検査が、いまできません。少しあとで、もう一度入れてください。",
    "another_number": "ファイルの名前に、ほかの申請の受付番号があります。ほかの人のものかもしれないので、止めました。",
    "printed_number": "このファイルには、ほかの申請の受付番号が書いてあります。ほかの人のものかもしれないので、止めました。",
    "printed_name": (
        "このファイルには、ほかの申請の人の氏名が書いてあります。ほかの人のものかもしれないので、止めました。"
        "ファイルを開いて、だれに渡すものかを確かめてください。"
    ),
    "long_words": f"ことばを、{MOST_WORDS}字までにしてください。",
    "no_until": f"受け取れる日を、今日から{MOST_DAYS}日後までの日付で入れてください。",
    "too_many": f"1つの申請に渡せるファイルは、{MOST_FILES}までです。受け取られていないものを取り下げてください。",
    "not_reached": "紙で届いた申請なので、申請した人のページがありません。郵便か窓口で渡してください。",
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """As typed. `explained`: why another person's name may be in it."""

    name: str
    words: str
    until: str
    explained: str = ""


@dataclass(frozen=True)
class Given:
    id: int
    name: str
    media: str
    bytes: int
    words: str
    until: date
    at: datetime
    who: str  # for staff
    opened_at: datetime | None
    taken_back_at: datetime | None
    over: bool

    @property
    def size(self) -> str:
        return size(self.bytes)


def check_given(installation: HasQuarantine, content: bytes | None) -> CheckedPaper | str:
    """Or a key of REFUSED. Outside a unit."""
    return check_paper(installation, content, most=MOST_BYTES, kinds=(MEDIA | OFFICE).values())


def last_day(installation: Basics) -> date:
    return installation.clock.today() + timedelta(days=installation.city.file_days)


def read_until(installation: Basics, typed: str) -> str:
    """ISO, or ""."""
    day = iso_day(typed)
    return typed if day is not None and 0 <= (day - installation.clock.today()).days <= MOST_DAYS else ""


def give_file(
    installation: Correspondence, unit: Unit, member: Member, case: Case, offer: Offer, checked: CheckedPaper, once: str
) -> str:
    """A key of REFUSED, or "". Raises NotAllowed, OwnCase."""
    demand_review(installation, unit, member, case)
    demand_form(once)
    why = _why_refused(installation, unit, case, offer, checked)
    named = not why and names_another(installation, unit, member, case, checked.printed.names)
    if named and not is_explained(offer.explained):
        why = "printed_name"
    if why:
        write_audit(installation, unit, member.actor, "stop given file", application_id=case.row.id, detail=why)
        return why
    now, name = to_micro(installation.clock.now()), clean_name(offer.name, checked.media)
    facts = {"name": name, "media": checked.media, "bytes": len(checked.content), "words": offer.words}
    row = GivenRow(0, case.row.id, once, member.id, case.sealer.seal(f"given:{once}", facts), offer.until, now)
    if given_files.add(unit, row, case.sealer.seal_bytes(f"given file:{once}", checked.content)):
        if named:
            add_inside_event(unit, member.actor, case, "explain_paper", f"{offer.explained.strip()}（{name}）", now)
        write_audit(installation, unit, member.actor, "give file", application_id=case.row.id, detail=row.document)
        notify_applicant(installation, unit, case, "file_given", now, until=offer.until)
    return ""


def _why_refused(installation: Basics, unit: Unit, case: Case, offer: Offer, checked: CheckedPaper) -> str:
    own = {case.row.receipt_number}
    if case.row.person_id is None:
        return "not_reached"
    if len(offer.words) > MOST_WORDS:
        return "long_words"
    if not read_until(installation, offer.until):
        return "no_until"
    if named_in(offer.name) - own:
        return "another_number"
    if checked.printed.numbers - own:
        return "printed_number"
    there = [row for row in given_files.of(unit, case.row.id) if row.taken_back_at is None]
    return "too_many" if len(there) >= MOST_FILES else ""


def given_to(installation: Basics, unit: Unit, case: Case) -> list[Given]:
    opened, today = openings.of(unit, case.row.id), installation.clock.today().isoformat()
    return [_described(unit, case, row, opened, today) for row in given_files.of(unit, case.row.id)]


def _described(unit: Unit, case: Case, row: GivenRow, opened: Mapping[str, int], today: str) -> Given:
    facts = case.sealer.open(f"given:{row.once}", row.sealed_facts)
    giver = None if row.staff_id is None else staff_members.by_id(unit, row.staff_id)
    return Given(
        row.id, facts["name"], facts["media"], facts["bytes"], facts["words"], date.fromisoformat(row.until),
        from_micro(row.given_at), giver.name if giver else "", moment_of(opened.get(row.document)), moment_of(row.taken_back_at),
        row.until < today,
    )  # fmt: skip


def given_panel(installation: Basics, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    gives = case.row.person_id is not None and member.may("review", case.row.duty)
    return {"given": given_to(installation, unit, case), "gives": gives, "shows_given": not case.hides}


def open_given(installation: Basics, unit: Unit, case: Case, given_id: int) -> tuple[Given, bytes]:
    """For staff, also when its days are over. Raises NotFound; NotAllowed where the case hides an address."""
    if case.hides:
        raise NotAllowed("given file")
    row, given = _one(installation, unit, case, given_id)
    return given, _content(unit, case, row)


def fetch_given(installation: Basics, unit: Unit, case: Case, actor: Actor, given_id: int) -> tuple[Given, bytes]:
    """By the applicant: b"" when its days are over. Raises NotFound."""
    row, given = _one(installation, unit, case, given_id)
    if given.over:
        return given, b""
    record_opening(installation, unit, case, actor, row.document)
    return given, _content(unit, case, row)


def _one(installation: Basics, unit: Unit, case: Case, given_id: int) -> tuple[GivenRow, Given]:
    for row in given_files.of(unit, case.row.id):
        if row.id == given_id and row.taken_back_at is None:
            today = installation.clock.today().isoformat()
            return row, _described(unit, case, row, openings.of(unit, case.row.id), today)
    raise NotFound("given file")


def _content(unit: Unit, case: Case, row: GivenRow) -> bytes:
    sealed = required(given_files.content(unit, case.row.id, row.once), NotFound("given file"))
    return case.sealer.open_bytes(f"given file:{row.once}", sealed)


def prolong_given(
    installation: Correspondence, unit: Unit, member: Member, case: Case, given_id: int, until: str
) -> bool:
    """False for a day that is none. Raises NotAllowed, OwnCase, NotFound."""
    demand_review(installation, unit, member, case)
    row, _ = _one(installation, unit, case, given_id)
    if not read_until(installation, until):
        return False
    if until != row.until:
        given_files.prolong(unit, case.row.id, row.once, until)
        write_audit(
            installation, unit, member.actor, "prolong given file", application_id=case.row.id, detail=f"{row.document} {until}"
        )  # fmt: skip
        notify_applicant(installation, unit, case, "file_given", to_micro(installation.clock.now()), until=until)
    return True


def take_given_back(installation: Records, unit: Unit, member: Member, case: Case, given_id: int) -> None:
    """Raises NotAllowed, OwnCase, NotFound; Conflict once fetched."""
    demand_review(installation, unit, member, case)
    row, given = _one(installation, unit, case, given_id)
    if given.opened_at is not None:
        raise Conflict("given file")
    given_files.take_back(unit, case.row.id, row.once, to_micro(installation.clock.now()))
    write_audit(
        installation, unit, member.actor, "take given file back", application_id=case.row.id, detail=row.document
    )
