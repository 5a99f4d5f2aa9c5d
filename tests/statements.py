"""Counts statements per use case below SQLAlchemy, whose events miss fixed statements: by the connection trace on
SQLite, by the protocol trace on PostgreSQL.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from portal.db import Unit

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


def _sent(trace: BinaryIO) -> int:
    trace.seek(0)
    matches = (_SENT.search(line) for line in trace.read().decode(errors="replace").splitlines())
    return sum(1 for match in matches if match and (match[1] or not AROUND.match(match[2])))
