"""Concurrent requests never share a place, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from forms.path.environment import Slot
from portal.clock import to_micro
from portal.services.bookings.take_place import take_place, time_of
from portal.services.shared.installation import Installation
from portal.store.bookings import reservations, slot_changes, slot_waits
from portal.store.bookings.reservations import Taker
from portal.store.bookings.slot_changes import Changed
from tests.portal.later import later
from tests.portal.services.bookings.booking import begin, resident
from tests.portal.world import alice

pytestmark = pytest.mark.both_engines

SEVEN = Slot("hall-1", "hall", "2026-12-01T09:00", "2026-12-01T10:00", "公民館", 7)
ONE = Slot("desk-1", "desk", "2026-12-01T09:00", "2026-12-01T10:00", "市役所", 1)
WANTING = 40
MINUTE = 60_000_000


def take(installation: Installation, draft_id: str, slot: Slot = ONE, *, minutes: int = 15, turn: bool = False) -> bool:
    until = to_micro(installation.clock.now()) + minutes * MINUTE
    with installation.database.write() as unit:
        got = take_place(installation.clock, unit, slot, Taker("time", draft_id), until, turn=turn)
        unit.commit()
    return got


def numbers(installation: Installation, slot: Slot) -> list[int]:
    with installation.database.read() as unit:
        rows = reservations.of_day(unit, slot.resource, slot.starts[:10])
    return sorted(row.number or 0 for row in rows)


def test_forty_who_want_seven_places_at_once_get_seven(installation: Installation) -> None:
    session = alice(installation)
    drafts = [begin(installation, session) for _ in range(WANTING)]
    # As many threads as connections: each opens its unit before any looks for a place.
    together = 1 if installation.database.sqlite else 8
    barrier = Barrier(together)

    def want(draft_id: str) -> bool:
        until = to_micro(installation.clock.now()) + 15 * MINUTE
        with installation.database.write() as unit:
            reservations.numbers(unit, time_of(SEVEN))
            barrier.wait(timeout=30)
            got = take_place(installation.clock, unit, SEVEN, Taker("time", draft_id), until)
            unit.commit()
        return got

    with ThreadPoolExecutor(together) as pool:
        got = list(pool.map(want, drafts))
    assert sum(got) == 7
    assert numbers(installation, SEVEN) == [1, 2, 3, 4, 5, 6, 7]


def test_the_last_place_is_one_persons_while_two_ask(installation: Installation) -> None:
    session = alice(installation)
    first, second = begin(installation, session), begin(installation, session)
    assert take(installation, first)
    assert not take(installation, second)


def test_a_place_that_was_not_made_good_in_time_is_free_again(installation: Installation) -> None:
    session = alice(installation)
    first, second = begin(installation, session), begin(installation, session)
    assert take(installation, first)
    assert take(later(installation, minutes=16), second)
    assert numbers(installation, ONE) == [1]


def test_a_place_goes_free_with_the_draft(installation: Installation) -> None:
    from portal.store.filing import drafts

    session = alice(installation)
    first, second = begin(installation, session), begin(installation, session)
    assert take(installation, first)
    with installation.database.write() as unit:
        drafts.remove(unit, first)
        unit.commit()
    assert take(installation, second)


def test_a_free_place_is_kept_for_who_waits(installation: Installation) -> None:
    waits, passes = begin(installation, alice(installation)), begin(installation, resident(installation, "通りすがり"))
    with installation.database.write() as unit:
        slot_waits.add(unit, time_of(ONE), waits, "time", 1)
        unit.commit()
    assert not take(installation, passes)
    assert take(installation, waits)


def test_a_closed_time_takes_nobody_and_more_places_take_more(installation: Installation) -> None:
    session = alice(installation)
    first, second = begin(installation, session), begin(installation, session)
    _change(installation, Changed(0, closed=True))
    assert not take(installation, first)
    _change(installation, Changed(1))
    assert [take(installation, first), take(installation, second)] == [True, True]


def test_while_more_are_taken_than_there_are_now_none_is_given(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The free number belongs to a booking beyond the reduced capacity."""
    monkeypatch.setattr("portal.services.bookings.take_place.secrets.choice", max)
    session = alice(installation)
    first, second = begin(installation, session), begin(installation, session)
    _change(installation, Changed(1))
    assert take(installation, first)
    _change(installation, Changed(0))
    assert numbers(installation, ONE) == [2]
    assert not take(installation, second)


def _change(installation: Installation, changed: Changed) -> None:
    with installation.database.write() as unit:
        slot_changes.add(unit, time_of(ONE), changed, "staff:tanto", 1)
        unit.commit()
