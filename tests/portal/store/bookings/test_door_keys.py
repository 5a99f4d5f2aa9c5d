"""Keys of doors: a late answer of the service changes nothing that was asked since."""

from dataclasses import replace

from portal.db import Unit
from portal.models.bookings.reservation import Reservation
from portal.models.cases.application import Application
from portal.store.bookings import door_keys
from portal.store.bookings.door_keys import ENDED, ENDING, GIVEN, WANTED, KeyRow
from tests.portal.store.planting import plant

ROW = KeyRow(0, 0, "q", "hall", "2026-12-01T09:00", "2026-12-01T12:00", WANTED, 1, "kakanai 1", "", None, 1)


def added(unit: Unit, **changes: object) -> KeyRow:
    application = int(plant(unit, Application)["id"])
    key = door_keys.add(unit, replace(ROW, application_id=application, **changes))  # type: ignore[arg-type]
    assert key is not None
    row = door_keys.by_id(unit, key)
    assert row is not None
    return row


def test_a_key_is_given_moved_and_ended(unit: Unit) -> None:
    key = added(unit)
    assert door_keys.open_ones(unit) == door_keys.of_application(unit, key.application_id) == [key]
    door_keys.give(unit, key, "access", b"sealed", 2)
    given = replace(key, state=GIVEN, access="access", sealed_number=b"sealed", changed_at=2)
    assert door_keys.by_id(unit, key.id) == given
    door_keys.remind(unit, key.id, key.starts)
    assert door_keys.change(unit, given, WANTED, "2026-12-02T09:00", "2026-12-02T12:00", 3) == 2
    assert door_keys.change(unit, given, ENDING, "", "", 4) is None, "it was changed meanwhile"
    moved = door_keys.by_id(unit, key.id)
    assert moved is not None
    assert (moved.state, moved.starts, moved.reminded) == (WANTED, "2026-12-02T09:00", key.starts)
    assert [door_keys.end(unit, key.id, 5) for _ in range(2)] == [True, False]
    assert door_keys.open_ones(unit) == door_keys.of_application(unit, key.application_id) == []
    ended = door_keys.by_id(unit, key.id)
    assert ended is not None
    assert (ended.state, ended.sealed_number) == (ENDED, None)


def test_an_answer_to_an_earlier_question_keeps_what_is_wanted_now(unit: Unit) -> None:
    for state in (WANTED, ENDING):
        key = added(unit)
        assert door_keys.change(unit, key, state, key.starts, key.ends, 2) == 2
        door_keys.give(unit, key, "access", b"sealed", 3)
        after = door_keys.by_id(unit, key.id)
        assert after is not None
        assert (after.state, after.access) == (state, "access"), "it can be taken back"


def test_a_question_has_one_key_and_an_ended_one_makes_room(unit: Unit) -> None:
    key = added(unit)
    assert door_keys.add(unit, replace(ROW, application_id=key.application_id)) is None, "two workers at once"
    door_keys.end(unit, key.id, 2)
    again = door_keys.add(unit, replace(ROW, application_id=key.application_id))
    assert again is not None
    assert door_keys.by_id(unit, key.id) is None or again == key.id
    assert [each.id for each in door_keys.of_application(unit, key.application_id)] == [again]


def test_what_is_booked_is_kept_by_an_application_and_not_over(unit: Unit) -> None:
    application = int(plant(unit, Application)["id"])
    times = {"resource": "hall", "starts": "2026-12-01T09:00", "ends": "2026-12-01T12:00", "number": 1}
    kept = plant(unit, Reservation, slot="a", application_id=application, **times)
    plant(unit, Reservation, slot="b", application_id=application, **{**times, "number": None})
    plant(unit, Reservation, slot="c", **times)  # a draft's
    plant(unit, Reservation, slot="d", application_id=application, **{**times, "resource": "other"})
    for wall, expected in (
        ("2026-12-01T12:00", [kept["id"]]),
        ("2026-12-01T12:01", []),
        ("2026-11-01T00:00", [kept["id"]]),
    ):
        assert [row.id for row in door_keys.booked(unit, ("hall",), wall)] == expected
    assert door_keys.booked(unit, (), "2026-11-01T00:00") == []
