"""A draft moves through the versions between."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft
from portal.services.filing.move_draft import move_draft, way_on
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.files import attachments
from tests.portal.routes.guest_browser import offer, version
from tests.portal.services.filing.filing import draft_of
from tests.portal.services.filing.test_carry_files import draft_with
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.store.sealed_files import read
from tests.portal.world import alice

WORD = "      - {id: word, type: text, label: ひとこと, max: 20}\n"
PHRASE = "      - {id: phrase, type: text, label: お知らせ, max: 20}\n"
COLOUR = "      - {id: colour, type: text, label: すきな色, max: 20}\n"
ANSWERS = {"reason": "lost", "word": "はい"}


@pytest.fixture
def session(installation: Installation) -> Session:
    offer(installation, version(1, WORD))
    return guest(installation)


def steps(installation: Installation, draft: Draft) -> list[int]:
    with installation.database.read() as unit:
        return [procedure.version for procedure in way_on(installation.catalogue, unit, draft.procedure)]


def moved(installation: Installation, draft: Draft) -> Draft:
    with installation.database.write() as unit:
        after = move_draft(installation, unit, draft)
        unit.commit()
    return after


def test_a_draft_stays_where_a_version_on_the_way_carries_nothing_over(
    installation: Installation, session: Session
) -> None:
    draft = draft_of(installation, session, "small", ANSWERS)
    assert steps(installation, draft) == []
    offer(installation, version(2, WORD))
    assert steps(installation, draft) == []
    offer(installation, version(3, WORD + "carry_over: {}\n"))
    assert steps(installation, draft) == []
    assert moved(installation, draft) is draft


def test_a_draft_goes_through_each_version_on_the_way(installation: Installation, session: Session) -> None:
    draft = draft_of(installation, session, "small", ANSWERS)
    offer(installation, version(2, PHRASE + "carry_over: {rename: {word: phrase}}\n"))
    offer(installation, version(3, PHRASE + COLOUR + "carry_over: {}\n"))
    assert steps(installation, draft) == [2, 3]
    after = moved(installation, draft)
    assert (after.procedure.version, after.answers) == (3, {"reason": "lost", "phrase": "はい"})


def test_the_owner_is_shown_what_is_new_what_is_gone_and_what_is_asked_again(
    installation: Installation, session: Session
) -> None:
    draft = draft_of(installation, session, "small", ANSWERS)
    with installation.database.write() as unit:
        save_draft(installation, unit, draft, ANSWERS, frozenset({"reason", "word"}))
        unit.commit()
        draft = draft_of_resident(installation, unit, session, "small", draft.id)
    offer(installation, version(2, COLOUR + "carry_over: {drop: [word], review: [reason]}\n"))
    after = moved(installation, draft)
    brought = after.brought
    assert (after.answers, after.seen) == ({}, frozenset({"word"})), "the page of a question in doubt is shown again"
    assert (brought.untold, brought.new, brought.again) == (True, ("colour",), ("reason",))
    assert [labels["ja"] for labels in brought.gone] == ["ひとこと"]
    assert (brought.old["reason"].value, brought.old["reason"].shown["ja"]) == ("lost", "なくした")


def test_a_trial_with_the_same_number_and_another_meaning_takes_the_draft_along(
    installation: Installation, session: Session
) -> None:
    draft = draft_of(installation, session, "small", ANSWERS)
    trial = replace(draft.procedure, meaning="0" * 64)
    with installation.database.read() as unit:
        (offered,) = way_on(installation.catalogue, unit, trial)
        assert offered.meaning == draft.procedure.meaning
        assert way_on(installation.catalogue, unit, replace(trial, version=2)) == (), "never back to an older version"


def test_a_save_at_the_same_moment_is_not_lost(installation: Installation, session: Session) -> None:
    stale = draft_of(installation, session, "small", ANSWERS)
    with installation.database.write() as unit:
        save_draft(installation, unit, stale, {"reason": "torn"}, frozenset())
        unit.commit()
    offer(installation, version(2, WORD + "carry_over: {}\n"))
    with installation.database.write() as unit, pytest.raises(Conflict):
        move_draft(installation, unit, stale)
    with installation.database.read() as unit:
        assert draft_of_resident(installation, unit, session, "small", stale.id).answers == {"reason": "torn"}


def test_the_files_of_a_question_that_is_gone_are_deleted(installation: Installation) -> None:
    owner = alice(installation)
    draft_id = draft_with(installation, owner, "one")
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, owner, "small", draft_id)
    offer(installation, version(2, "carry_over: {drop: [papers]}\n"))
    moved(installation, draft)
    with installation.database.read() as unit:
        assert attachments.content(unit, draft.shelf.holder, "one") is None
        assert read(attachments.content(unit, draft.shelf.holder, "unused")) == b"content"
