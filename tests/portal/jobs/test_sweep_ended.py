"""Ended sessions, attempts and counters are deleted; active ones stay."""

import pytest

from portal.jobs.sweep_ended import sweep_ended
from portal.services.shared import throttle
from portal.services.shared.codes import token_hash
from portal.services.shared.installation import Installation
from portal.store.residents import sessions
from portal.store.residents.sessions import AttemptRow
from portal.store.shared import throttles
from portal.store.statements import exactly, sql
from tests.portal.later import later
from tests.portal.world import alice


def rows(installation: Installation) -> tuple[int, ...]:
    with installation.database.read() as unit:
        return tuple(
            exactly(unit, sql(f"SELECT COUNT(*) FROM {table}"))[0]
            for table in ("session", "sign_in_attempt", "throttle")
        )


def leave_traces(installation: Installation) -> None:
    alice(installation)
    now = round(installation.clock.now().timestamp() * 1_000_000)
    with installation.database.write() as unit:
        sessions.begin_attempt(unit, token_hash("state"), AttemptRow(b"b", "n", "v", "/", now))
        sessions.consume_attempt(unit, token_hash("state"), now)
        throttle.count(installation, unit, throttle.STAFF_NAME, "tanto")
        unit.commit()


def test_what_is_alive_is_not_swept(installation: Installation) -> None:
    leave_traces(installation)
    sweep_ended(later(installation, minutes=30))
    assert rows(installation) == (1, 1, 1)


def test_a_session_that_is_over_is_swept(installation: Installation) -> None:
    leave_traces(installation)
    sweep_ended(later(installation, hours=12, minutes=1))
    assert rows(installation) == (0, 1, 1)


@pytest.mark.both_engines
def test_a_used_state_is_known_for_a_day_so_that_a_replay_is_reported_as_one(installation: Installation) -> None:
    leave_traces(installation)
    sweep_ended(later(installation, hours=23))
    with installation.database.read() as unit:
        assert sessions.attempt_known(unit, token_hash("state"))
    sweep_ended(later(installation, hours=25))
    assert rows(installation) == (0, 0, 0)


def test_the_second_run_changes_nothing(installation: Installation) -> None:
    leave_traces(installation)
    after = later(installation, hours=13)
    sweep_ended(after)
    once = rows(installation)
    assert sweep_ended(after) == 0
    assert rows(installation) == once


def test_an_empty_database_is_swept_too(installation: Installation) -> None:
    assert sweep_ended(installation) == 0
    with installation.database.read() as unit:
        assert throttles.look(unit, b"nobody", 0) == 0
