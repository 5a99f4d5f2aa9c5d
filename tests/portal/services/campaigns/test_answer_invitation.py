"""Listed answers are offers; each letter is answered once."""

import threading
from dataclasses import replace

import pytest

from portal.errors import InvitationAnswered, InvitationClosed
from portal.services.campaigns.answer_invitation import invited_answers, take_unchanged, unchanged
from portal.services.campaigns.follow_campaign import stop_writing
from portal.services.campaigns.open_invitation import (
    answer_hint,
)
from portal.services.filing.drafts import draft_of_resident
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.invited import BIRTH, code_of, start
from tests.portal.services.campaigns.inviting import find, open_it, send, taro
from tests.portal.world import PROCEDURE


def test_unchanged_takes_what_was_shown_and_asks_for_the_rest(installation: Installation) -> None:
    campaign, _ = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        path = take_unchanged(installation, unit, draft, invited_answers(installation, unit, draft))
        unit.commit()
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
    assert draft.answers["name"] == {"family": "髙見本", "given": "太郎"}
    assert not path.complete
    assert "filer_kind" not in draft.answers
    assert "filer_kind" not in draft.seen


def test_two_browsers_at_once_answer_once(installation: Installation) -> None:
    campaign, _ = start(installation)
    drafts = [
        (session, open_it(installation, campaign, session))
        for session in (taro(installation), taro(installation, subject="second card"))
    ]
    results: list[str] = []

    def go(session: Session, draft: str) -> None:
        try:
            results.append(send(installation, session, draft))
        except InvitationAnswered:
            results.append("")

    threads = [threading.Thread(target=go, args=arguments) for arguments in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, results)) == [False, True]
    invitation = find(installation, code_of(installation, campaign))
    assert invitation is not None
    assert invitation.answered
    with installation.database.read() as unit:
        hint = answer_hint(unit, invitation)
    assert hint is not None
    assert hint.ending == next(filter(None, results))[-3:]
    with pytest.raises(InvitationAnswered):
        open_it(installation, campaign, drafts[0][0])


def test_a_letter_that_was_called_back_is_not_taken(installation: Installation) -> None:
    campaign, member = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.write() as unit:
        stop_writing(installation, unit, member, campaign, 1)
        unit.commit()
    with pytest.raises(InvitationClosed):
        send(installation, session, draft_id)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        assert invited_answers(installation, unit, draft) == {}


def test_what_a_letter_knows_is_for_the_owner_alone_no_matter_who_is_protected_by_now(
    installation: Installation,
) -> None:
    campaign, member = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        before = invited_answers(installation, unit, draft)
        assert "insured_no" in before
        assert invited_answers(installation, unit, replace(draft, access="whole")) == {}
        protect(installation, unit, member.actor, [("髙見本　太郎", BIRTH)], STAFF)
        assert invited_answers(installation, unit, draft) == before


def test_where_somebody_lives_is_reported_to_them_alone_who_proved_by_card_that_they_are_invited(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, _ = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
    family = installation.catalogue.current("jido-teate-nintei")
    prefilled: dict[str, object] = {
        "claimant.name": {},
        "claimant.address": {},
        "children.1.name": {},
        "children.1.address": {},
    }
    monkeypatch.setattr("portal.services.campaigns.answer_invitation.prefill_of", lambda *_: prefilled)
    with installation.database.read() as unit:
        by_card, by_code = (
            invited_answers(installation, unit, replace(draft, procedure=replace(family, sign_in=way))).keys()
            for way in ("card", "none")
        )
    assert by_card == prefilled.keys() - {"children.1.address"}
    assert by_code == {"claimant.name", "children.1.name"}


def test_nothing_has_changed_agrees_to_consents_and_saves_nothing_by_itself(installation: Installation) -> None:
    campaign, _ = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        proposal = unchanged(installation, draft, invited_answers(installation, unit, draft))
        again = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
    assert [field.id for field in proposal.agreed] == ["consent_true"]
    assert (proposal.answers["consent_true"], proposal.answers["reason"]) == (True, "lost")
    assert (again.answers, again.seen) == ({}, frozenset())
