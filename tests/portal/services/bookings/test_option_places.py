"""An option with a capacity is never given to more people than it has places, and a place that is given up is free again."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.move_bookings import move_bookings, times_taken
from portal.services.bookings.option_places import keep_options
from portal.services.cases.cases import Case, case_of_resident
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_of_resident, draft_path, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.free_places import booked_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from tests.definitions.budgets import NAME, with_setting
from tests.definitions.chains import screened
from tests.definitions.shelf import shelf
from tests.examples import examples
from tests.portal.later import at
from tests.portal.results import decide, examiner
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE, alice

pytestmark = pytest.mark.both_engines

OF = "choice-capacity"


@pytest.fixture
def session(installation: Installation) -> Session:
    offer(installation, shelf()[OF])
    return alice(installation)


def begin(installation: Installation, session: Session, course: str, *tools: str) -> str:
    answers: dict[str, Any] = {"name": NAME, "course": course} | ({"tools": list(tools)} if tools else {})
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(OF)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        save_draft(
            installation, unit, draft_of_resident(installation, unit, session, OF, draft_id), answers, frozenset()
        )
        unit.commit()
    return draft_id


def send(
    installation: Installation, session: Session, draft_id: str, wait: Callable[[], object] = lambda: None
) -> Sent:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, OF, draft_id)
        wait()
        actor = Actor("resident", session.person_id or "", place=PLACE)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        if sent.receipt_number or sent.full:
            unit.commit()
    return sent


def file(installation: Installation, session: Session, course: str, *tools: str) -> str:
    return send(installation, session, begin(installation, session, course, *tools)).receipt_number


def left(installation: Installation) -> Mapping[str, Mapping[str, int]]:
    with installation.database.read() as unit:
        procedure = installation.catalogue.current(OF)
        return booked_of(unit, procedure, installation.rules.option_places(procedure), now_of(installation)).options


def now_of(installation: Installation) -> int:
    return int(installation.clock.now().timestamp() * 1_000_000)


def withdraw(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", "alice", place=PLACE), NOW, "")
        unit.commit()
    keep_places(installation)


def test_of_six_who_send_at_once_as_many_are_taken_as_there_are_places(
    installation: Installation, session: Session
) -> None:
    wanting = [begin(installation, session, "morning") for _ in range(6)]
    # SQLite serialises writers; on PostgreSQL all have begun before any of them counts.
    together = 1 if installation.database.sqlite else len(wanting)
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(
            pool.map(lambda it: send(installation, session, it, wait=lambda: barrier.wait(timeout=30)), wanting)
        )
    assert [bool(submission.receipt_number) for submission in sent].count(True) == 3
    assert left(installation)["course"] == {"morning": 0, "evening": 1}
    late = next(draft for draft, submission in zip(wanting, sent, strict=True) if not submission.receipt_number)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, OF, late)
        assert draft.answers["course"] == "morning", "who is late keeps the draft"
        assert [mistake.key for mistake in draft_path(installation, draft).mistakes["course"]] == ["choice.full"]
    withdraw(installation, session, next(submission.receipt_number for submission in sent if submission.receipt_number))
    assert left(installation)["course"]["morning"] == 1
    assert send(installation, session, late).receipt_number


def test_a_place_that_was_taken_between_page_and_sending_is_a_mistake_and_holds_nothing(
    installation: Installation, session: Session
) -> None:
    late = begin(installation, session, "evening", "cup")
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, OF, late)
        walked = draft_path(installation, draft)
    assert file(installation, session, "evening")
    with installation.database.write() as unit:
        arrival, actor = Arrival(installation.clock.now(), "online", "stored"), Actor("resident", "alice", place=PLACE)
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"}, walked=walked)
        unit.commit()
    assert (sent.receipt_number, sent.full) == ("", True)
    assert {name: mistakes[0].key for name, mistakes in sent.path.mistakes.items()} == {"course": "choice.full"}
    with installation.database.read() as unit:
        own = draft_of_resident(installation, unit, session, OF, late)
        assert own.booked.options["tools"] == {"cup": 2}, "what it held itself is free for it"
    later = at(installation, "2026-11-20T23:00:00+09:00")
    assert left(later)["tools"] == {"cup": 2}


def test_each_option_of_several_takes_a_place(installation: Installation, session: Session) -> None:
    assert file(installation, session, "video", "cup", "pen")
    assert file(installation, session, "video", "cup")
    assert left(installation) == {"course": {"morning": 3, "evening": 1}, "tools": {"cup": 0}}
    assert not file(installation, session, "video", "cup", "pen")
    assert file(installation, session, "video", "pen")


def _corrected(
    installation: Installation, session: Session, number: str, **answers: Any
) -> tuple[dict[str, str], Case]:
    """Keys of mistakes."""
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        path = case.path
        path = type(path)(**{**vars(path), "answers": {**path.answers, **answers}})
        mistakes = move_bookings(installation, unit, case, path, now_of(installation))
        assert dict(times_taken(case, path, path.fields)) == dict(mistakes)
        if not mistakes:
            unit.commit()
    return {name: mistake.key for name, (mistake,) in mistakes.items()}, case


def test_a_correction_changes_places_or_keeps_them(installation: Installation, session: Session) -> None:
    own, other = file(installation, session, "evening"), file(installation, session, "morning")
    assert _corrected(installation, session, other, course="evening")[0] == {"course": "choice.full"}
    assert left(installation)["course"] == {"morning": 2, "evening": 0}
    assert _corrected(installation, session, own, course="evening")[0] == {}, "its own place"
    mistakes, case = _corrected(installation, session, own, course="morning")
    assert (mistakes, left(installation)["course"]) == ({}, {"morning": 1, "evening": 1})
    assert case.path.mistakes == {}, "what was sent is no mistake"


def test_what_came_without_a_draft_is_counted_even_beyond_the_capacity(
    installation: Installation, session: Session
) -> None:
    number = file(installation, session, "evening")
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        keep_options(installation, unit, case.procedure, case.path, "no draft", case.row.id)
        unit.commit()
        rows = reservations.of_application(unit, case.row.id)
    assert len(rows) == 2
    assert left(installation)["course"]["evening"] == 0


def test_who_is_refused_or_withdraws_gives_the_place_back(installation: Installation, session: Session) -> None:
    member = examiner(installation, OF)
    refused, withdrawn = file(installation, session, "evening", "cup"), file(installation, session, "morning", "cup")
    assert left(installation) == {"course": {"morning": 2, "evening": 0}, "tools": {"cup": 0}}
    screened(installation, member, refused)
    decide(installation, member, refused, "declined", {}, words="教室に出られない年齢です。")
    keep_places(installation)
    assert left(installation) == {"course": {"morning": 2, "evening": 1}, "tools": {"cup": 1}}
    withdraw(installation, session, withdrawn)
    assert left(installation) == {"course": {"morning": 3, "evening": 1}, "tools": {"cup": 2}}
    assert file(installation, session, "evening", "cup")


def test_a_number_of_the_city_counts_at_once_and_a_smaller_one_takes_nothing_away(
    installation: Installation, session: Session
) -> None:
    first, late = file(installation, session, "evening"), begin(installation, session, "evening")
    assert first
    assert not send(installation, session, late).receipt_number
    more = with_setting(installation, OF, "evening_places", 2)
    assert more.catalogue.current(OF).meaning == installation.catalogue.current(OF).meaning
    assert left(more)["course"] == {"morning": 3, "evening": 1}
    assert send(more, session, late).receipt_number
    closed = with_setting(installation, OF, "evening_places", 0)
    assert left(closed)["course"]["evening"] == 0
    assert not file(closed, session, "evening")
    assert _corrected(closed, session, first, course="evening")[0] == {}, "who has a place keeps it"


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(("morning", "evening", "video", "withdraw")), max_size=7))
def test_whatever_is_sent_and_withdrawn_the_places_add_up(
    installation: Installation, session: Session, acts: list[str]
) -> None:
    capacity, held = {"morning": 3, "evening": 1}, list[tuple[str, str]]()
    for act in acts:
        if act == "withdraw":
            if held:
                withdraw(installation, session, held.pop()[0])
            continue
        taken = [course for _, course in held].count(act)
        number = file(installation, session, act)
        assert bool(number) == (taken < capacity.get(act, 99))
        held += [(number, act)] if number else []
        courses = [course for _, course in held]
        assert left(installation)["course"] == {name: most - courses.count(name) for name, most in capacity.items()}
    for number, _ in held:
        withdraw(installation, session, number)
    assert left(installation)["course"] == capacity
