"""Sessions and sign-in attempts."""

from dataclasses import replace

from portal.db import Unit
from portal.models.residents.person import Person
from portal.models.staff.staff import Staff
from portal.store.residents import sessions
from portal.store.residents.sessions import AttemptRow, SessionRow
from tests.portal.store.planting import plant


def _session(token: bytes, staff_id: int | None = None, seen_at: int = 10) -> SessionRow:
    return SessionRow(token, "staff", None, staff_id, 1, 1, seen_at, 100)


def test_a_session_is_found_in_its_realm_until_it_ends(unit: Unit) -> None:
    row = _session(b"token")
    sessions.add(unit, row)
    assert sessions.find(unit, b"token", 99, 9) == row
    assert sessions.find(unit, b"other", 99, 9) is None
    assert sessions.find(unit, b"token", 100, 9) is None
    assert sessions.find(unit, b"token", 99, 10) is None


def test_the_last_use_never_goes_back(unit: Unit) -> None:
    for token in (b"token", b"other"):
        sessions.add(unit, _session(token))
    for now in (30, 20):
        sessions.touch(unit, b"token", now)
    assert sessions.find(unit, b"token", 31, 0) == replace(_session(b"token"), seen_at=30)
    assert sessions.find(unit, b"other", 31, 0) == _session(b"other")


def test_sessions_of_a_person_end_by_how_they_began(unit: Unit) -> None:
    person, other = plant(unit, Person)["id"], plant(unit, Person)["id"]
    by_line = replace(_session(b"1"), realm="line", person_id=person)
    rows = (
        by_line,
        replace(by_line, token_hash=b"2", realm="resident"),
        replace(by_line, token_hash=b"3", person_id=other),
    )
    for row in rows:
        sessions.add(unit, row)
    sessions.end_of_person(unit, person, "line")
    assert [sessions.find(unit, row.token_hash, 11, 0) for row in rows] == [None, *rows[1:]]


def test_sessions_of_a_member_are_listed_and_ended(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    first, second = _session(b"1", staff), replace(_session(b"2", staff), made_at=2)
    for row in (first, second, _session(b"idle", staff, seen_at=5), _session(b"4", other)):
        sessions.add(unit, row)
    sessions.add(unit, replace(_session(b"over", staff), ends_at=20))
    assert sessions.of_staff(unit, staff, 20, 5) == [second, first]
    assert sessions.end_others(unit, staff, b"2") == 3
    assert sessions.of_staff(unit, staff, 11, 0) == [second]
    sessions.end(unit, b"2")
    assert sessions.of_staff(unit, staff, 11, 0) == []
    sessions.end_of_staff(unit, staff)
    assert len(sessions.of_staff(unit, other, 11, 0)) == 1
    sessions.end_of_staff(unit, other)
    assert sessions.of_staff(unit, other, 11, 0) == []


def test_the_living_sessions_of_a_person_come_newest_first(unit: Unit) -> None:
    alice, bob = (plant(unit, Person)["id"] for _ in range(2))
    kept = [
        replace(_session(bytes([made])), realm="mail", staff_id=None, person_id=alice, made_at=made) for made in (1, 2)
    ]
    for row in (
        *kept, replace(kept[0], token_hash=b"bob's", person_id=bob), replace(kept[0], token_hash=b"over", ends_at=20),
        replace(kept[0], token_hash=b"idle", seen_at=5),
    ):  # fmt: skip
        sessions.add(unit, row)
    assert sessions.of_person(unit, alice, 20, 5) == kept[::-1]


def test_sessions_that_ended_are_swept(unit: Unit) -> None:
    for row in (_session(b"living"), replace(_session(b"over"), ends_at=20), _session(b"idle", seen_at=5)):
        sessions.add(unit, row)
    sessions.sweep(unit, 20, 5)
    left = [token for token in (b"living", b"over", b"idle") if sessions.find(unit, token, 0, 0)]
    assert left == [b"living"]


def test_an_attempt_is_consumed_once(unit: Unit) -> None:
    attempt = AttemptRow(b"browser", "nonce", "verifier", "/", 5)
    sessions.begin_attempt(unit, b"state", attempt)
    assert [sessions.consume_attempt(unit, state, 6) for state in (b"other", b"state", b"state")] == [
        None,
        attempt,
        None,
    ]
    assert [sessions.attempt_known(unit, state) for state in (b"state", b"other")] == [True, False]
    sessions.sweep_attempts(unit, 5)
    assert sessions.attempt_known(unit, b"state")
    sessions.sweep_attempts(unit, 6)
    assert not sessions.attempt_known(unit, b"state")
