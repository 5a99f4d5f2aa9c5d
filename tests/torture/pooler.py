"""PgBouncer before PostgreSQL, as Debian packages it, by the file of docs/installation."""

from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from shutil import chown
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import psycopg

from tests.house.tree import ROOT
from tests.servers import free_ports
from tests.torture.node import begin_apart

FILE = ROOT / "docs/installation/pgbouncer.ini"
USER = "nobody"
PATIENCE = 30.0


@contextmanager
def pooled(host: str, port: int, **settings: str) -> Iterator[str]:
    """The address of its database `postgres` for KAKANAI_DATABASE_URL."""
    (door,) = free_ports(1)
    with TemporaryDirectory(prefix="kakanai-pooler-", dir="/tmp") as name:
        folder = Path(name)
        chown(folder, USER)
        file = folder / "pgbouncer.ini"
        with file.open("w") as written:
            _configured(host, port, door, settings).write(written)
        chown(file, USER)
        process = begin_apart(["/usr/sbin/pgbouncer", str(file)], folder / "log", USER)
        try:
            _await_answers(f"host=127.0.0.1 port={door} user=postgres dbname=postgres", folder / "log")
            yield f"postgresql+psycopg://postgres@127.0.0.1:{door}/postgres?pooler=transaction"
        finally:
            process.kill()
            process.wait(30)


def _configured(host: str, port: int, door: int, settings: dict[str, str]) -> ConfigParser:
    file = ConfigParser(interpolation=None)
    file.read(FILE)
    query = file["databases"]["kakanai"].partition("connect_query=")[2]
    file["databases"] = {"*": f"host={host} port={port} user=postgres connect_query={query}"}
    own = {"listen_addr": "127.0.0.1", "listen_port": str(door), "auth_type": "any", "unix_socket_dir": ""}
    file["pgbouncer"].update(own | settings)
    return file


def _await_answers(address: str, log: Path) -> None:
    deadline = monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert monotonic() < deadline, log.read_text()
            sleep(0.05)
        else:
            return
