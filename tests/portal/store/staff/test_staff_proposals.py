"""Proposed changes to staff."""

from portal.db import Unit
from portal.store.staff import staff_proposals
from portal.store.staff.staff_proposals import CONFIRMED, OPEN, WITHDRAWN, ProposalRow


def _add(unit: Unit, digest: bytes) -> int:
    return staff_proposals.add(unit, kind="grant", lines="[]", digest=digest, by="a", now=1)


def test_the_same_change_is_proposed_once_while_it_is_open(unit: Unit) -> None:
    number, other = _add(unit, b"digest"), _add(unit, b"other")
    assert _add(unit, b"digest") == number != other
    assert staff_proposals.by_id(unit, number) == ProposalRow(number, "grant", "[]", OPEN, "a", 1, None, None)
    assert [staff_proposals.settle(unit, number, state, "b", 2) for state in (CONFIRMED, WITHDRAWN)] == [True, False]
    assert staff_proposals.by_id(unit, number) == ProposalRow(number, "grant", "[]", CONFIRMED, "a", 1, "b", 2)
    again = _add(unit, b"digest")
    assert again not in (number, other)
    assert [proposal.id for proposal in staff_proposals.waiting(unit)] == [again, other]
    assert staff_proposals.by_id(unit, again + 1) is None
