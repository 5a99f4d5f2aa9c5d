"""A member compares a letter before it leaves."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed, NotFound, NotYours
from portal.services.cases.audit_ground import state_audit_ground
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.check_letter import (
    check_letter,
    line_of_member,
    read_check,
    shown_to,
    uncheck_letter,
)
from portal.services.notices.dispatch_note import Note, seal_note
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.routes.dispatching import decided, line_of
from tests.portal.services.notices.dispatching import TYPED, audited, check, line_and_case
from tests.portal.world import DUTY, add_member


@pytest.fixture
def waiting(installation: Installation, reviewer: Member) -> str:
    """For the check of its notice. Returns the receipt number."""
    return decided(installation, reviewer)


def test_another_name_needs_its_reason_and_every_check_its_confirmation(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    other = ("見本 花子", *TYPED[1:])
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, clerk, waiting)
        for typed, other_name, confirmed, boxes in (
            (TYPED, "", True, []), (TYPED, "", False, ["confirmed"]), (other, " ", True, ["other_name"]),
            (other, "成年後見人", True, []), (("", "1", ""), "", False, ["name", "postal", "address", "other_name", "confirmed"]),
        ):  # fmt: skip
            _, mistakes = read_check(unit, case, row, typed, other_name, confirmed=confirmed)
            assert [box for box, _ in mistakes] == boxes


def test_a_reason_without_another_name_is_not_kept(installation: Installation, clerk: Member, waiting: str) -> None:
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, clerk, waiting)
        note, _ = read_check(unit, case, row, TYPED, "成年後見人", confirmed=True)
        assert note.other_name == ""
        assert not note.guarded
        guarded, _ = read_check(unit, replace(case, protected=True, shows_all=True), row, TYPED, "", confirmed=True)
        assert guarded.guarded


def test_a_line_is_checked_once_and_again_after_it_was_taken_back(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    assert check(installation, clerk, waiting) == ""
    assert (line_of(installation, waiting).state, line_of(installation, waiting).checked_by) == ("checked", clerk.id)
    with pytest.raises(Conflict):
        check(installation, clerk, waiting)
    for expected in (None, Conflict):
        with installation.database.write() as unit:
            row, _ = line_and_case(installation, unit, clerk, waiting)
            if expected is None:
                uncheck_letter(installation, unit, clerk, row)
                unit.commit()
            else:
                with pytest.raises(expected):
                    uncheck_letter(installation, unit, clerk, row)
    assert check(installation, clerk, waiting) == ""
    line = str(line_of(installation, waiting).id)
    assert audited(installation, "check letter", "look at letter again") == [
        ("check letter", line), ("look at letter again", ""), ("check letter", line),
    ]  # fmt: skip


def test_a_stopped_letter_stays_and_the_stop_is_audited(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, clerk, waiting)
        note = Note(Addressee("見本 花子", "", ("別館",)))
        assert check_letter(installation, unit, clerk, case, row, note, registered=True) == "name"
        unit.commit()
    assert line_of(installation, waiting).state == "waiting"
    assert audited(installation, "stop letter", "check letter") == [("stop letter", "name")]


def test_only_who_delivers_for_the_section_checks_and_another_section_finds_nothing(
    installation: Installation, waiting: str
) -> None:
    auditor = add_member(installation, "auditor", ("auditor", DUTY))
    stranger = add_member(installation, "stranger", ("reviewer", "roads"))
    with installation.database.write() as unit:
        application = applications.by_number(unit, waiting)
        assert application is not None
        assert state_audit_ground(installation, unit, auditor, application, "苦情の調査")
        row, case = line_and_case(installation, unit, auditor, waiting, "see deliveries")
        with pytest.raises(NotAllowed):
            check_letter(installation, unit, auditor, case, row, Note(), registered=False)
        with pytest.raises(NotYours):
            line_of_member(installation, unit, stranger, row.id, "deliver")
        with pytest.raises(NotFound):
            line_of_member(installation, unit, stranger, row.id + 1, "deliver")


def test_the_set_address_of_a_protected_person_is_shown_only_to_who_may_see_it(
    installation: Installation, clerk: Member, waiting: str
) -> None:
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, clerk, waiting)
        assert shown_to(unit, case, row)[1].address == ("見本県見本市見本町", "一丁目2番3号")
        office = Addressee("髙見本 太郎", "", ("見本市役所 別館",))
        set_by_staff = replace(row, sealed_note=seal_note(case, row, Note(office, guarded=True)))
        seen = [shown_to(unit, replace(case, protected=True, shows_all=may), set_by_staff) for may in (True, False)]
    assert [to.address for to, _ in seen] == [("見本市役所 別館",), ()]
    assert [applicant.address for _, applicant in seen] == [(), ()]
