"""Connections to the SQLite files of tests, kept open for the next test that gets the file.

To open one is to read 440 tables, indexes and triggers (1.4 ms), and the last that is closed writes the log into the file,
which must then be copied again (10 MB): 6.5 ms of each test. A file whose log is cut, and the index of its log void, is the
copy that it was: SQLite finds an empty log and forgets the pages that it holds. What a checkpoint, or anybody else, wrote
into the file itself is seen by its time.
"""

import fcntl
import os
import sqlite3
import struct
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_OURS = {"check_same_thread": False, "isolation_level": None}  # as portal/db.py opens them
_UNTOUCHED = 0  # the time of a file without a later change
_HEADER = bytes(136)  # of the index of the log: https://www.sqlite.org/walformat.html#the_wal_index_file_format
_SHARED, _ALIVE = 0x40000002, 128  # bytes that each process with a connection holds locked: of the file, of the index
_idle: dict[str, list[sqlite3.Connection]] = {}  # of each file that is handed on


class _Kept(sqlite3.Connection):
    file = ""


@cache
def keep_connections() -> None:
    from sqlalchemy.dialects.sqlite import pysqlite

    dialect: Any = pysqlite.SQLiteDialect_pysqlite
    connect, close = dialect.connect, dialect.do_close

    def connected(self: Any, *arguments: Any, **options: Any) -> Any:
        file = arguments[0] if arguments else ""
        if file not in _idle or options != _OURS:
            return connect(self, *arguments, **options)
        if _idle[file]:
            kept = _idle[file].pop()
            kept.execute("PRAGMA query_only=OFF")
            return kept
        made = connect(self, *arguments, **options, factory=_Kept)
        made.file = file
        return made

    def closed(self: Any, connection: Any) -> None:
        if getattr(connection, "file", None) in _idle and not connection.in_transaction:
            _idle[connection.file].append(connection)
        else:
            close(self, connection)

    dialect.connect, dialect.do_close, dialect.do_terminate = connected, closed, close


def hand_on(file: Path) -> None:
    """A file that was copied just now."""
    os.utime(file, ns=(_UNTOUCHED, _UNTOUCHED))
    _idle[str(file)] = []


def is_as_copied(file: Path) -> bool:
    """A file that is handed on, as far as its log was not written into it: its tables are those of the kept one."""
    return str(file) in _idle and file.exists() and file.stat().st_mtime_ns == _UNTOUCHED


def as_new(file: Path) -> bool:
    """Whether it is the copy again that it was; else its connections are closed."""
    idle = _idle.get(str(file), [])
    if idle and is_as_copied(file):
        opened, logs, indexes = _opened(file)
        # Another connection goes on; or somebody read the file, and closing it took the locks of the process.
        alone = len(opened) == len(logs) == len(idle) and len(indexes) == 1
        if alone and _is_locked(opened[0], _SHARED) and _is_locked(indexes[0], _ALIVE):
            os.ftruncate(logs[0], 0)
            os.pwrite(indexes[0], _HEADER, 0)
            return True
    for connection in _idle.pop(str(file), []):
        connection.close()
    return False


def _opened(file: Path) -> tuple[list[int], list[int], list[int]]:
    """Descriptors of this process: of the file, of its log, of the index of that."""
    opened: dict[str, list[int]] = {f"{file}{ending}": [] for ending in ("", "-wal", "-shm")}
    for descriptor in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            opened.get(os.readlink(f"/proc/self/fd/{descriptor}"), []).append(int(descriptor))
    return opened[str(file)], opened[f"{file}-wal"], opened[f"{file}-shm"]


def _is_locked(descriptor: int, byte: int) -> bool:
    asked = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0)
    answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
    return bool(struct.unpack("hhqqi0q", answer)[0] != fcntl.F_UNLCK)
