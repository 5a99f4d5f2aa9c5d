"""Sessions and their tokens."""

import pytest

from portal.services.shared.codes import token_hash
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import (
    Session,
    end_of,
    end_session,
    find_session,
    open_session,
    seconds_left,
    touch_session,
)
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.world import add_member, alice


def opened(installation: Installation, realm: str = "resident") -> str:
    person_id, staff_id = None, None
    if realm == "resident":
        person_id = alice(installation).person_id
    else:
        staff_id = add_member(installation, "tanto").id
    with installation.database.write() as unit:
        token = open_session(installation, unit, realm, person_id=person_id, staff_id=staff_id)
        unit.commit()
    return token


def session_by(installation: Installation, token: str, realm: str = "resident") -> Session | None:
    with installation.database.read() as unit:
        return find_session(installation, unit, realm, token)


def touch(installation: Installation, token: str) -> None:
    session = session_by(installation, token)
    assert session is not None
    with installation.database.write() as unit:
        touch_session(installation.clock, unit, session)
        unit.commit()


def test_the_token_opens_it_and_gives_the_name_back(installation: Installation) -> None:
    session = session_by(installation, opened(installation))
    assert session is not None
    assert (session.realm, session.staff_id) == ("resident", None)


def test_its_end_is_the_same_instant_whenever_it_is_looked_at(installation: Installation) -> None:
    session = session_by(installation, opened(installation))
    assert session is not None
    half_a_second_on = later(installation, milliseconds=500)
    assert end_of(half_a_second_on, session) == end_of(installation, session)
    assert seconds_left(half_a_second_on, session) == installation.settings.resident_idle_minutes * 60 - 1


def test_every_sign_in_has_a_token_of_its_own(installation: Installation) -> None:
    assert opened(installation) != opened(installation)


@pytest.mark.both_engines
def test_neither_token_nor_name_is_in_the_table(installation: Installation) -> None:
    token = opened(installation)
    with installation.database.read() as unit:
        rows = repr([tuple(row) for row in every(unit, sql("SELECT * FROM session"))])
    assert token not in rows
    assert "髙見本" not in rows
    assert "髙見本".encode().hex() not in rows


def test_any_other_token_opens_nothing(installation: Installation) -> None:
    token = opened(installation)
    for other in ("", token[:-1], token + "A", token.lower(), token_hash(token).hex(), "\0", "あ"):
        assert session_by(installation, other) is None


def test_a_residents_token_opens_no_staff_page_and_the_other_way_round(installation: Installation) -> None:
    assert session_by(installation, opened(installation), "staff") is None
    assert session_by(installation, opened(installation, "staff"), "resident") is None


def test_an_idle_session_ends_and_staff_sooner(installation: Installation) -> None:
    resident, staff = opened(installation), opened(installation, "staff")
    assert session_by(later(installation, minutes=29), staff, "staff") is not None
    assert session_by(later(installation, minutes=31), staff, "staff") is None
    assert session_by(later(installation, minutes=59), resident) is not None
    assert session_by(later(installation, minutes=61), resident) is None


def test_what_is_written_keeps_it_alive(installation: Installation) -> None:
    token = opened(installation)
    touch(later(installation, minutes=50), token)
    assert session_by(later(installation, minutes=100), token) is not None


def test_anyone_who_finds_it_to_write_keeps_it_alive_and_anyone_who_looks_does_not(installation: Installation) -> None:
    token, other = opened(installation), opened(installation)
    writing = later(installation, minutes=50)
    with writing.database.write() as unit:
        assert find_session(writing, unit, "resident", token) is not None
        unit.commit()
    assert session_by(later(installation, minutes=50), other) is not None
    assert session_by(later(installation, minutes=100), token) is not None
    assert session_by(later(installation, minutes=100), other) is None


def test_what_was_not_stored_keeps_nobody_signed_in(installation: Installation) -> None:
    token = opened(installation)
    writing = later(installation, minutes=50)
    with writing.database.write() as unit:
        assert find_session(writing, unit, "resident", token) is not None
    assert session_by(later(installation, minutes=100), token) is None


def test_no_session_outlives_its_hours(installation: Installation) -> None:
    token = opened(installation)
    for minutes in range(50, 12 * 60, 50):
        touch(later(installation, minutes=minutes), token)
    assert session_by(later(installation, hours=12, minutes=-1), token) is not None
    assert session_by(later(installation, hours=12, minutes=1), token) is None


def test_a_clock_of_another_process_that_lags_takes_no_time_away(installation: Installation) -> None:
    token = opened(installation)
    touch(later(installation, minutes=50), token)
    touch(later(installation, minutes=10), token)
    assert session_by(later(installation, minutes=100), token) is not None


def test_signing_out_ends_this_browser_alone(installation: Installation) -> None:
    first, elsewhere = opened(installation), opened(installation)
    with installation.database.write() as unit:
        end_session(unit, first)
        end_session(unit, "no token of ours")
        unit.commit()
    assert session_by(installation, first) is None
    assert session_by(installation, elsewhere) is not None
