"""Counts statements per use case below SQLAlchemy, whose events miss fixed statements: by the connection trace on
SQLite, by the protocol trace on PostgreSQL.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from sqlalchemy import event

from portal.db import Database, Unit

# Sent by the unit of work, not by the use case.
AROUND = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW)\b|--", re.IGNORECASE)
# A line of libpq's trace: time, F (to the server), length, message, and the text of a simple query.
_SENT = re.compile(r"F\t\d+\t(?:(Execute)\b|Query\t ?\"(.*))")


@dataclass
class Statements:
    """`count` is set after the block."""

    count: int = 0
    texts: list[str] = field(
        default_factory=list
    )  # SQLite only: the protocol identifies a prepared statement by its number


@contextmanager
def statements_of(unit: Unit) -> Iterator[Statements]:
    """Counts what is run on this unit inside the block."""
    driver: Any = unit.connection.connection.driver_connection
    counted = Statements()
    if isinstance(driver, sqlite3.Connection):
        driver.set_trace_callback(counted.texts.append)
        try:
            yield counted
        finally:
            driver.set_trace_callback(None)
        counted.texts = [text for text in counted.texts if not AROUND.match(text)]
        counted.count = len(counted.texts)
        return
    with TemporaryFile() as trace:
        driver.pgconn.trace(trace.fileno())
        try:
            yield counted
        finally:
            driver.pgconn.untrace()
        counted.count = _sent(trace)


@contextmanager
def statements_sent(database: Database) -> Iterator[Statements]:
    """Counts what is run inside the block on any connection: that of a request over HTTP."""
    counted, traces = Statements(), dict[int, BinaryIO]()

    def begin(driver: Any, *_rest: object) -> None:
        if isinstance(driver, sqlite3.Connection):
            driver.set_trace_callback(counted.texts.append)
        else:
            trace = traces.setdefault(id(driver), stack.enter_context(TemporaryFile()))  # noqa: SIM115
            driver.pgconn.trace(trace.fileno())

    def end(driver: Any, *_rest: object) -> None:
        if isinstance(driver, sqlite3.Connection):
            driver.set_trace_callback(None)
        else:
            driver.pgconn.untrace()

    pools = {database._writer.pool, database._reader.pool}
    with ExitStack() as stack:
        for pool in pools:
            event.listen(pool, "checkout", begin)
            event.listen(pool, "checkin", end)
        try:
            yield counted
        finally:
            for pool in pools:
                event.remove(pool, "checkout", begin)
                event.remove(pool, "checkin", end)
        # SQLite names a statement again for each action of a foreign key.
        counted.texts = [text for text, _ in groupby(counted.texts) if not AROUND.match(text)]
        counted.count = len(counted.texts) + sum(map(_sent, traces.values()))


def _sent(trace: BinaryIO) -> int:
    trace.seek(0)
    matches = (_SENT.search(line) for line in trace.read().decode(errors="replace").splitlines())
    return sum(1 for match in matches if match and (match[1] or not AROUND.match(match[2])))
