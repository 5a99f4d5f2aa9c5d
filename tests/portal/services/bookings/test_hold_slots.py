"""A chosen time is held until the draft is sent."""

import threading
from datetime import timedelta

import pytest

from forms.path.binding import sentence
from portal.services.bookings.hold_slots import HOLD_MINUTES, held_of, held_until
from portal.services.filing.arrival import Arrival
from portal.services.filing.submit_application import submit_application
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from portal.store.cases import applications
from tests.portal.later import later
from tests.portal.services.bookings.booking import FIRST, PROCEDURE, begin, choose, opened, resident, send


def fill(installation: Installation, slot: str, places: int, *, send_them: bool = True) -> None:
    other = resident(installation, "ほかの人")
    for _ in range(places):
        draft = begin(installation, other)
        assert not choose(installation, other, draft, slot).mistaken
        if send_them:
            assert send(installation, other, draft).receipt_number


def test_a_chosen_time_is_held_and_the_page_can_say_until_when(installation: Installation, session: Session) -> None:
    draft = begin(installation, session)
    assert not choose(installation, session, draft).mistaken
    with installation.database.read() as unit:
        held = held_of(installation.clock, unit, draft)
    until = held_until(held)
    assert [slot.time.slot for slot in held] == [FIRST]
    assert until is not None
    assert timedelta(minutes=HOLD_MINUTES - 1) < until - installation.clock.now() <= timedelta(minutes=HOLD_MINUTES)
    with later(installation, minutes=20).database.read() as unit:
        assert held_until(held_of(later(installation, minutes=20).clock, unit, draft)) is None


def test_sending_makes_the_hold_the_applications(installation: Installation, session: Session) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft)
    sent = send(installation, session, draft)
    with installation.database.read() as unit:
        row = applications.by_number(unit, sent.receipt_number)
        assert row is not None
        mine = reservations.of_application(unit, row.id)
    assert [(hold.slot, hold.draft_id, hold.until, hold.question) for hold in mine] == [
        (FIRST, None, None, "lung_slot")
    ]


@pytest.mark.both_engines
def test_clicked_twice_at_one_moment_it_is_one_application_with_one_time(
    installation: Installation, session: Session
) -> None:
    draft_id = begin(installation, session)
    choose(installation, session, draft_id)
    both_opened, numbers = threading.Barrier(2), list[str]()

    def click() -> None:
        with installation.database.read() as unit:
            draft = opened(installation, unit, session, draft_id)
        both_opened.wait()
        with installation.database.write() as unit:
            arrival = Arrival(installation.clock.now(), "online", "stored")
            sent = submit_application(installation, unit, draft, Actor("resident", "alice"), arrival, {"way": "card"})
            unit.commit()
        numbers.append(sent.receipt_number)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(numbers), len(set(numbers))) == (2, 1)


def test_another_choice_gives_the_first_back(installation: Installation, session: Session) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft, "lung-3")
    choose(installation, session, draft, "lung-4")
    with installation.database.read() as unit:
        assert [slot.time.slot for slot in held_of(installation.clock, unit, draft)] == ["lung-4"]


def test_who_comes_too_late_is_offered_near_times_and_nothing_is_stored(
    installation: Installation, session: Session
) -> None:
    fill(installation, "lung-3", 10)
    draft = begin(installation, session)
    saved = choose(installation, session, draft, "lung-3")
    (mistake,) = saved.path.mistakes["lung_slot"]
    procedure = installation.catalogue.current(PROCEDURE)
    message = sentence(mistake, procedure.field("lung_slot"), speech_of(procedure, "ja"))
    assert "いっぱいになりました" in message
    assert "12月9日（水） 午前10時30分" in message
    with installation.database.read() as unit:
        assert "lung_slot" not in opened(installation, unit, session, draft).answers


def test_a_hold_that_ran_out_is_taken_again_when_it_is_sent_and_free(
    installation: Installation, session: Session
) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft)
    assert send(later(installation, hours=1), session, draft).receipt_number


def test_a_hold_that_ran_out_and_went_to_others_is_reported_when_it_is_sent(
    installation: Installation, session: Session
) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft, "lung-3")
    soon = later(installation, hours=1)
    fill(soon, "lung-3", 10)
    sent = send(soon, session, draft)
    assert sent.receipt_number == ""
    assert sent.full
    assert [mistake.key for mistake in sent.path.mistakes["lung_slot"]] == ["slot.full"]


def test_a_time_that_the_city_offers_no_more_is_gone(installation: Installation, session: Session) -> None:
    draft = begin(installation, session)
    choose(installation, session, draft, FIRST)
    sent = send(later(installation, days=12), session, draft)
    assert [mistake.key for mistake in sent.path.mistakes["lung_slot"]] == ["slot.gone"]
