"""A freed place goes down the waiting list day by day."""

import pytest

from portal.clock import to_micro, tokyo_minute
from portal.errors import NotFound
from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.hold_slots import held_of, held_until
from portal.services.bookings.wait_for_slot import Waits, full_times, stop_waiting_for, wait_for_slot, waits_of
from portal.services.filing.drafts import draft_environment
from portal.services.my_cases.open_requests import asked_now
from portal.services.my_cases.request_item import Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_notice import write_notice
from portal.store.bookings import reservations, slot_waits
from portal.web.my_cases.asked_view import asked_views
from tests.portal.later import later
from tests.portal.services.bookings.booking import (
    SLOT,
    begin,
    book,
    cancel,
    choose,
    fill,
    opened,
    resident,
    send,
    wait,
)


def test_a_freed_place_goes_to_who_waited_longest_and_then_to_the_next(
    installation: Installation, session: Session
) -> None:
    other, numbers = fill(installation)
    bob = resident(installation, "次の人")
    first, second = wait(installation, session), wait(installation, bob)
    assert (place_of(installation, session, first), place_of(installation, bob, second)) == (1, 2)
    assert keep_places(installation) == 0
    cancel(installation, other, numbers[0])
    late = resident(installation, "通りすがり")
    assert choose(installation, late, begin(installation, late), SLOT).mistaken  # reserved for the waiting list
    assert keep_places(installation) == 1
    with installation.database.read() as unit:
        (asked,) = asked_now(installation, unit, Whose(session.person_id or "", [], all=True))
    assert (asked.reason, asked.until, asked.days["day"]) == ("slot_free", "2026-11-21T10:00", "2026-12-09")
    (view,) = asked_views(installation.clock, [asked], "ja")
    assert "11月21日10時00分まで" in view.text
    facts = {"until": asked.until}
    assert "11月21日（土曜日）10時00分 まで" in write_notice(installation, "slot_free", "ja", "/", facts).text
    assert choose(installation, bob, second, SLOT).mistaken
    assert not choose(installation, session, first, SLOT).mistaken  # although another person waits
    an_hour_on = later(installation, hours=1)  # longer than a choice is held otherwise
    assert keep_places(an_hour_on) == 0, "who was next in line has their day, though they chose"
    assert held_until_of(an_hour_on, first) == "2026-11-21T10:00"
    tomorrow = later(installation, hours=25)
    assert keep_places(tomorrow) == 3  # the hold ends, the first is skipped, the second gets it
    assert not choose(tomorrow, bob, second, SLOT).mistaken
    assert send(tomorrow, bob, second).receipt_number


@pytest.mark.both_engines
def test_who_let_a_place_pass_may_wait_again_behind_the_others(installation: Installation, session: Session) -> None:
    other, numbers = fill(installation)
    draft_id = wait(installation, session)
    cancel(installation, other, numbers[0])
    keep_places(installation)
    tomorrow = later(installation, hours=25)
    (offered,) = waits_now(installation, session, draft_id)
    assert (offered.place, offered.passed) == (0, False)
    for _ in range(2):  # before the job comes, and after it
        (passed,) = waits_now(tomorrow, session, draft_id)
        assert (passed.passed, passed.until) == (True, offered.until), "my page says why nothing waits there any more"
        keep_places(tomorrow)  # it expired unused
    assert not wait_again(tomorrow, session, draft_id)  # it is free: anyone may choose it
    bob = resident(installation, "次の人")
    book(tomorrow, bob)
    behind = wait(tomorrow, resident(installation, "その次の人"))
    assert wait_again(tomorrow, session, draft_id)
    assert place_of(tomorrow, session, draft_id) == 2
    with installation.database.read() as unit:
        assert [row.draft_id for row in slot_waits.waiting(unit, "2026-11-21T12:00")] == [behind]


def held_until_of(installation: Installation, draft_id: str) -> str:
    with installation.database.read() as unit:
        until = held_until(held_of(installation.clock, unit, draft_id))
    return "" if until is None else tokyo_minute(until)


def waits_now(installation: Installation, session: Session, draft_id: str) -> list[Waits]:
    with installation.database.read() as unit:
        return waits_of(
            unit, opened(installation, unit, session, draft_id), to_micro(installation.clock.now())
        )  # fmt: skip


def wait_again(installation: Installation, session: Session, draft_id: str) -> bool:
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        field, environment = draft.procedure.field("lung_slot"), draft_environment(installation, draft)
        waits = wait_for_slot(installation.clock, unit, draft_id, field, environment, SLOT)
        unit.commit()
    return waits


def place_of(installation: Installation, session: Session, draft_id: str) -> int:
    with installation.database.read() as unit:
        draft = opened(installation, unit, session, draft_id)
        field = draft.procedure.field("lung_slot")
        standings = full_times(unit, draft_id, field, draft_environment(installation, draft))
    return next((standing.place for standing in standings if standing.slot.id == SLOT), -1)


def test_running_the_job_twice_changes_nothing(installation: Installation, session: Session) -> None:
    other, numbers = fill(installation)
    wait(installation, session)
    cancel(installation, other, numbers[0])
    assert keep_places(installation) > 0
    assert keep_places(installation) == 0


def test_nobody_waits_for_a_free_or_an_unknown_time(installation: Installation, session: Session) -> None:
    draft_id = begin(installation, session)
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        field, environment = draft.procedure.field("lung_slot"), draft_environment(installation, draft)
        assert not wait_for_slot(installation.clock, unit, draft_id, field, environment, SLOT)
        with pytest.raises(NotFound):
            wait_for_slot(installation.clock, unit, draft_id, field, environment, "lung-99")
        assert slot_waits.of_draft(unit, draft_id) == []
        assert full_times(unit, draft_id, field, environment) == []


def stop(installation: Installation, session: Session, draft_id: str) -> None:
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        stop_waiting_for(unit, draft, draft.procedure.field("lung_slot"), SLOT)
        unit.commit()


def test_a_draft_that_stops_waiting_gives_its_place_in_the_queue_and_a_held_place_to_the_next(
    installation: Installation, session: Session
) -> None:
    other, numbers = fill(installation)
    bob = resident(installation, "次の人")
    first, second = wait(installation, session), wait(installation, bob)
    cancel(installation, other, numbers[0])
    keep_places(installation)
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        places = [
            waiting.place
            for person, draft_id in ((session, first), (bob, second))
            for waiting in waits_of(unit, opened(installation, unit, person, draft_id), now)
        ]
    assert places == [0, 1], "the first has a place held, the second is next"
    stop(installation, session, first)
    with installation.database.read() as unit:
        assert reservations.of_draft(unit, first) == []
    assert keep_places(installation) > 0
    assert not choose(installation, bob, second, SLOT).mistaken


def test_a_held_place_that_is_chosen_survives_the_end_of_waiting(installation: Installation, session: Session) -> None:
    other, numbers = fill(installation)
    draft_id = wait(installation, session)
    cancel(installation, other, numbers[0])
    keep_places(installation)
    assert not choose(installation, session, draft_id, SLOT).mistaken
    stop(installation, session, draft_id)
    assert send(installation, session, draft_id).receipt_number
