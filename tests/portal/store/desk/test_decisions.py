"""Proposed decisions."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import decisions
from portal.store.desk.decisions import DONE, PROPOSED, SENT_BACK, WAITING, DecisionRow
from tests.portal.store.planting import plant


@pytest.fixture
def proposed(unit: Unit) -> DecisionRow:
    """Not stored yet: without a number."""
    application, staff = plant(unit, Application, duty="tax"), plant(unit, Staff)
    return DecisionRow(
        0, application["id"], PROPOSED, "approve", "examining", 1, b"sealed", staff["id"], 5, None, 0, None, None
    )


def test_one_decision_of_an_application_is_open(unit: Unit, proposed: DecisionRow) -> None:
    approver = plant(unit, Staff)["id"]
    elsewhere = replace(proposed, application_id=plant(unit, Application)["id"])
    decisions.add(unit, elsewhere)
    assert [decisions.add(unit, proposed) for _ in range(2)] == [True, False]
    stored = decisions.last(unit, proposed.application_id)
    assert stored
    assert stored == replace(proposed, id=stored.id) == decisions.open_one(unit, proposed.application_id)
    assert [decisions.approve(unit, stored.id, approver, 8) for _ in range(2)] == [True, False]
    assert decisions.open_among(unit, (stored.application_id,)) == {stored.application_id}
    approved = replace(stored, state=WAITING, approved_by=approver, leaves_at=8)
    assert decisions.open_one(unit, proposed.application_id) == approved
    assert (stored.decided_by, approved.decided_by) == (proposed.proposed_by, approver)
    assert not decisions.end(unit, stored, SENT_BACK, 9), "it was approved meanwhile"
    assert decisions.end(unit, approved, DONE, 9, b"reason")
    ended = replace(approved, state=DONE, ended_at=9, sealed_reason=b"reason")
    assert decisions.last(unit, proposed.application_id) == ended
    assert decisions.open_one(unit, proposed.application_id) is None
    both = (proposed.application_id, elsewhere.application_id)
    assert decisions.open_among(unit, both) == {both[1]}
    assert decisions.open_among(unit, ()) == frozenset()
    assert decisions.add(unit, proposed)
    assert decisions.last(unit, proposed.application_id) != ended
    assert decisions.last(unit, plant(unit, Application)["id"]) is None
    other = decisions.last(unit, elsewhere.application_id)
    assert other
    assert other == replace(elsewhere, id=other.id)


def test_decisions_leave_in_the_order_of_their_instants(unit: Unit, proposed: DecisionRow) -> None:
    applications = [plant(unit, Application)["id"] for _ in range(4)]
    states = [(WAITING, 8), (WAITING, 7), (WAITING, 9), (PROPOSED, 0)]
    for number, (state, leaves_at) in zip(applications, states, strict=True):
        decisions.add(unit, replace(proposed, application_id=number, state=state, leaves_at=leaves_at))
    assert [row.application_id for row in decisions.due(unit, 8)] == [applications[1], applications[0]]


def test_colleagues_approve_what_a_member_proposed(unit: Unit, proposed: DecisionRow) -> None:
    colleague = plant(unit, Staff)["id"]
    first, second, elsewhere, waiting = (
        plant(unit, Application, duty=duty) for duty in ("tax", "tax", "welfare", "tax")
    )
    for row in (second, first, elsewhere):
        decisions.add(unit, replace(proposed, application_id=row["id"]))
    decisions.add(unit, replace(proposed, application_id=waiting["id"], state=WAITING))
    numbers = [(row["receipt_number"], proposed.outcome) for row in (second, first)]
    assert decisions.to_approve(unit, ["tax"], colleague, 9) == numbers
    assert decisions.to_approve(unit, ["tax"], colleague, 1) == numbers[:1]
    assert decisions.to_approve(unit, ["tax"], proposed.proposed_by, 9) == []
    assert decisions.to_approve(unit, [], colleague, 9) == []


def test_an_approver_takes_their_own_approval_back_and_the_proposal_waits_again(
    unit: Unit, proposed: DecisionRow
) -> None:
    approver, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    decisions.add(unit, proposed)
    stored = decisions.last(unit, proposed.application_id)
    assert stored
    assert not decisions.unapprove(unit, stored.id, approver)
    decisions.approve(unit, stored.id, approver, 8)
    assert [decisions.unapprove(unit, stored.id, staff_id) for staff_id in (other, approver)] == [False, True]
    assert decisions.open_one(unit, proposed.application_id) == stored
