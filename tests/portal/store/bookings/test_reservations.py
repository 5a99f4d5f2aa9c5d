"""Reservations."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker, Time
from portal.store.courier import courier
from portal.store.courier.courier import CaseRow
from tests.portal.store.planting import plant

TIME = Time("room", "slot", "2026-11-20T10:00", "2026-11-20T11:00", "here")
LATER = replace(TIME, starts="2026-11-21T10:00")


@pytest.fixture
def draft(unit: Unit) -> str:
    return str(plant(unit, Draft)["id"])


def _hold(unit: Unit, draft: str, time: Time = TIME, number: int = 1, until: int = 10) -> int | None:
    return reservations.add(unit, time, Taker("q", draft), number, f"{time.key}{number}", until, 1)


def test_a_place_is_taken_once(unit: Unit, draft: str) -> None:
    number = _hold(unit, draft)
    assert number
    assert _hold(unit, draft) is None
    assert _hold(unit, draft, number=2, until=20)
    assert reservations.numbers(unit, TIME) == {1, 2}
    assert reservations.numbers(unit, LATER) == set()
    assert [reservations.taken(unit, TIME, now) for now in (9, 10, 20)] == [2, 1, 0]
    (first, _) = reservations.of_draft(unit, draft)
    assert (first.id, first.time, first.until, first.sequence, first.came_at) == (number, TIME, 10, 0, None)
    reservations.drop_past(unit, LATER, 99)
    reservations.drop_past(unit, TIME, 10)
    assert reservations.numbers(unit, TIME) == {2}
    assert [reservations.sweep(unit, now) for now in (19, 20)] == [0, 1]


def test_places_are_counted_without_ones_own(unit: Unit, draft: str) -> None:
    _hold(unit, draft)
    _hold(unit, str(plant(unit, Draft)["id"]), number=2, until=5)
    _hold(unit, draft, LATER)
    both = {(TIME.slot, TIME.starts): 2, (LATER.slot, LATER.starts): 1}
    assert reservations.counts(unit, "room", 4, "2026-11-20") == both
    assert reservations.counts(unit, "room", 5, "2026-11-20") == both | {(TIME.slot, TIME.starts): 1}
    assert reservations.counts(unit, "room", 5, "2026-11-21") == {(LATER.slot, LATER.starts): 1}
    assert reservations.counts(unit, "room", 4, "2026-11-20", draft_id=draft) == {(TIME.slot, TIME.starts): 1}
    assert reservations.counts(unit, "other", 4, "2026-11-20") == {}
    (row, _) = reservations.of_draft(unit, draft)
    assert not reservations.copy(unit, row)
    assert reservations.copy(unit, replace(row, number=3, uid="copy", away=True))
    assert reservations.away(unit, "room", "2026-11-20") == {(TIME.slot, TIME.starts): 1}
    assert reservations.away(unit, "room", "2026-11-21") == {}


def test_holds_are_extended_kept_and_freed_by_time(unit: Unit, draft: str) -> None:
    for time in (TIME, LATER, replace(TIME, slot="other")):
        _hold(unit, draft, time)
    assert reservations.extend(unit, draft, "q", TIME, 30, 3)
    assert not reservations.extend(unit, draft, "other", TIME, 30, 3)
    reservations.free_hold(unit, draft, "q", replace(TIME, slot="other"))
    assert [row.until for row in reservations.of_draft(unit, draft)] == [30, 10]
    application = plant(unit, Application)["id"]
    assert [reservations.keep(unit, draft, application, "q", TIME, 4) for _ in range(2)] == [True, False]
    (kept,) = reservations.of_application(unit, application)
    assert (kept.draft_id, kept.until, kept.changed_at) == (None, None, 4)
    assert reservations.counts(unit, "room", 4, "2026-11-21", application_id=application) == {LATER.key[1:]: 1}
    assert reservations.counts(unit, "room", 4, "2026-11-20", application_id=application) == {LATER.key[1:]: 1}
    assert reservations.of_day(unit, "room", "2026-11-20") == [kept] == reservations.on_day(unit, "2026-11-20")
    assert reservations.on_day(unit, "2026-11-21") == []
    reservations.free_holds(unit, draft, "q", LATER)
    assert len(reservations.of_draft(unit, draft)) == 1
    reservations.free_holds(unit, draft, "q", TIME)
    assert reservations.of_draft(unit, draft) == []
    _hold(unit, draft, LATER)
    reservations.free_holds(unit, draft, "q")
    _hold(unit, draft, LATER)
    reservations.free_draft(unit, draft)
    assert reservations.of_draft(unit, draft) == []
    for now in (7, 8):
        reservations.mark_arrived(unit, kept.id, now)
    assert [reservations.give_back(unit, kept.id, 9) for _ in range(2)] == [True, False]
    (back,) = reservations.of_application(unit, application)
    assert (back.number, back.sequence, back.came_at, back.changed_at) == (None, 1, 7, 9)


@pytest.mark.parametrize(
    ("state", "starts", "listed"),
    [
        ("refused", TIME.starts, True),
        ("refused", "", True),
        ("approved", TIME.starts, False),
        ("refused", "2026-11-01", False),
    ],
)
def test_places_of_applications_that_ended_are_found(unit: Unit, state: str, starts: str, listed: bool) -> None:
    application = plant(unit, Application, state=state)["id"]
    number = reservations.add(unit, replace(TIME, starts=starts), Taker("q", None, application), 1, "u", None, 1)
    assert reservations.of_ended(unit, "2026-11-20") == ([number] if listed else [])


def test_places_without_a_time_that_were_given_here_and_those_of_the_other_zone_are_listed_apart(
    unit: Unit, draft: str
) -> None:
    option, capacity = Time("dance", "option:course.evening", ""), Time("capacity:dance", "dance", "")
    ours, came = (int(plant(unit, Application)["id"]) for _ in range(2))
    courier.keep(unit, CaseRow(came, taken_step=1))
    rows = [
        (option, ours, None),
        (option, came, None),
        (capacity, ours, None),
        (Time("dance", "budget:2026", ""), ours, 7),
    ]
    for number, (time, application, amount) in enumerate(rows, 1):
        taker = Taker("", application_id=application, amount=amount)
        assert reservations.add(unit, time, taker, number, f"u{number}", None, 1)
    assert reservations.add(unit, option, Taker("", draft), 8, "draft", 10, 1)
    assert [row.uid for row in reservations.given_inside(unit)] == ["u3", "u1"]
    assert reservations.without_owner(unit, "dance") == []
    first = next(row for row in reservations.given_inside(unit) if row.uid == "u1")
    assert reservations.copy(unit, replace(first, number=9, uid="away", application_id=None, away=True))
    assert [row.uid for row in reservations.without_owner(unit, "dance")] == ["away"]
    assert [row.uid for row in reservations.given_inside(unit)] == ["u3", "u1"]
