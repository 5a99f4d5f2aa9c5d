"""What counts as an outage, by what the drivers raise."""

import errno

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.outages import AWAY, BUSY, FULL, READ_ONLY, RETRY_AFTER, driver_code, outage_of


class Sqlite(Exception):
    """As sqlite3 names its codes."""

    def __init__(self, name: str) -> None:
        super().__init__("a statement with somebody's name")
        self.sqlite_errorname = name


def wrapped(error: BaseException) -> OperationalError:
    return OperationalError("INSERT", {}, error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Sqlite("SQLITE_FULL"), FULL),
        (wrapped(Sqlite("SQLITE_FULL")), FULL),
        (Sqlite("SQLITE_READONLY"), READ_ONLY),
        (Sqlite("SQLITE_READONLY_DBMOVED"), AWAY),
        (Sqlite("SQLITE_IOERR_READ"), AWAY),
        (Sqlite("SQLITE_BUSY"), BUSY),
        (wrapped(errors.DiskFull()), FULL),
        (errors.ReadOnlySqlTransaction(), READ_ONLY),
        (errors.AdminShutdown(), AWAY),
        (errors.TooManyConnections(), BUSY),
        (wrapped(psycopg.OperationalError("connection refused")), AWAY),
        (PoolTimeout(), BUSY),
        (OSError(errno.ENOSPC, "no space"), FULL),
        (OSError(errno.EROFS, "read-only"), READ_ONLY),
    ],
)
def test_what_the_store_raises_is_an_outage_of_its_kind(error: BaseException, kind: str) -> None:
    assert outage_of(error) == kind
    assert kind in RETRY_AFTER


@pytest.mark.parametrize(
    "error",
    [
        Sqlite("SQLITE_ERROR"),
        Sqlite("SQLITE_CONSTRAINT_UNIQUE"),
        wrapped(errors.UndefinedTable()),
        errors.UniqueViolation(),
        OSError(errno.ENOENT, "no such file"),
        ConnectionResetError(),
        ValueError("database is locked"),
    ],
)
def test_a_bug_is_no_outage(error: BaseException) -> None:
    """A wrong statement would hide as an outage, without its trace."""
    assert outage_of(error) == ""


def test_the_code_that_is_logged_holds_no_message() -> None:
    assert driver_code(wrapped(Sqlite("SQLITE_FULL"))) == "SQLITE_FULL"
    assert driver_code(errors.DiskFull()) == "53100"
    assert driver_code(ValueError("name")) == ""
