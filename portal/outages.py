"""Distinguishes an outage of the store (database or disk) from a bug."""

# Logging needs it: it imports no driver.

import errno
from collections.abc import Mapping

AWAY, FULL, READ_ONLY, BUSY = "database_away", "disk_full", "read_only", "busy"
# Seconds after which a client may try again. A full disk waits for a person.
RETRY_AFTER: Mapping[str, int] = {AWAY: 30, FULL: 120, READ_ONLY: 120, BUSY: 5}
LATER = 60  # where another server is missing

# The first prefix that fits. SQLite: names of its result codes; PostgreSQL: SQLSTATE.
_PREFIXES = (
    ("SQLITE_FULL", FULL), ("SQLITE_IOERR_SHMSIZE", FULL),
    ("SQLITE_READONLY_DBMOVED", AWAY), ("SQLITE_READONLY", READ_ONLY),
    ("SQLITE_CANTOPEN", AWAY), ("SQLITE_IOERR", AWAY), ("SQLITE_NOTADB", AWAY), ("SQLITE_CORRUPT", AWAY),
    ("SQLITE_BUSY", BUSY), ("SQLITE_LOCKED", BUSY), ("SQLITE_PROTOCOL", BUSY), ("SQLITE_NOMEM", BUSY),
    ("53100", FULL), ("25006", READ_ONLY), ("25P03", BUSY), ("53", BUSY), ("40", BUSY), ("55P03", BUSY), ("57014", BUSY),
    ("57P", AWAY), ("08", AWAY), ("58", AWAY), ("XX001", AWAY), ("XX002", AWAY),
)  # fmt: skip
_OF_FILES = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}


class NotAnswered(Exception):
    def __init__(self) -> None:
        super().__init__("no answer in time")


def outage_of(error: BaseException) -> str:
    """One of four kinds, or ""."""
    if isinstance(error, NotAnswered):
        return AWAY
    if (type(error).__module__, type(error).__name__) == ("sqlalchemy.exc", "TimeoutError"):  # of the pool
        return BUSY
    if isinstance(error, OSError):
        return _OF_FILES.get(error.errno or 0, "")
    code = driver_code(error)
    if code:
        return next((kind for prefix, kind in _PREFIXES if code.startswith(prefix)), "")
    # A refused or broken connection to PostgreSQL has no code. Errors before the first statement come from the driver itself.
    return AWAY if "OperationalError" in (type(error).__name__, type(_driver_error(error)).__name__) else ""


def driver_code(error: BaseException) -> str:
    """SQLSTATE, or the name of SQLite's code. The message stays out of logs."""
    origin = _driver_error(error)
    return str(getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None) or "")


def _driver_error(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error
