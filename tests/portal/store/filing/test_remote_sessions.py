"""Remote sessions and proposals."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.staff.staff import Staff
from portal.store.filing import remote_sessions
from portal.store.filing.remote_sessions import AGREED, ASKED, ENDED, WAITING, ProposalRow, RemoteRow
from tests.portal.store.planting import plant


@pytest.fixture
def waiting(unit: Unit) -> RemoteRow:
    draft = plant(unit, Draft)["id"]
    row = RemoteRow(0, draft, b"seed", b"code", None, WAITING, "", "", 0, 1, 10, None)
    for _ in range(2):
        remote_sessions.add(unit, row)
    stored = remote_sessions.of_draft(unit, draft)
    assert stored
    return stored


def test_one_clerk_comes_before_the_time_is_over(unit: Unit, waiting: RemoteRow) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    assert remote_sessions.by_hash(unit, b"code", 9) == waiting == remote_sessions.by_id(unit, waiting.id)
    assert remote_sessions.by_hash(unit, b"code", 10) is None
    assert remote_sessions.by_hash(unit, b"other", 9) is None
    assert not remote_sessions.pair(unit, waiting.id, staff, 10)
    assert [remote_sessions.pair(unit, waiting.id, number, 9) for number in (staff, other)] == [True, False]
    asked = replace(waiting, staff_id=staff, state=ASKED, news=1)
    assert remote_sessions.of_staff(unit, staff, 9) == [asked]
    assert remote_sessions.of_staff(unit, staff, 10) == remote_sessions.of_staff(unit, other, 9) == []
    assert remote_sessions.by_hash(unit, b"code", 9) is None
    assert not remote_sessions.move(unit, waiting, AGREED, 9)
    assert remote_sessions.move(unit, asked, ENDED, 9, ends_at=20, by="staff")
    assert remote_sessions.of_staff(unit, staff, 9) == []
    ended = replace(asked, state=ENDED, ended_by="staff", ends_at=20, news=2)
    assert remote_sessions.by_id(unit, waiting.id) == ended
    remote_sessions.looked(unit, ended, "page", 12)
    remote_sessions.looked(unit, replace(ended, page="page"), "page", 13)
    assert remote_sessions.by_id(unit, waiting.id) == replace(ended, page="page", seen_at=13, news=3)
    remote_sessions.sweep(unit, 20)
    assert remote_sessions.by_id(unit, waiting.id)
    remote_sessions.sweep(unit, 21)
    assert remote_sessions.by_id(unit, waiting.id) is None


def test_a_proposal_is_decided_once_while_the_session_runs(unit: Unit, waiting: RemoteRow) -> None:
    proposal = ProposalRow(0, waiting.id, "page", "open", b"boxes", 5)
    assert not remote_sessions.propose(unit, proposal, 9)
    remote_sessions.move(unit, waiting, AGREED, 9)
    assert not remote_sessions.propose(unit, proposal, 10)
    for row in (proposal, replace(proposal, page="other"), replace(proposal, sealed_boxes=b"new")):
        assert remote_sessions.propose(unit, row, 9)
    other, stored = remote_sessions.proposals(unit, waiting.id)
    assert (other.page, stored) == ("other", replace(proposal, id=stored.id, sealed_boxes=b"new"))
    assert not remote_sessions.decide(unit, stored, "taken", 10)
    assert [remote_sessions.decide(unit, stored, state, 9) for state in ("taken", "declined")] == [True, False]
    assert remote_sessions.proposals(unit, waiting.id) == [other, replace(stored, state="taken")]
    remote_sessions.empty(unit, waiting.id)
    assert remote_sessions.proposals(unit, waiting.id) == []
