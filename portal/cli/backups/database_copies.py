"""Whole databases out and in: SQLite's on-line backup, `pg_dump` and `pg_restore`."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import make_url

from portal.cli.problem import Problem
from portal.db import Database, Unit
from portal.migrate import up_to_date
from portal.store.audit import backup_figures

_PIECE = 1 << 20
# What `migrate` and a first start write, before anybody signs in or files.
_BEGINNINGS = frozenset(
    {
        "audit_batch", "audit_record", "change_head", "definition", "definition_folder", "drawing", "key_check", "root_key",
    }
)  # fmt: skip
Take = Callable[[bytes], object]


@contextmanager
def one_state(url: str, database: Database, beside: Path) -> Iterator[tuple[Unit, Iterator[bytes]]]:
    """One moment of the database, in pieces, and a unit that reads it. SQLite is copied first, to a file named after `beside`."""
    if not database.sqlite:
        with database.read() as unit:
            snapshot = backup_figures.export_snapshot(unit)
            yield unit, _dump(url, snapshot)
        return
    copy = beside.with_name(f"{beside.name}.sqlite")
    try:
        _copy_sqlite(make_url(url).database or "", copy)
        copied = Database(f"sqlite:///{copy}")
        try:
            with copied.read() as unit:
                yield unit, _pieces(copy)
        finally:
            copied.close()
    finally:
        remove_sqlite(copy)


def _copy_sqlite(source: str, target: Path) -> None:
    remove_sqlite(target)
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        # All pages in one step are one state; in WAL mode writers go on meanwhile.
        reader.backup(writer)
    finally:
        reader.close()
        writer.close()


def remove_sqlite(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            yield piece


def _dump(url: str, snapshot: str) -> Iterator[bytes]:
    with (
        TemporaryFile() as complaints,
        _postgresql(url, complaints, "pg_dump", "-Fc", "-Z1", f"--snapshot={snapshot}") as process,
    ):
        while process.stdout and (piece := process.stdout.read(_PIECE)):
            yield piece
        _demand_success("pg_dump", process, complaints)


def load_sqlite(target: Path, fill: Callable[[Take], object], judge: Callable[[Database], None]) -> None:
    """The file gets its name only once complete, on the disk, and accepted by `judge`."""
    copy = target.with_name(f"{target.name}.restoring")
    try:
        remove_sqlite(copy)
        with copy.open("wb") as file:
            fill(file.write)
            file.flush()
            os.fsync(file.fileno())
        database = Database(f"sqlite:///{copy}")
        try:
            judge(database)
        finally:
            database.close()
        remove_sqlite(target)  # a file without a table, or with a first start's rows
        copy.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        remove_sqlite(copy)


def demand_only_begun(database: Database, file: Path) -> None:
    # A restore takes the place of what a first start wrote, but of nothing else, and not below a running service: it would
    # go on in a file that is gone (SQLite), or with hash roots that the restored tables do not have. Raises Problem.
    if not up_to_date(database):
        raise Problem.of(
            "データベースに、この版のものではない表があります。新しいデータベースに戻してください（KAKANAI_DATABASE_URL）。",
            "The database has tables of another version: restore into a new one (KAKANAI_DATABASE_URL).",
        )
    with database.read() as unit:
        held = {name: rows for name, rows in backup_figures.counts(unit).items() if rows and name not in _BEGINNINGS}
        in_use = not database.sqlite and backup_figures.others_connected(unit)
    if held:
        raise Problem.of(
            "データベースが空ではありません。新しいデータベースに戻してください（KAKANAI_DATABASE_URL）。",
            f"The database is not empty ({', '.join(f'{name} {rows}' for name, rows in held.items())}): restore into a new one "
            "(KAKANAI_DATABASE_URL).",
        )
    database.close()
    if in_use or (database.sqlite and _opened_elsewhere(file)):
        raise Problem.of(
            "データベースを、ほかのプロセスが使っています。サービス（serve と worker）を止めてから、もう一度打ってください。",
            "Another process uses the database: stop `serve` and `worker`, and run it again.",
        )


def _opened_elsewhere(file: Path) -> bool:
    # SQLite leaves its write-ahead log only for who has the file alone.
    connection = sqlite3.connect(file, timeout=0)
    try:
        return bool(connection.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",))
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()


def load_postgresql(url: str, fill: Callable[[Take], object], *, replace: bool = False) -> None:
    # `replace`: of the tables that are there. One transaction.
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    options += ["--clean", "--if-exists"] if replace else []
    with TemporaryFile() as complaints, _postgresql(url, complaints, "pg_restore", *options) as process:
        try:
            if process.stdin:
                fill(process.stdin.write)
                process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and says why
        _demand_success("pg_restore", process, complaints)


@contextmanager
def _postgresql(url: str, complaints: IO[bytes], program: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    # Killed before its input ends if the block raises: it commits nothing. The password is no argument, which others
    # on the machine could see.
    path = shutil.which(program)
    if path is None:
        raise Problem.of(
            f"{program} がありません。PostgreSQL と同じ版のクライアント（postgresql-client）を入れてください。",
            f"{program} is not in PATH: install the client programs of your PostgreSQL's version.",
        )
    parsed = make_url(url)
    if "pooler" in parsed.query:
        # What it sets in its session would stay there for the service.
        raise Problem.of(
            f"{program} は PostgreSQL に直接つなぎます。この命令のときだけ、KAKANAI_DATABASE_URL から pooler=transaction を外してください。",
            f"{program} needs PostgreSQL itself: for this command set KAKANAI_DATABASE_URL to its address, without pooler=transaction.",
        )
    environment = os.environ | ({"PGPASSWORD": str(parsed.password)} if parsed.password else {})
    address = parsed._replace(drivername="postgresql", password=None).render_as_string()  # `set` ignores None
    process = subprocess.Popen(  # noqa: S603  # the operator's own program and address
        [path, *options, f"--dbname={address}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
        env=environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _demand_success(program: str, process: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
    if process.wait() != 0:
        complaints.seek(0)
        lines = complaints.read().decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise Problem.of(f"{program} ができませんでした。", f"{program} failed: {lines[0]}")
