"""Calling: in order, once, and how a call ends."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from portal.errors import Conflict, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.tickets.call_ticket import call_again, call_next, end_call
from portal.services.tickets.take_ticket import hall_of, take_ticket
from portal.store.tickets import tickets
from portal.store.tickets.tickets import ABSENT, CALLED, DONE, WAITING, TicketRow
from tests.portal.later import later
from tests.portal.services.tickets.test_take_ticket import ONCE, take
from tests.portal.world import DUTY, add_member

MOMENTS: dict[object, int] = {}  # of each installation's calls


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "madoguchi", ("clerk", DUTY))


def call(installation: Installation, clerk: Member, *queues: str, desk: int = 3, seconds: int = 10) -> TicketRow | None:
    """`seconds` after the last call."""
    MOMENTS[installation.settings.data] = MOMENTS.get(installation.settings.data, 0) + seconds
    installation = later(installation, seconds=MOMENTS[installation.settings.data])
    with installation.database.write() as unit:
        row = call_next(installation, unit, clerk, hall_of(installation, "main"), queues, desk)
        unit.commit()
    return row


def end(installation: Installation, ticket: str, act: str) -> str:
    with installation.database.write() as unit:
        row = end_call(installation, unit, ticket, act)
        unit.commit()
        stored = tickets.by_id(unit, row.id)
    assert stored is not None
    return stored.state


def test_the_earliest_of_the_desks_queues_is_called_and_nobody_twice(installation: Installation, clerk: Member) -> None:
    first, other, second = take(installation, "1"), take(installation, "2", "care"), take(installation, "3")
    called = [call(installation, clerk, "moving") for _ in range(3)]
    assert [row and (row.id, row.state, row.desk, row.calls) for row in called] == [
        (first.id, CALLED, 3, 1),
        (second.id, CALLED, 3, 1),
        None,
    ]
    late = call(installation, clerk, "moving", "care", desk=1)
    assert late is not None
    assert late.id == other.id


def test_a_booking_goes_first_when_its_time_has_come(installation: Installation, clerk: Member) -> None:
    now = installation.clock.now()
    waiting = take(installation, "1")
    with installation.database.write() as unit:
        hall = hall_of(installation, "main")
        booked = take_ticket(installation, unit, hall, "moving", f"{ONCE}9", now + timedelta(minutes=20))
        past = take_ticket(installation, unit, hall, "moving", f"{ONCE}8", now - timedelta(minutes=5))
        unit.commit()
    order = [call(installation, clerk, "moving") for _ in range(2)]
    assert [row and row.id for row in order] == [past.id, waiting.id]
    alone = call(installation, clerk, "moving")
    assert alone is not None
    assert alone.id == booked.id, "nobody else waits"


def test_who_did_not_come_is_called_again_and_who_was_served_is_not(installation: Installation, clerk: Member) -> None:
    row = take(installation, "1")
    call(installation, clerk, "moving")
    assert end(installation, row.id, "absent") == ABSENT
    with installation.database.write() as unit:
        again = call_again(installation, unit, clerk, row.id, 5)
        unit.commit()
    assert (again.state, again.calls, again.desk, again.ended_at) == (CALLED, 2, 5, None)
    assert end(installation, row.id, "done") == end(installation, row.id, "done") == DONE
    with installation.database.write() as unit, pytest.raises(Conflict):
        call_again(installation, unit, clerk, row.id, 5)


def test_who_goes_back_to_the_queue_is_the_next_again(installation: Installation, clerk: Member) -> None:
    first, _ = take(installation, "1"), take(installation, "2")
    call(installation, clerk, "moving")
    assert end(installation, first.id, "wait") == WAITING
    row = call(installation, clerk, "moving")
    assert row is not None
    assert row.id == first.id


def test_a_ticket_that_was_not_called_or_is_of_another_day_ends_no_call(
    installation: Installation, clerk: Member
) -> None:
    row = take(installation, "1")
    with installation.database.write() as unit, pytest.raises(Conflict):
        end_call(installation, unit, row.id, "done")
    tomorrow = later(installation, days=1)
    for ticket, on in (("unknown", installation), (row.id, tomorrow)):
        with on.database.write() as unit, pytest.raises(NotFound):
            call_again(on, unit, clerk, ticket, 1)


def test_a_button_that_is_pressed_twice_calls_once(installation: Installation, clerk: Member) -> None:
    first, second = take(installation, "1"), take(installation, "2")
    other = add_member(installation, "shinsa", ("reviewer", DUTY))
    rows = [
        call(installation, clerk, "moving"),
        call(installation, clerk, "moving", seconds=2),
        call(installation, other, "moving", desk=4, seconds=0),
    ]
    assert [row and row.id for row in rows] == [first.id, first.id, second.id]


def test_a_call_of_another_desk_between_two_presses_is_no_reason_to_call_two(
    installation: Installation, clerk: Member
) -> None:
    first, second, _ = take(installation, "1"), take(installation, "2"), take(installation, "3")
    other = add_member(installation, "shinsa", ("reviewer", DUTY))
    rows = [
        call(installation, clerk, "moving"),
        call(installation, other, "moving", desk=4, seconds=1),
        call(installation, clerk, "moving", seconds=1),
    ]
    assert [row and row.id for row in rows] == [first.id, second.id, first.id]


@pytest.mark.both_engines
def test_two_presses_at_one_moment_call_once(installation: Installation, clerk: Member) -> None:
    for number in ("1", "2"):
        take(installation, number)
    hall, together, looked = hall_of(installation, "main"), threading.Barrier(2), threading.Barrier(2)
    called = list[str]()

    def press() -> None:
        together.wait()
        with installation.database.write() as unit:
            row = call_next(installation, unit, clerk, hall, ["moving"], 3)
            with suppress(threading.BrokenBarrierError):
                looked.wait(0.3)  # where the second waits for the first, it comes too late
            unit.commit()
        called.append(row.id if row is not None else "")

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert len(called) == 2
    assert len(set(called)) == 1


def test_a_number_of_a_queue_that_the_file_no_longer_has_is_called_by_every_desk(
    installation: Installation, clerk: Member
) -> None:
    row = take(installation, "1", "care")
    hall = hall_of(installation, "main")
    left = hall.model_copy(update={"queues": tuple(queue for queue in hall.queues if queue.id != "care")})
    with installation.database.write() as unit:
        called = call_next(installation, unit, clerk, left, ["moving"], 1)
    assert called is not None
    assert called.id == row.id
