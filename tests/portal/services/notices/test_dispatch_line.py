"""A letter leaves only for the checked person and address."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.files.keep_file import Upload
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.dispatch_line import (
    letter_of,
    letter_to,
    notice_of,
    same_name,
    title_and_number,
    why_stopped,
)
from portal.services.notices.dispatch_note import CORRECTION, PAPERS, Note
from portal.services.notices.enclose import enclose_upload
from portal.services.notices.read_paper import NOTHING
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import enclosures, notices
from portal.store.notices.dispatches import DispatchRow
from portal.store.notices.enclosures import EnclosureRow
from tests.portal.routes.dispatching import decided
from tests.portal.services.notices.dispatching import line_and_case

OFFICE = Addressee("髙見本　太郎", "0000001", ("見本市役所 別館",))
Change = Callable[[Case, DispatchRow], tuple[Case, DispatchRow]]


def renamed(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return replace(case, answers={**case.answers, "name": {"family": "見本", "given": "花子"}}), row


def protected(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return replace(case, protected=True), row


def as_it_is(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return case, row


def reopened(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return replace(case, row=case.row._replace(state="examining")), row


def copy_of_reopened(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return reopened(case, replace(row, copies=1))


def of_no_correction(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return case, replace(row, kind=CORRECTION, source=999)


def of_no_paper(case: Case, row: DispatchRow) -> tuple[Case, DispatchRow]:
    return case, replace(row, kind=PAPERS, source=case.row.id)


@pytest.mark.parametrize(
    ("change", "note", "why"),
    [
        (as_it_is, Note(), ""),
        (as_it_is, Note(Addressee("髙見本太郎", "", ("別館",))), ""),
        (as_it_is, Note(Addressee("見本 花子", "", ("別館",))), "name"),
        (as_it_is, Note(Addressee("見本 花子", "", ("別館",)), other_name="成年後見人"), ""),
        (as_it_is, Note(Addressee("髙見本 太郎", "0000001", ())), "address"),
        (renamed, Note(), "another"),
        (reopened, Note(), "reopened"),
        (copy_of_reopened, Note(), ""),
        (of_no_correction, Note(), "gone"),
        (of_no_paper, Note(), "gone"),
        (protected, Note(OFFICE), "guarded"),
        (protected, Note(guarded=True), "guarded"),
        (protected, Note(OFFICE, guarded=True), ""),
    ],
)
def test_a_letter_is_stopped_where_something_differs(
    installation: Installation, reviewer: Member, change: Change, note: Note, why: str
) -> None:
    number = decided(installation, reviewer)
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
        case, row = change(case, row)
        assert why_stopped(unit, case, row, note) == why


@pytest.mark.parametrize(
    ("later", "copies", "why"), [("annulled", 0, "replaced"), ("approved", 0, "replaced"), ("revoked", 0, ""), ("annulled", 1, "")]
)  # fmt: skip
def test_a_letter_of_a_decision_that_was_replaced_stays_here(
    installation: Installation, reviewer: Member, later: str, copies: int, why: str
) -> None:
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
        notice = notice_of(unit, row)
        assert notice is not None
        assert notices.add(
            unit, replace(notice, outcome=later, number="第99号", sequence=None, made_at=notice.made_at + 1)
        )
        assert why_stopped(unit, case, replace(row, copies=copies), Note()) == why


def test_a_protected_address_of_the_application_is_on_no_letter(installation: Installation, reviewer: Member) -> None:
    number = decided(installation, reviewer)
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
        guarded = replace(case, protected=True)
        assert letter_to(unit, case, row, Note()).address == ("見本県見本市見本町", "一丁目2番3号")
        for note in (Note(), Note(OFFICE)):
            assert letter_to(unit, guarded, row, note).address == ()
        assert letter_to(unit, guarded, row, Note(OFFICE, guarded=True)) == OFFICE


def enclose(installation: Installation, unit: Unit, member: Member, number: str) -> tuple[DispatchRow, Case]:
    row, case = line_and_case(installation, unit, member, number)
    assert enclose_upload(installation, unit, member, case, row, Upload(f"証 {number}.pdf", b"%PDF"), NOTHING) == ""
    return row, case


def test_the_letter_names_what_is_enclosed_and_a_file_that_is_gone_stops_it(
    installation: Installation, reviewer: Member
) -> None:
    number = decided(installation, reviewer)
    with installation.database.write() as unit:
        row, case = enclose(installation, unit, reviewer, number)
        letter = letter_of(installation, unit, case, row)
        assert letter.after[-1] == f"同封したもの：証 {number}.pdf"
        assert title_and_number(unit, row) == ("処理結果通知書", "見介資第1号")
        sealed = case.sealer.seal(f"enclosure:{row.id}", "写真")
        enclosures.add(unit, EnclosureRow(0, row.id, case.row.id, b"token", "deleted-file", sealed))
        assert why_stopped(unit, case, row, Note()) == "files"


def test_spaces_of_any_width_are_no_difference_between_names() -> None:
    assert same_name("髙見本　太郎", " 髙見本 太 郎")
    assert not same_name("髙見本 太郎", "高見本 太郎")
