"""The database: engines, the one unit of work, and fair turns for writers. Holds no SQL of any table."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from portal.errors import BadSetting


class FairLock:
    """First come, first served. SQLite lets waiting writers race: under load some never get their turn (tried: 20 of
    800 lost); one queue in the process gives each its turn."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_exc: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class Unit:
    """One unit of work: everything in it is stored together at `commit`, or not at all. `writes`: it may change rows."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self.connection = connection
        self.writes = writes

    def commit(self) -> None:
        """After this returns, it is on the disk. Only then may anyone be told."""
        self.connection.commit()

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part that leaves no trace where it fails; what the unit did before stays, and it can go on."""
        if not self.connection.in_transaction():
            self.connection.begin()
        # As it stands: SQLAlchemy composes and compiles each of its own anew.
        _run(self.connection, "SAVEPOINT part")
        try:
            yield
        except BaseException:
            _run(self.connection, "ROLLBACK TO SAVEPOINT part")
            raise
        finally:
            _run(self.connection, "RELEASE SAVEPOINT part")


class Database:
    """Opens units. `write` may change rows; `read` cannot (SQLite: query_only; PostgreSQL: read only transaction)."""

    def __init__(self, url: str, *, pool: int = 8) -> None:
        try:
            parsed = make_url(url)
            self.sqlite = parsed.get_backend_name() == "sqlite"
            if not self.sqlite and parsed.get_backend_name() != "postgresql":
                raise BadSetting(
                    f"KAKANAI_DATABASE_URL: {parsed.get_backend_name()} is not supported; use sqlite or postgresql."
                )
            if self.sqlite:
                self._writer: Engine = _sqlite(url, pool, "BEGIN IMMEDIATE", query_only=False)
                self._reader: Engine = _sqlite(url, pool, "BEGIN", query_only=True)
            else:
                if parsed.drivername == "postgresql":
                    parsed = parsed.set(drivername="postgresql+psycopg")
                self._writer = _postgresql(parsed.render_as_string(hide_password=False), pool)
                self._reader = self._writer.execution_options(postgresql_readonly=True)
        except (ArgumentError, NoSuchModuleError):
            raise BadSetting(
                "KAKANAI_DATABASE_URL is not a database address; example: postgresql://user@host/name."
            ) from None
        self._turns = FairLock()

    @property
    def engine(self) -> Engine:
        """For migrations."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A unit that may change rows. Left without `commit`, it leaves no trace."""
        if self.sqlite:
            with self._turns, self._writer.connect() as connection:
                yield Unit(connection, writes=True)
        else:
            with self._writer.connect() as connection:
                yield Unit(connection, writes=True)

    @contextmanager
    def erase(self) -> Iterator[Unit]:
        """As `write`, and what it deletes is overwritten in its page (SQLite); see `forget`."""
        if not self.sqlite:
            with self.write() as unit:
                yield unit
            return
        with self._turns, self._writer.connect() as connection:
            # Some builds of SQLite do so always (Debian's), most do not: whatever it was, it is again for the next unit.
            (before,) = _run(connection, "PRAGMA secure_delete").fetchone()
            _run(connection, "PRAGMA secure_delete=ON")
            try:
                yield Unit(connection, writes=True)
            finally:
                connection.rollback()  # what was committed stays; a pragma must not meet an open transaction
                _run(connection, f"PRAGMA secure_delete={before}")

    def forget(self, tables: Sequence[str], *, whole: bool = False) -> None:
        """After `erase`: the log of SQLite is emptied, PostgreSQL may use the places of deleted rows again. `whole`: tables are
        written anew, so that no byte of a deleted row is left in their files; nobody can work with them meanwhile."""
        if not self.sqlite:
            with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM {'(FULL) ' if whole else ''}{table}")
            return
        with self._turns, self._writer.connect() as connection:
            if whole:
                _run(connection, "VACUUM")
            _run(connection, "PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A unit that only looks; all its statements see the same moment on SQLite."""
        with self._reader.connect() as connection:
            yield Unit(connection, writes=False)

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def _sqlite(url: str, pool: int, begin: str, *, query_only: bool) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=4,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:
        # FULL: a commit that was answered survives a power cut (WAL alone keeps only the file consistent).
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if query_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.connection.cursor().execute(begin)

    return engine


def _run(connection: Connection, statement: str) -> Any:
    """Past SQLAlchemy, which would begin a transaction first."""
    return connection.connection.cursor().execute(statement)


def _postgresql(url: str, pool: int) -> Engine:
    # A transaction that hangs would keep its audit numbers open and stop the chain; the server ends it.
    options = "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC -c client_encoding=UTF8"
    return create_engine(url, pool_size=pool, max_overflow=4, pool_pre_ping=True, connect_args={"options": options})
