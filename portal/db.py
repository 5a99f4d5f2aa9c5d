"""Engines, units of work, fair turns for writers."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import QueuePool

from integrations.sockets.object_socket import ObjectStore
from integrations.timed_calls import REACH, TimedCalls
from portal.errors import BadSetting
from portal.logs import log
from portal.outages import AWAY, BUSY, NotAnswered, driver_code, outage_of

Counted = TypeVar("Counted")
# Seconds without a failure after which an outage is over: on a full disk some writes still succeed.
_QUIET = 5.0
_PATIENCE = 3.0  # seconds for which somebody waits who also asks other databases, or watches this one
_asking = threading.local()  # `ping`: the query that checks the connection
_TO_READ = b"BEGIN READ ONLY"
_ALIVE = (0, 1)  # libpq's PGRES_EMPTY_QUERY and PGRES_COMMAND_OK
_IDLE = 0  # libpq's PQTRANS_IDLE


class FairLock:
    """First come, first served. SQLite lets waiting writers race: some starve."""

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


class Outages:
    """One line at an outage's beginning, one at its end."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: dict[str, tuple[float, float]] = {}  # kind: first and last failure

    def recent(self, seconds: float) -> str:
        """The latest kind of failure within so many seconds, or ""."""
        kind, (_, last) = next(reversed(self._open.items()), ("", (0.0, 0.0)))
        return kind if kind and monotonic() - last < seconds else ""

    def meet(self, error: BaseException) -> None:
        kind, now = outage_of(error), monotonic()
        if not kind:
            return
        with self._guard:
            began, _ = self._open.pop(kind, (now, now))
            self._open[kind] = (began, now)
        if began == now:
            log.error("outage", code=kind, kind=driver_code(error) or type(error).__name__)

    def succeed(self, *, wrote: bool) -> None:
        """A read does not prove that a disk or database takes writes."""
        if not self._open:
            return
        now = monotonic()
        with self._guard:
            over = [
                (kind, began)
                for kind, (began, last) in self._open.items()
                if now - last >= _QUIET and (wrote or kind in (AWAY, BUSY))
            ]
            for kind, _ in over:
                del self._open[kind]
        for kind, began in over:
            log.info("outage over", code=kind, milliseconds=round((now - began) * 1000))


class _Asked:
    def __init__(self) -> None:
        self.calls = TimedCalls()
        self.outages = Outages()  # an answer to another kind does not end it


class Unit:
    """One transaction."""

    def __init__(self, connection: Connection, objects: ObjectStore | None = None, *, writes: bool) -> None:
        self.connection = connection
        self.objects = objects
        self.writes = writes
        self.committed = False
        # Rows that were read together, and what an `Ahead` notes: see `portal/store/together.py`.
        self.kept: dict[Any, list[Any]] = {}
        self.asked: list[tuple[Any, Any]] | None = None
        # Changes that are made at once (`portal/store/statements.py`): what its unit notes, and the unit whose next change takes them along.
        self.noted: list[tuple[Any, Any]] | None = None
        self.later: Any = None

    def commit(self) -> None:
        """Durable on return: send notices only then."""
        self.connection.commit()
        self.committed, self.kept = True, {}

    @contextmanager
    def part(self) -> Iterator[None]:
        """A savepoint."""
        if not self.connection.in_transaction():
            self.connection.begin()
        # Raw SQL: SQLAlchemy compiles its own savepoints each time.
        _run(self.connection, "SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.kept = {}
            _run(self.connection, "ROLLBACK TO SAVEPOINT part")
            raise
        finally:
            _run(self.connection, "RELEASE SAVEPOINT part")


class Database:
    """`read` cannot write (SQLite: query_only; PostgreSQL: read-only)."""

    def __init__(
        self, url: str, *, pool: int = 8, kept: int = 0, replica: str = "", objects: ObjectStore | None = None
    ) -> None:
        """`pool`: connections at once (and four more); `kept`: those that stay open, 0: all of `pool`; `replica`: address
        of a read-only copy that follows, PostgreSQL; `objects`: where sealed files lie that the database does not hold."""
        self.objects = objects
        self._replica: Engine | None = None
        size = min(kept or pool, pool)
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
                self._writer = _postgresql(parsed, pool, size)
                self._reader = self._writer
                if replica:
                    self._replica = _postgresql(make_url(replica), pool, 1)
        except (ArgumentError, NoSuchModuleError, ValueError):  # the last of a port that is no number
            raise BadSetting(
                "KAKANAI_DATABASE_URL is not a database address; example: postgresql://user@host/name."
            ) from None
        self._turns = FairLock()
        self._asked: dict[str, _Asked] = {}  # by `in_time`, by kind of question
        self.outages = Outages()

    @property
    def engine(self) -> Engine:
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Rolled back without `commit`."""
        with (
            self._watched(),
            self._turns if self.sqlite else nullcontext(),
            _connected(self._writer, b"BEGIN") as connection,
        ):
            unit = Unit(connection, self.objects, writes=True)
            yield unit
        self.outages.succeed(wrote=unit.committed)

    @contextmanager
    def change(self) -> Iterator[Unit]:
        # Committed at the end, unless something was raised. A page that may leave nothing behind takes `write`.
        with self.write() as unit:
            yield unit
            unit.commit()

    @contextmanager
    def erase(self) -> Iterator[Unit]:
        """SQLite also overwrites deleted content; see `forget`."""
        if not self.sqlite:
            with self.write() as unit:
                yield unit
            return
        with self._watched(), self._turns, self._writer.connect() as connection:
            # The default depends on the build (Debian's is on), so it is restored afterwards.
            (before,) = _run(connection, "PRAGMA secure_delete").fetchone()
            _run(connection, "PRAGMA secure_delete=ON")
            try:
                yield Unit(connection, self.objects, writes=True)
            finally:
                connection.rollback()  # committed changes stay; a pragma needs a closed transaction
                _run(connection, f"PRAGMA secure_delete={before}")

    def hurry(self) -> None:
        """SQLite no longer waits for the disk: for a file that is thrown away unless finished."""
        if self.sqlite:
            with self._turns, self._writer.connect() as connection:
                _run(connection, "PRAGMA synchronous=OFF")

    def forget(self, tables: Sequence[str], *, whole: bool = False) -> None:
        """After `erase`: truncates SQLite's log; PostgreSQL may reuse the space. `whole`: rewrites tables: no deleted
        byte remains; blocks all other work."""
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
        """On SQLite one snapshot."""
        with self._watched(), _connected_to_read(self._reader) as connection:
            yield Unit(connection, self.objects, writes=False)
        self.outages.succeed(wrote=False)

    def replica_answers(self) -> bool:
        """Also without a replica."""
        try:
            if self._replica is not None:
                self._replica.connect().close()
        except OperationalError:
            return False
        return True

    def count_behind(self, count: Callable[[Unit], Counted]) -> Counted:
        """For counts over many rows: by the replica, seconds old; by the database itself where there is none or it fails, also half
        way."""
        if self._replica is not None:
            try:
                with _connected_to_read(self._replica) as connection:
                    return count(Unit(connection, self.objects, writes=False))
            except OperationalError as error:
                log.warning("replica", code=driver_code(error) or AWAY)
        with self.read() as unit:
            return count(unit)

    def in_time(self, kind: str, ask: Callable[[], Counted]) -> Counted:
        """Raises NotAnswered."""
        # psycopg waits without end.
        asked = self._asked.setdefault(kind, _Asked())
        try:
            answered = asked.calls.ask(ask, _PATIENCE)
        except TimeoutError:
            asked.outages.meet(late := NotAnswered())
            raise late from None
        asked.outages.succeed(wrote=False)
        return answered

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.outages.meet(error)
            raise

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()
        if self._replica is not None:
            self._replica.dispose()


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
        # FULL: an answered commit survives a power failure (WAL alone only keeps the file consistent).
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if query_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.connection.cursor().execute(begin)

    return engine


def _connected(engine: Engine, ping: bytes) -> Connection:
    _asking.ping = ping
    try:
        return engine.connect()
    finally:
        _asking.ping = b""


def _connected_to_read(engine: Engine) -> Connection:
    connection = _connected(engine, _TO_READ)
    driver: Any = connection.connection.driver_connection
    # A connection that was opened just now was not pinged.
    if engine.dialect.name == "postgresql" and driver.pgconn.transaction_status == _IDLE:
        try:
            _run(connection, "SET TRANSACTION READ ONLY")
        except BaseException:
            connection.close()
            raise
    return connection


def _run(connection: Connection, statement: str) -> Any:
    # SQLAlchemy would begin a transaction.
    return connection.connection.cursor().execute(statement)


def _postgresql(url: URL, pool: int, kept: int) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    pooler = url.query.get("pooler")
    if pooler not in (None, "transaction"):
        raise BadSetting("KAKANAI_DATABASE_URL: pooler is transaction, or is left out.")
    if "options" in url.query:  # ours take their place: what they name would be without effect, in silence
        raise BadSetting("KAKANAI_DATABASE_URL: options is not supported; set them for the role (ALTER ROLE … SET).")
    # A hanging transaction would keep its audit numbers open and stop the chain; the server ends it.
    session: dict[str, Any] = {
        "options": "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC -c client_encoding=UTF8 -c random_page_cost=1.1"
    }
    if pooler:
        # The next transaction may have another session of the server: nothing is prepared in one, and the pooler's own file sets
        # what `options` would, which it refuses (docs/installation/pgbouncer.ini).
        session = {"client_encoding": "UTF8", "prepare_threshold": None}
    engine = create_engine(
        url.difference_update_query(["pooler"]),
        pool_size=kept,
        max_overflow=pool - kept + 4,
        pool_pre_ping=True,
        pool_use_lifo=True,  # few connections do most, and PostgreSQL knows the plans of what they ask
        connect_args={**session, **REACH},
    )

    def ping(driver: Any) -> bool:
        # SQLAlchemy's own ping takes three times as long. A transaction begins with it: saves one round trip.
        return int(driver.pgconn.exec_(getattr(_asking, "ping", b"")).status) in _ALIVE

    dialect: Any = engine.dialect
    dialect.do_ping = ping

    return engine
