"""One PostgreSQL server, kept by Patroni."""

import json
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

POSTGRESQL = Path("/usr/lib/postgresql")
USER = "postgres"  # of the package
# The shortest that Patroni's manual permits; its defaults are 30, 10 and 10.
TIMES = {"ttl": 20, "loop_wait": 1, "retry_timeout": 3}


@dataclass
class Node:
    name: str
    folder: Path
    port: int
    rest: int
    settings: Mapping[str, Any]
    _patroni: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        path = self.folder / "patroni.yml"
        path.write_text(json.dumps(self.settings))
        self._patroni = begin_apart(["/usr/bin/patroni", str(path)], self.folder / "log", USER)

    def kill_database(self) -> None:
        """Patroni stays and sees it."""
        with suppress(OSError, ValueError):
            postmaster = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            for pid in [postmaster, *_children(postmaster)]:
                _kill(pid)

    def kill(self) -> None:
        """As a machine that loses its power."""
        if self._patroni is not None:
            self._patroni.kill()
            self._patroni.wait(30)
            self._patroni = None
        self.kill_database()


def new_node(folder: Path, name: str, port: int, rest: int, etcd: int) -> Node:
    own = folder / name
    own.mkdir()
    shutil.chown(own, USER, USER)
    programs = max(POSTGRESQL.glob("*/bin"), key=lambda place: int(place.parent.name))
    people = {
        "superuser": {"username": "postgres"},
        "replication": {"username": "copier"},
        "rewind": {"username": "postgres"},
    }
    settings = {
        "scope": "kakanai", "name": name, "etcd3": {"host": f"127.0.0.1:{etcd}"},
        "restapi": {"listen": f"127.0.0.1:{rest}", "connect_address": f"127.0.0.1:{rest}"},
        "bootstrap": {
            # Nothing is acknowledged that a second server does not hold; a dead leader is not waited for.
            "dcs": {
                **TIMES, "synchronous_mode": True, "synchronous_mode_strict": True, "primary_start_timeout": 0,
                "postgresql": {"use_pg_rewind": True, "use_slots": True, "parameters": {"wal_log_hints": "on"}},
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, {"auth": "trust"}, "data-checksums"],
            "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
        },
        "postgresql": {
            "listen": f"127.0.0.1:{port}", "connect_address": f"127.0.0.1:{port}", "data_dir": str(own / "data"),
            "bin_dir": str(programs), "authentication": people, "pgpass": str(own / "pgpass"),
            "parameters": {"unix_socket_directories": str(own)},
        },
    }  # fmt: skip
    return Node(name, own, port, rest, settings)


def begin_apart(command: list[str], log: Path, user: str = "") -> subprocess.Popen[bytes]:
    who: dict[str, Any] = {}
    if user and os.geteuid() == 0:
        row = pwd.getpwnam(user)
        who = {"user": row.pw_uid, "group": row.pw_gid, "extra_groups": [], "cwd": "/"}
    surroundings = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    with log.open("ab") as written:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            env=surroundings,
            start_new_session=True,
            **who,
        )


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
