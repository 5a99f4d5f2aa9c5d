"""Units of work on both engines."""

import errno
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from configparser import ConfigParser
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

import portal.db
from portal.config import TREE
from portal.db import Database, FairLock, Unit
from portal.errors import BadSetting
from portal.store.shared import throttles
from tests.databases import Makers
from tests.postgresql import with_replica

pytestmark = pytest.mark.both_engines

KEY = b"key"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def _count(unit: Unit) -> None:
    throttles.count(unit, KEY, 0)


def _stored(database: Database) -> int:
    with database.read() as unit:
        return throttles.look(unit, KEY, 0)


def test_what_was_committed_is_there_for_the_next_unit(database: Database) -> None:
    with database.write() as unit:
        _count(unit)
        unit.commit()
    assert _stored(database) == 1


def test_a_unit_left_without_commit_leaves_no_trace(database: Database) -> None:
    with database.write() as unit:
        _count(unit)
    assert _stored(database) == 0


def test_a_change_is_committed_at_its_end(database: Database) -> None:
    with database.change() as unit:
        _count(unit)
    assert _stored(database) == 1


def test_a_change_that_fails_leaves_no_trace(database: Database) -> None:
    def fail() -> None:
        with database.change() as unit:
            _count(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _stored(database) == 0


def test_a_unit_that_fails_leaves_no_trace_and_lets_the_next_one_in(database: Database) -> None:
    def fail() -> None:
        with database.write() as unit:
            _count(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.write() as unit:
        _count(unit)
        unit.commit()
    assert _stored(database) == 1


def test_a_part_that_fails_leaves_no_trace_and_the_unit_goes_on(database: Database) -> None:
    """The unit's first part fails in the database, one part holds, and one holds inside of a part that fails."""

    def failing(unit: Unit, statement: str) -> None:
        with unit.part():
            with unit.part():
                _count(unit)
            unit.connection.execute(text(statement))
            raise ZeroDivisionError

    with database.write() as unit:
        for statement in ("SELECT 1", "SELECT nothing FROM nowhere"):
            with pytest.raises((ZeroDivisionError, DBAPIError)):
                failing(unit, statement)
        with unit.part():
            _count(unit)
        unit.commit()
    assert _stored(database) == 1


def test_a_read_unit_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.read() as unit:
        _count(unit)
    assert _stored(database) == 0


def test_neither_can_a_read_unit_on_a_connection_of_the_pool(database: Database) -> None:
    assert _stored(database) == 0
    test_a_read_unit_cannot_write(database)


def test_a_connection_that_was_read_with_can_be_written_with_afterwards(database: Database) -> None:
    assert _stored(database) == 0
    with database.write() as unit:
        _count(unit)
        unit.commit()
    assert _stored(database) == 1


def test_readers_do_not_wait_for_a_writer_and_do_not_see_what_is_not_committed(database: Database) -> None:
    with database.write() as unit:
        _count(unit)
        assert _stored(database) == 0
        unit.commit()
    assert _stored(database) == 1


def test_no_writer_among_many_is_lost(database: Database) -> None:
    def add(_number: int) -> None:
        with database.write() as unit:
            _count(unit)
            unit.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(200)))
    assert _stored(database) == 200


def test_the_lock_serves_in_the_order_of_arrival() -> None:
    lock, served = FairLock(), list[int]()

    def work(number: int) -> None:
        with lock:
            served.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    with lock:
        for number, thread in enumerate(threads):
            thread.start()
            while len(lock._waiting) <= number:
                pass
    for thread in threads:
        thread.join()
    assert served == list(range(6))


def test_a_sqlite_commit_survives_a_power_cut(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new folder' / 'one.sqlite'}")
    with database.write() as unit:
        assert unit.connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert unit.connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert unit.connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


def test_only_who_hurries_does_not_wait_for_the_disk(database: Database) -> None:
    database.hurry()
    with database.write() as unit:
        _count(unit)
        waits = unit.connection.exec_driver_sql("PRAGMA synchronous").scalar() if database.sqlite else 0
        unit.commit()
    assert (waits, _stored(database)) == (0, 1)


def test_postgresql_ends_a_transaction_that_hangs(makers: Makers) -> None:
    database = Database(makers["postgresql"].migrated().replace("postgresql+psycopg:", "postgresql:"))
    with database.read() as unit:
        assert unit.connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar() == "10s"
        assert unit.connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    database.close()


def test_postgresql_takes_a_range_of_an_index_for_cheap(makers: Makers) -> None:
    """Else it reads all open applications for each duty of a queue."""
    database = Database(makers["postgresql"].migrated())
    with database.read() as unit:
        assert unit.connection.execute(text("SHOW random_page_cost")).scalar() == "1.1"
    database.close()
    pooler = ConfigParser(interpolation=None)
    pooler.read(TREE / "docs" / "installation" / "pgbouncer.ini")
    assert "random_page_cost = 1.1" in pooler["databases"]["kakanai"]


def test_one_after_another_use_one_connection_of_postgresql(makers: Makers) -> None:
    """Which then knows the plans of what they ask."""
    database = Database(makers["postgresql"].migrated())
    with database.read(), database.read(), database.read():
        pass
    pids = set()
    for _ in range(3):
        with database.read() as unit:
            pids.add(unit.connection.execute(text("SELECT pg_backend_pid()")).scalar())
    database.close()
    assert len(pids) == 1


def test_behind_a_pooler_nothing_is_left_in_a_session(makers: Makers) -> None:
    """Its next transaction may be somebody else's; `make pooler` runs the service behind one."""
    database = Database(f"{makers['postgresql'].migrated()}&pooler=transaction")
    for _ in range(8):  # psycopg prepares a statement when it comes for the sixth time
        with database.read() as unit:
            prepared = unit.connection.execute(text("SELECT COUNT(*) FROM pg_prepared_statements")).scalar()
            options = unit.connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
            encoding = unit.connection.execute(text("SHOW client_encoding")).scalar()
    database.close()
    assert (prepared, options, encoding) == (0, "0", "UTF8")


def test_a_connection_that_the_server_closed_is_replaced_before_anybody_waits(makers: Makers) -> None:
    url = makers["postgresql"].migrated()
    database, other = Database(url), Database(url)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"

    def end_within() -> None:
        with database.write() as unit, other.read() as outside:
            _count(unit)
            outside.connection.execute(text(ended))
            _count(unit)

    def end_between() -> None:
        assert _stored(database) == 0
        with other.read() as outside:
            outside.connection.execute(text(ended))

    for unit_of in (database.write, database.read):
        with pytest.raises(DBAPIError):
            end_within()
        with unit_of() as unit:
            assert throttles.look(unit, KEY, 0) == 0
        end_between()
        with unit_of() as unit:
            assert throttles.look(unit, KEY, 0) == 0
    database.close()
    other.close()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user@host/name",
        "nothing like it",
        "oracle+nothing://x",
        "postgresql://user@host/name?pooler=session",
        "postgresql://user@host/name?options=-csearch_path%3Daoba",
    ],
)
def test_an_address_of_no_database_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(BadSetting, match="KAKANAI_DATABASE_URL"):
        Database(url)


@pytest.mark.parametrize("before", [0, 1])
def test_what_is_erased_is_overwritten_whatever_this_sqlite_does_by_itself(tmp_path: Path, before: int) -> None:
    file = tmp_path / "erased.sqlite"
    database = Database(f"sqlite:///{file}", pool=1)
    with database.write() as unit:
        unit.connection.connection.cursor().execute(f"PRAGMA secure_delete={before}")
        unit.connection.execute(text("CREATE TABLE words (word TEXT)"))
        unit.connection.execute(text("INSERT INTO words VALUES ('planted-there'), ('kept-there')"))
        unit.commit()
    with database.erase() as unit:
        unit.connection.execute(text("DELETE FROM words WHERE word = 'planted-there'"))
        unit.commit()
    database.forget(("words",))
    with database.write() as unit:
        assert unit.connection.execute(text("PRAGMA secure_delete")).scalar_one() == before
    database.close()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("erased.sqlite*"))
    assert (b"planted-there" in content, b"kept-there" in content) == (False, True)


def test_what_is_not_committed_is_not_erased(database: Database) -> None:
    with database.erase() as unit:
        unit.connection.execute(text("CREATE TABLE words (word TEXT)"))
        unit.commit()
    with database.erase() as unit:
        unit.connection.execute(text("INSERT INTO words VALUES ('one')"))
    with database.read() as unit:
        assert unit.connection.execute(text("SELECT COUNT(*) FROM words")).scalar_one() == 0


# Outages

FULL_DISK = OSError(errno.ENOSPC, "no space left")


def fail(database: Database) -> None:
    with pytest.raises(OSError, match="no space"), database.write():
        raise FULL_DISK


def write(database: Database) -> None:
    with database.write() as unit:
        _count(unit)
        unit.commit()


def test_an_outage_is_logged_at_its_beginning_and_its_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter((100.0, 101.0, 103.0, 107.0, 109.0, 110.0))
    monkeypatch.setattr(portal.db, "monotonic", lambda: next(seconds))
    with capture_logs() as lines:
        fail(database)  # 100
        fail(database)  # 101
        write(database)  # 103: small writes succeed on a full disk
        with database.read():  # 107: a read needs no space
            pass
        write(database)  # 109
        fail(database)  # 110: another outage
    assert [(line["event"], line["code"]) for line in lines] == [
        ("outage", "disk_full"), ("outage over", "disk_full"), ("outage", "disk_full"),
    ]  # fmt: skip
    assert lines[1]["milliseconds"] == 9000


def test_a_failure_is_recent_for_a_while(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal.db, "monotonic", lambda: 100.0)
    fail(database)
    assert database.outages.recent(60) == "disk_full"
    monkeypatch.setattr(portal.db, "monotonic", lambda: 160.0)
    assert database.outages.recent(60) == ""


def test_a_mistake_within_a_unit_is_no_outage(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write():
        _ = 1 / 0
    assert database.outages.recent(60) == ""


_FOLLOWS = text("SELECT pg_is_in_recovery()")


def _counted(unit: Unit) -> int:
    return int(unit.connection.execute(text("SELECT COUNT(*) FROM counted")).scalar_one())


def _follows(unit: Unit) -> tuple[bool, bool]:
    there = unit.connection.execute(text("SELECT to_regclass('counted')")).scalar()
    return bool(unit.connection.execute(_FOLLOWS).scalar()), bool(there)


def _ended_on_the_replica(unit: Unit) -> int:
    # As a standby ends a query that its log waits for.
    if unit.connection.execute(_FOLLOWS).scalar():
        unit.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    return _counted(unit)


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
            follows, there = database.count_behind(_follows)
            assert follows
            rows = database.count_behind(_counted) if there else 0
        assert rows == 1
        with pytest.raises(DBAPIError, match="read-only"):
            database.count_behind(lambda unit: unit.connection.execute(text("DELETE FROM counted")))
        assert database.replica_answers()
        with capture_logs() as logs:
            assert database.count_behind(_ended_on_the_replica) == 1
        assert [(line["event"], line["code"]) for line in logs] == [("replica", "57P01")]
        assert not database.outages.recent(60)
        follower.stop()
        for _ in range(2):  # a connection of the pool that broke, and none
            with capture_logs() as logs:
                assert (database.count_behind(_follows)[0], database.count_behind(_counted)) == (False, 1)
        assert {line["event"] for line in logs} == {"replica"}
        assert not database.replica_answers()
        database.close()
