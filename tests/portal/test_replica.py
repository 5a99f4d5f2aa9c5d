"""Counts over many rows are read from a server that follows; without it, from the database itself."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from portal.db import Database, Unit
from tests.postgresql import with_replica

_WHERE = text("SELECT pg_is_in_recovery()")


def _rows(unit: Unit) -> int:
    return int(unit.connection.execute(text("SELECT COUNT(*) FROM counted")).scalar_one())


def test_a_replica_counts_what_was_committed_takes_no_change_and_may_be_away() -> None:
    with with_replica() as (server, follower):
        database = Database(server.url("postgres"), replica=follower.url("postgres"))
        with database.write() as unit:
            unit.connection.execute(text("CREATE TABLE counted AS SELECT 1 AS row"))
            unit.commit()
        deadline = time.monotonic() + 30
        rows = 0
        while not rows:
            assert time.monotonic() < deadline, "the replica does not follow"
            with database.read_behind() as unit:
                assert unit.connection.execute(_WHERE).scalar() is True
                if unit.connection.execute(text("SELECT to_regclass('counted')")).scalar():
                    rows = _rows(unit)
        assert rows == 1
        with pytest.raises(DBAPIError, match="read-only"), database.read_behind() as unit:
            unit.connection.execute(text("DELETE FROM counted"))
        follower.stop()
        for _ in range(2):  # a connection of the pool that broke, and none
            with capture_logs() as logs, database.read_behind() as unit:
                assert (unit.connection.execute(_WHERE).scalar(), _rows(unit)) == (False, 1)
        assert [line["event"] for line in logs] == ["replica"]
        database.close()
