"""Questions to a visitor while the clerk is signed in."""

from dataclasses import replace

import pytest

from portal.services.counter.ask_visitor import (
    Asked,
    ask_visitor,
    asked_of_visitor,
    draw_curtain,
    interview_on_screen,
    leave_to_clerk,
    overruled,
    take_answer,
)
from portal.services.counter.interview import read_interview
from portal.services.filing.origins import origins_of
from portal.services.filing.visit_facts import VISITOR, Facts
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.residents import sessions
from tests.portal.services.counter.visiting import KEY, RECEPTION, TARO, Counter, actions, offer_questions


@pytest.fixture
def draft_id(installation: Installation, counter: Counter) -> str:
    """`words` takes text; `reason` is the clerk's answer."""
    offer_questions(installation)
    return counter.add("small", {**RECEPTION, "reason": "lost"})


def ask(counter: Counter) -> bytes:
    session = counter.pair()
    with counter.installation.database.write() as unit:
        assert ask_visitor(counter.installation, unit, counter.member, counter.visit(unit), session, frozenset())
        unit.commit()
    return session


def asked(counter: Counter) -> dict[str, Asked]:
    with counter.installation.database.read() as unit:
        interview = interview_on_screen(counter.installation, unit, *counter.screen(unit))
    return {question.field.id: question for question in asked_of_visitor(interview)} if interview else {}


def choose(counter: Counter, key: str, *codes: str) -> tuple[str, ...] | None:
    """Keys of mistakes; None if it is not asked."""
    with counter.installation.database.write() as unit:
        mistakes = take_answer(counter.installation, unit, *counter.screen(unit), key, codes)
        unit.commit()
    return None if mistakes is None else tuple(mistake.key for mistake in mistakes)


def test_without_a_device_nothing_is_asked(counter: Counter, draft_id: str) -> None:
    with counter.installation.database.write() as unit:
        visit = counter.visit(unit)
        assert not ask_visitor(counter.installation, unit, counter.member, visit, b"session", frozenset())
        assert "ask on screen" not in actions(unit)


def test_only_what_is_open_and_can_be_chosen_is_asked(counter: Counter, draft_id: str) -> None:
    ask(counter)
    assert set(asked(counter)) == {"again", "hurt"}
    with counter.installation.database.read() as unit:
        assert actions(unit)[-1] == "ask on screen"


def test_an_answer_is_stored_as_the_visitors_and_can_be_changed_by_them(counter: Counter, draft_id: str) -> None:
    ask(counter)
    key = asked(counter)["again"].key
    assert choose(counter, key, "neither") not in ((), None)
    assert asked(counter)["again"].open
    for code, value in (("yes", True), ("no", False)):
        assert choose(counter, key, code) == ()
        with counter.installation.database.read() as unit:
            draft = counter.draft(unit, draft_id)
        assert draft.answers["again"] is value
        assert origins_of(draft.answers)["again"].source == VISITOR
    assert asked(counter)["again"].answered


def test_what_a_clerk_answered_or_nobody_asked_is_not_taken(counter: Counter, draft_id: str) -> None:
    ask(counter)
    with counter.installation.database.read() as unit:
        (part,) = counter.interview(unit).parts
    assert choose(counter, "no question has this key", "yes") is None
    assert part.entry.kept["reason"] == "lost"
    assert "reason" not in asked(counter)


def test_a_confidential_question_is_answered_behind_its_open_curtain_alone(counter: Counter, draft_id: str) -> None:
    ask(counter)
    hurt = asked(counter)["hurt"]
    assert hurt.curtained
    assert choose(counter, hurt.key, "yes") is None
    with counter.installation.database.write() as unit:
        assert draw_curtain(counter.installation, unit, *counter.screen(unit), hurt.key, opened=True)
        assert not draw_curtain(
            counter.installation, unit, *counter.screen(unit), asked(counter)["again"].key, opened=True
        )
        unit.commit()
    assert choose(counter, hurt.key, "yes") == ()
    assert not asked(counter)["hurt"].seen, "a veiled answer is not shown again"
    assert choose(counter, hurt.key, "no") is None


def test_a_protected_visitor_is_asked_nothing_confidential(counter: Counter, draft_id: str) -> None:
    counter.know(Facts(came="1").joined(TARO, "card_face")[0])
    with counter.installation.database.write() as unit:
        protect(counter.installation, unit, Actor("staff", "hogo"), [KEY, ("髙見本 太郎", KEY[1])], STAFF)
        unit.commit()
    ask(counter)
    assert set(asked(counter)) == {"again"}


def test_what_is_left_to_the_clerk_is_open_no_more_and_can_still_be_answered(counter: Counter, draft_id: str) -> None:
    ask(counter)
    key = asked(counter)["again"].key
    with counter.installation.database.write() as unit:
        assert leave_to_clerk(counter.installation, unit, *counter.screen(unit), key)
        unit.commit()
    assert not asked(counter)["again"].open
    assert choose(counter, key, "yes") == ()
    with counter.installation.database.write() as unit:
        assert not leave_to_clerk(counter.installation, unit, *counter.screen(unit), key)


def test_when_the_clerk_signed_out_nothing_is_asked_or_taken(counter: Counter, draft_id: str) -> None:
    session = ask(counter)
    key = asked(counter)["again"].key
    with counter.installation.database.write() as unit:
        sessions.end(unit, session)
        unit.commit()
    assert asked(counter) == {}
    assert choose(counter, key, "yes") is None


def test_a_clerk_who_did_not_see_the_visitors_answer_is_informed_before_it_changes(
    counter: Counter, draft_id: str
) -> None:
    ask(counter)
    choose(counter, asked(counter)["again"].key, "yes")
    with counter.installation.database.read() as unit:
        stored = counter.interview(unit)
    posted = read_interview(counter.installation, stored, [{"again": ["no"]}], [frozenset({"again"})], "")
    assert [(overrule.field.id, overrule.value) for overrule in overruled(stored, posted)] == [("again", True)]
    same = read_interview(counter.installation, stored, [{"again": ["yes"]}], [frozenset({"again"})], "")
    assert overruled(stored, same) == ()
    assert overruled(stored, replace(stored)) == ()
