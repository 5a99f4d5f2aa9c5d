"""A letter enters the 発送簿 once."""

import pytest

from portal.errors import BadRequest, Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.list_documents import declare_electronic
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.dispatch_note import note_of
from portal.services.notices.put_in_dispatch import (
    UNOPENED,
    drop_line,
    goes_on_line_alone,
    put_again,
    put_correction,
    put_notice,
    take_out_read_on_line,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.notices import notices
from portal.store.signing import delegations
from portal.store.signing.delegations import DelegationRow
from tests.portal.contacts import proved
from tests.portal.routes.dispatching import decided, line_of, lines_of
from tests.portal.services.notices.dispatching import audited, check, line_and_case, pack
from tests.portal.world import alice


@pytest.fixture
def waiting(installation: Installation, reviewer: Member) -> str:
    """For the check of its notice. Returns the receipt number."""
    return decided(installation, reviewer)


def drop(installation: Installation, member: Member, number: str, why: str) -> None:
    with installation.database.write() as unit:
        row, _ = line_and_case(installation, unit, member, number)
        drop_line(installation, unit, member, row, why)
        unit.commit()


def again(installation: Installation, member: Member, number: str, reason: str, notice_id: int = 0) -> None:
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, member, number)
        put_again(installation, unit, member, case, notice_id or row.source, reason)
        unit.commit()


def test_a_notice_that_was_left_to_be_read_on_line_waits_again_only_as_unopened(
    installation: Installation, reviewer: Member, waiting: str
) -> None:
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, reviewer, waiting)
        (notice,) = notices.of_application(unit, case.row.id)
        assert not put_notice(installation, unit, reviewer.actor, case, notice, UNOPENED)
        take_out_read_on_line(unit, case)
        assert not put_notice(installation, unit, reviewer.actor, case, notice)
        assert put_notice(installation, unit, reviewer.actor, case, notice, UNOPENED)
        assert not put_notice(installation, unit, reviewer.actor, case, notice, UNOPENED)
        unit.commit()
    (row,) = lines_of(installation, waiting)
    assert (row.state, row.why) == ("waiting", UNOPENED)
    assert [detail for _, detail in audited(installation, "put letter in dispatch")] == [
        f"notice {row.source} copy 0", UNOPENED,
    ]  # fmt: skip


def test_what_is_packed_stays_though_it_can_be_read_on_line(
    installation: Installation, reviewer: Member, waiting: str
) -> None:
    pack(installation, reviewer, waiting)
    with installation.database.write() as unit:
        _, case = line_and_case(installation, unit, reviewer, waiting)
        take_out_read_on_line(unit, case)
        unit.commit()
    assert line_of(installation, waiting).state == "packed"


def test_another_copy_needs_a_reason_and_waits_until_the_one_under_way_has_ended(
    installation: Installation, reviewer: Member, waiting: str
) -> None:
    with pytest.raises(Conflict):
        again(installation, reviewer, waiting, "戻ってきたため")
    drop(installation, reviewer, waiting, "counter")
    for reason in (" ", "あ" * 201):
        with pytest.raises(BadRequest):
            again(installation, reviewer, waiting, reason)
    with pytest.raises(Conflict):
        again(installation, reviewer, waiting, "戻ってきたため", notice_id=999)
    again(installation, reviewer, waiting, " 戻ってきたため ")
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, reviewer, waiting)
        assert (row.copies, row.state, row.why) == (1, "waiting", "again")
        assert note_of(case, row).reason == "戻ってきたため"


def test_a_letter_is_dropped_for_a_known_reason_and_only_before_it_is_packed(
    installation: Installation, reviewer: Member, waiting: str
) -> None:
    with pytest.raises(BadRequest):
        drop(installation, reviewer, waiting, "lost")
    assert check(installation, reviewer, waiting) == ""
    drop(installation, reviewer, waiting, "not_needed")
    row = line_of(installation, waiting)
    assert (row.state, row.why) == ("dropped", "not_needed")
    assert audited(installation, "take letter out") == [("take letter out", f"{row.id} not_needed")]
    with pytest.raises(Conflict):
        drop(installation, reviewer, waiting, "not_needed")
    other = decided(installation, reviewer)
    pack(installation, reviewer, other)
    with pytest.raises(Conflict):
        drop(installation, reviewer, other, "counter")


def put(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        put_correction(installation, unit, member, case, addressee_of(case))
        unit.commit()


def test_a_correction_is_asked_by_one_letter_at_a_time_and_by_who_reviews(
    installation: Installation, reviewer: Member, clerk: Member, number: str
) -> None:
    with pytest.raises(NotAllowed):
        put(installation, clerk, number)
    put(installation, reviewer, number)
    with pytest.raises(Conflict):
        put(installation, reviewer, number)
    drop(installation, reviewer, number, "wrong")
    put(installation, reviewer, number)
    assert [(row.kind, row.copies, row.state) for row in lines_of(installation, number)] == [
        ("correction", 0, "dropped"), ("correction", 1, "waiting"),
    ]  # fmt: skip


def test_who_is_reached_otherwise_gets_no_letter(installation: Installation, reviewer: Member, number: str) -> None:
    proved(installation, alice(installation).person_id)
    with pytest.raises(Conflict):
        put(installation, reviewer, number)
    assert lines_of(installation, number) == []


@pytest.mark.parametrize(
    ("kind", "letter"), [("agent", "waiting"), ("care_manager", "waiting"), ("guardian", "dropped"), ("", "dropped")]
)
def test_what_an_agent_reads_on_line_is_a_copy_and_the_letter_goes_to_the_applicant(
    installation: Installation, reviewer: Member, waiting: str, kind: str, letter: str
) -> None:
    with installation.database.write() as unit:
        _, case = line_and_case(installation, unit, reviewer, waiting)
        if kind:
            delegations.add(unit, DelegationRow(case.row.id, kind, case.procedure.id, "2026-11-20", b""))
        declare_electronic(installation, unit, case, Actor("resident", "alice"))
        assert goes_on_line_alone(unit, case) == (letter == "dropped")
        unit.commit()
    assert line_of(installation, waiting).state == letter
