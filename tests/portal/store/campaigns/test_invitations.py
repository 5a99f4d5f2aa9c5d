"""Invitations."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.campaigns.campaign import Campaign
from portal.models.campaigns.invitation import Invitation
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.store.campaigns import invitations
from portal.store.campaigns.invitations import Counts, InvitationRow
from tests.portal.store.planting import plant


@pytest.fixture
def campaign(unit: Unit) -> dict[str, Any]:
    return plant(unit, Campaign, state="open", expires="2026-11-30")


@pytest.fixture
def invitation(unit: Unit, campaign: dict[str, Any]) -> InvitationRow:
    row = InvitationRow(0, campaign["id"], 1, "ready", b"code", b"fact", b"person", b"prefill", b"sealed code")
    invitations.add(unit, [row, replace(row, number=2, state="by_hand", code_hash=None)])
    stored = invitations.by_code(unit, b"code")
    assert stored
    assert stored == replace(row, id=stored.id) == invitations.by_number(unit, campaign["id"], 1)
    return stored


def test_lists_are_narrowed_and_counted(unit: Unit, invitation: InvitationRow) -> None:
    states = ("stopped", "revoked", "ready", "ready")
    for number, state in enumerate(states, 3):
        plant(
            unit, Invitation, campaign_id=invitation.campaign_id, number=number, state=state, printed=int(number == 3),
            answered_by="x" if number == 5 else None, opened_at=1 if number > 4 else None,
        )  # fmt: skip
    numbers = {
        which: [row.number for row in invitations.of_campaign(unit, invitation.campaign_id, which)]
        for which in invitations.WHICH
    }
    assert numbers == {
        "all": [1, 2, 3, 4, 5, 6], "rest": [1, 2, 6], "silent": [1, 6], "opened": [6], "answered": [5], "by_hand": [2],
        "stopped": [3, 4],
    }  # fmt: skip
    page = invitations.of_campaign(unit, invitation.campaign_id, after=2, most=2)
    assert [row.number for row in page] == [3, 4]
    assert invitations.counts(unit, invitation.campaign_id) == Counts(6, 1, 2, 1, 3, 1, 2, 2)
    assert invitations.counts(unit, 0) == Counts(0, 0, 0, 0, 0, 0, 0, 0)


def test_prints_and_reminders_are_counted(unit: Unit, invitation: InvitationRow) -> None:
    invitations.count_print(unit, [invitation.id], 5)
    invitations.count_reminder(unit, [invitation.id])
    invitations.count_reminder(unit, [])
    assert invitations.by_id(unit, invitation.id) == replace(invitation, printed=1, printed_at=5, reminded=1)
    invitations.forget_contents(unit, invitation.campaign_id)
    stored = invitations.by_id(unit, invitation.id)
    assert stored
    assert (stored.sealed_code, stored.sealed_prefill) == (None, None)


def test_an_invitation_is_answered_or_closed_once(unit: Unit, invitation: InvitationRow) -> None:
    by_hand = invitations.by_number(unit, invitation.campaign_id, 2)
    assert by_hand
    assert not invitations.mark_opened(unit, by_hand.id, 5)
    assert [invitations.mark_opened(unit, invitation.id, at) for at in (5, 6)] == [True, True]
    assert [invitations.mark_answered(unit, invitation.id, draft, 7) for draft in ("a", "b")] == [True, False]
    assert invitations.by_id(unit, invitation.id) == replace(
        invitation, opened_at=5, answered_at=7, answered_by="a", sealed_prefill=None
    )
    assert not invitations.close(unit, invitation.id, "revoked")


def test_a_closed_invitation_opens_nothing(unit: Unit, invitation: InvitationRow) -> None:
    assert [invitations.close(unit, invitation.id, "revoked") for _ in range(2)] == [True, False]
    assert invitations.by_code(unit, b"code") is None
    assert invitations.by_id(unit, invitation.id) == replace(
        invitation, state="revoked", code_hash=None, fact_hash=None, sealed_code=None, sealed_prefill=None
    )


def test_drafts_are_found_by_their_invitation(unit: Unit, campaign: dict[str, Any], invitation: InvitationRow) -> None:
    person, guest = plant(unit, Person, issuer="card")["id"], plant(unit, Person, issuer="guest")["id"]
    draft = plant(unit, Draft, person_id=person)
    for name, owner, at in ((draft["id"], person, 5), (plant(unit, Draft, person_id=guest)["id"], guest, 6)):
        invitations.add_opening(unit, name, invitation.id, owner, at)
    assert [invitations.opening(unit, name) for name in (draft["id"], "none")] == [invitation.id, None]
    assert invitations.draft_of(unit, invitation.id, person) == draft["id"]
    assert invitations.draft_of(unit, invitation.id, "nobody") is None
    assert invitations.person_of(unit, invitation.id) == person
    assert invitations.opened_by(unit, person, "2026-11-30") == [(draft["id"], draft["procedure"], "2026-11-30")]
    assert invitations.opened_by(unit, person, "2026-12-01") == []
    assert invitations.prefill(unit, draft["id"]) == (
        campaign["uid"], campaign["key_id"], campaign["wrapped_key"], 1, b"prefill",
    )  # fmt: skip
    invitations.mark_answered(unit, invitation.id, draft["id"], 7)
    assert invitations.opened_by(unit, person, "2026-11-30") == []
    assert invitations.prefill(unit, draft["id"]) is None
