"""廃棄停止: stopped by reviewers, released by approvers."""

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.disposal.find_disposable import find_disposable
from portal.services.disposal.hold_disposal import (
    MOST_NUMBER,
    MOST_REASON,
    Hold,
    faults,
    hold_case,
    hold_procedure,
    holds_in_force,
    holds_on,
    lift,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.disposal import legal_holds
from portal.store.shared import audit_records
from tests.portal.services.disposal.disposing import due
from tests.portal.services.disposal.disposing import member as member_of
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

REASON = "開示請求があった"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY), name="見本 花子")


@pytest.fixture
def approver(installation: Installation) -> Member:
    return add_member(installation, "approver", ("approver", DUTY), name="見本 次郎")


@pytest.fixture
def case(installation: Installation, reviewer: Member) -> Case:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        return case_of_member(installation, unit, reviewer, number)


def hold(installation: Installation, member: Member, case: Case) -> Hold:
    with installation.database.write() as unit:
        hold_case(installation, unit, member, case, REASON, "総務第12号")
        unit.commit()
    return on(installation, case)[-1]


def on(installation: Installation, case: Case) -> tuple[Hold, ...]:
    with installation.database.read() as unit:
        return holds_on(installation.keys, unit, case)


def lifted(installation: Installation, member: Member, number: int) -> str:
    with installation.database.write() as unit:
        receipt_number = lift(installation, unit, member, number, "開示が終わった")
        unit.commit()
    return receipt_number


def test_a_hold_names_its_reason_document_and_member_and_is_sealed(
    installation: Installation, reviewer: Member, case: Case
) -> None:
    held = hold(installation, reviewer, case)
    assert (held.reason, held.number, held.by, held.lifted) == (REASON, "総務第12号", "見本 花子", "")
    assert (held.receipt_number, held.since) == (case.row.receipt_number, installation.clock.today())
    with installation.database.read() as unit:
        row = legal_holds.by_id(unit, held.id)
        events = [event.move for event in applications.events(unit, case.row.id)]
        audited = [(record.action, record.application_id) for record in audit_records.after(unit, 0)]
    assert row is not None
    assert REASON.encode() not in row.sealed_words
    assert events[-1] == "hold_disposal"
    assert audited[-1] == ("hold disposal", case.row.id)
    with pytest.raises(Conflict):
        hold(installation, reviewer, case)


def test_only_an_approver_lifts_and_only_once(
    installation: Installation, reviewer: Member, approver: Member, case: Case
) -> None:
    held = hold(installation, reviewer, case)
    with pytest.raises(NotAllowed):
        lifted(installation, reviewer, held.id)
    with pytest.raises(NotFound):
        lifted(installation, add_member(installation, "roads", ("approver", "roads")), held.id)
    assert lifted(installation, approver, held.id) == case.row.receipt_number
    with pytest.raises(Conflict):
        lifted(installation, approver, held.id)
    assert [hold.lifted for hold in on(installation, case)] == ["開示が終わった（見本 次郎）"]
    again = hold(installation, reviewer, case)
    assert again.id != held.id, "a case may be held again"


def test_a_held_procedure_keeps_every_candidate_of_its_section(installation: Installation) -> None:
    when, _ = due(installation)
    reviewer, approver = member_of(when, "reviewer"), member_of(when, "approver")
    with when.database.write() as unit:
        with pytest.raises(NotAllowed):
            hold_procedure(when, unit, reviewer, "roads", PROCEDURE, REASON, "")
        hold_procedure(when, unit, reviewer, DUTY, PROCEDURE, REASON, "")
        with pytest.raises(Conflict):
            hold_procedure(when, unit, approver, DUTY, PROCEDURE, REASON, "")
        assert {free.why for free in find_disposable(when, unit, DUTY).free} == {("hold",)}
        (standing,) = holds_in_force(when.keys, unit, [DUTY, "roads"])
        assert holds_in_force(when.keys, unit, ["roads"]) == ()
        assert (standing.procedure, standing.receipt_number) == (PROCEDURE, "")
        assert lift(when, unit, approver, standing.id, "終わった") == ""
        assert {free.why for free in find_disposable(when, unit, DUTY).free} == {()}
        details = [record.detail for record in audit_records.after(unit, 0) if record.action.endswith("disposal")]
    assert details == [f"{DUTY} {PROCEDURE}"] * 2


def test_staff_without_the_right_hold_nothing(installation: Installation, case: Case) -> None:
    for role in ("clerk", "auditor"):
        with pytest.raises(NotAllowed):
            hold(installation, add_member(installation, role, (role, DUTY)), case)
    assert on(installation, case) == ()


@pytest.mark.parametrize(
    ("reason", "number", "boxes"),
    [
        (REASON, "", []), ("字" * MOST_REASON, "1" * MOST_NUMBER, []), ("", "", ["keep-reason"]),
        ("字" * (MOST_REASON + 1), "1" * (MOST_NUMBER + 1), ["keep-reason", "keep-number"]),
    ],
)  # fmt: skip
def test_mistakes_name_their_box(reason: str, number: str, boxes: list[str]) -> None:
    assert [box for _, box in faults(reason, number)] == boxes
