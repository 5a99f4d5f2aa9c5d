"""A clerk's proposals need the owner's acceptance."""

from dataclasses import dataclass

import pytest

from portal.errors import Closed, Conflict
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path, save_draft
from portal.services.filing.pair_remote import agree_to_remote, join_remote, make_remote_code, remote_of
from portal.services.filing.propose_answer import (
    DECLINED,
    TAKEN,
    Proposal,
    decided,
    decline_proposal,
    open_proposals,
    propose_answer,
    speakable,
    take_proposal,
)
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing import remote_sessions
from portal.store.filing.remote_sessions import RemoteRow
from tests.portal.later import later
from tests.portal.services.filing.filing import audited, draft_of, opened
from tests.portal.world import DUTY, PLACE, add_member, alice

OWNER = Actor("resident", "alice", place=PLACE)
OLD, NEW = "000-0000-0001", "000-0000-0002"


@dataclass(frozen=True)
class Pair:
    session: Session
    draft_id: str
    clerk: Member
    row: RemoteRow


@pytest.fixture
def pair(installation: Installation) -> Pair:
    session = alice(installation)
    draft = draft_of(installation, session, answers={"filer_kind": "self", "phone": OLD})
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with installation.database.write() as unit:
        make_remote_code(installation, unit, draft, OWNER)
        session_id = join_remote(installation, unit, clerk, remote_of(installation, unit, draft).code)
        agree_to_remote(installation, unit, draft, OWNER)
        row = remote_sessions.by_id(unit, session_id)
        unit.commit()
    assert row is not None
    return Pair(session, draft.id, clerk, row)


def now(installation: Installation, pair: Pair) -> Draft:
    return opened(installation, pair.session, pair.draft_id)


def propose(installation: Installation, pair: Pair, phone: str) -> None:
    draft = now(installation, pair)
    asked = speakable(draft_path(installation, draft).page("phone"))
    assert asked is not None
    with installation.database.write() as unit:
        propose_answer(installation, unit, pair.clerk, pair.row, draft, asked, {"phone": [phone]})
        unit.commit()


def waiting(installation: Installation, pair: Pair) -> list[Proposal]:
    draft = now(installation, pair)
    with installation.database.read() as unit:
        return open_proposals(installation, unit, draft, pair.row, speech_of(draft.procedure, "ja"))


def take(installation: Installation, pair: Pair, proposal: Proposal) -> None:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, pair.session, "kaigo-hihokenshasho-saikofu", pair.draft_id)
        take_proposal(installation, unit, draft, proposal.row, proposal.mark, OWNER)
        unit.commit()


def state(installation: Installation, pair: Pair) -> str:
    with installation.database.read() as unit:
        return decided(unit, pair.row)["phone"]


def test_consents_files_and_unknown_pages_are_not_for_a_clerk_to_propose(
    installation: Installation, pair: Pair
) -> None:
    draft = now(installation, pair)
    path = draft_path(installation, draft)
    consent = next(asked for asked in path.pages if any(field.type.id == "consent" for field in asked.fields))
    person = path.page("insured_person")
    assert speakable(consent) is None
    assert speakable(None) is None
    shown = speakable(person, hidden=frozenset({"name"}))
    assert shown is not None
    assert [field.id for field in shown.fields] == ["kana"]


def test_an_accepted_proposal_is_saved_once(installation: Installation, pair: Pair) -> None:
    propose(installation, pair, NEW)
    (proposal,) = waiting(installation, pair)
    assert [(change.now, change.new) for change in proposal.changes] == [(OLD, NEW)]
    assert now(installation, pair).answers["phone"] == OLD
    take(installation, pair, proposal)
    assert now(installation, pair).answers["phone"] == NEW
    assert (state(installation, pair), waiting(installation, pair)) == (TAKEN, [])
    with pytest.raises(Conflict):
        take(installation, pair, proposal)
    assert audited(installation, "propose answer") == audited(installation, "take proposal")
    assert audited(installation, "take proposal") == [f"{pair.draft_id} phone"]


def test_a_proposal_for_answers_that_the_owner_changed_since_is_a_conflict(
    installation: Installation, pair: Pair
) -> None:
    propose(installation, pair, NEW)
    (proposal,) = waiting(installation, pair)
    draft = now(installation, pair)
    with installation.database.write() as unit:
        save_draft(installation, unit, draft, {**draft.answers, "phone": "000-0000-0003"}, frozenset())
        unit.commit()
    with pytest.raises(Conflict):
        take(installation, pair, proposal)
    assert now(installation, pair).answers["phone"] == "000-0000-0003"


def test_mistakes_and_the_same_answer_propose_nothing(installation: Installation, pair: Pair) -> None:
    for phone in ("abc", "", OLD):
        propose(installation, pair, phone)
    assert waiting(installation, pair) == []
    assert audited(installation, "propose answer") == []


def test_declining_twice_is_one_decision_and_changes_nothing(installation: Installation, pair: Pair) -> None:
    propose(installation, pair, NEW)
    (proposal,) = waiting(installation, pair)
    for _ in range(2):
        with installation.database.write() as unit:
            decline_proposal(installation, unit, now(installation, pair), proposal.row, OWNER)
            unit.commit()
    assert (state(installation, pair), now(installation, pair).answers["phone"]) == (DECLINED, OLD)
    assert len(audited(installation, "decline proposal")) == 1


def test_nothing_is_proposed_after_the_hour(installation: Installation, pair: Pair) -> None:
    with pytest.raises(Closed):
        propose(later(installation, minutes=61), pair, NEW)
    assert waiting(installation, pair) == []
