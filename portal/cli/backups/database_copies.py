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
from portal.store.audit import backup_figures

_PIECE = 1 << 20
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
        remove_sqlite(target)  # a file without a table
        copy.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        remove_sqlite(copy)


def load_postgresql(url: str, fill: Callable[[Take], object]) -> None:
    """One transaction."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
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
