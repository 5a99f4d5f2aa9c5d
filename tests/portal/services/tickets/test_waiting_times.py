"""About how long people wait: by the calls of the day, and by the file until then."""

from portal.services.shared.installation import Installation
from portal.services.tickets.call_ticket import call_next, end_call
from portal.services.tickets.take_ticket import hall_of
from portal.services.tickets.waiting_times import HallState, hall_state, place_of
from tests.portal.later import later
from tests.portal.services.tickets.test_take_ticket import take
from tests.portal.world import DUTY, add_member


def state_of(installation: Installation) -> HallState:
    with installation.database.read() as unit:
        return hall_state(installation, unit, hall_of(installation, "main"))


def minutes(installation: Installation) -> dict[str, tuple[int, int]]:
    return {row.queue.id: (row.waiting, row.minutes) for row in state_of(installation).queues if row.waiting}


def test_without_a_call_the_file_says_the_minutes(installation: Installation) -> None:
    for number in range(3):
        take(installation, str(number))
    take(installation, "care", "care")
    assert minutes(installation) == {"moving": (3, 25), "care": (1, 15)}


def test_the_pace_of_the_day_counts_and_a_break_does_not(installation: Installation) -> None:
    clerk = add_member(installation, "madoguchi", ("clerk", DUTY))
    for number in range(8):
        take(installation, str(number))
    for after in (0, 4, 8, 78, 82):  # an hour of lunch between
        at = later(installation, minutes=after)
        with at.database.write() as unit:
            assert call_next(at, unit, clerk, hall_of(at, "main"), ["moving"], 1)
            unit.commit()
    assert minutes(installation) == {"moving": (3, 15)}  # 3 × 4 minutes


def test_a_number_that_was_put_back_says_nothing_of_the_pace(installation: Installation) -> None:
    clerk = add_member(installation, "madoguchi", ("clerk", DUTY))
    for number in range(4):
        take(installation, str(number))
    for after in (0, 20):
        at = later(installation, minutes=after)
        with at.database.write() as unit:
            called = call_next(at, unit, clerk, hall_of(at, "main"), ["moving"], 1)
            assert called
            end_call(at, unit, called.id, "wait")
            unit.commit()
    assert minutes(installation) == {"moving": (4, 35)}


def test_each_waits_for_those_before_and_calls_are_named_as_on_the_ticket(installation: Installation) -> None:
    rows = [take(installation, str(number)) for number in range(3)]
    clerk = add_member(installation, "madoguchi", ("clerk", DUTY))
    with installation.database.write() as unit:
        called = call_next(installation, unit, clerk, hall_of(installation, "main"), ["moving"], 4)
        unit.commit()
    current = state_of(installation)
    assert called is not None
    assert [(current.name(row), row.desk) for row in current.calls] == [("A001", 4)]
    places = [place_of(current, row) for row in rows[1:]]
    assert [place and (place.ahead, place.minutes) for place in places] == [(0, 0), (1, 10)]
    assert place_of(current, called) is None
