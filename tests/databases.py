"""SQLite and PostgreSQL databases, migrated once per state of the code, kept below `build/tests` and copied for every
test.
"""

import itertools
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, Protocol

from tests.kept import kept
from tests.kept_connections import as_new, hand_on, is_as_copied, keep_connections

if TYPE_CHECKING:
    from portal.db import Database
    from tests.postgresql import Postgresql

ENGINES = ("sqlite", "postgresql")
NOW = "2026-11-20T10:00:00+09:00"  # the time in most tests

# Sources of the tables and of the rows that a first start adds. Services are left out, or each change to one would
# rebuild the catalogue.
TABLES = (
    "portal/migrations/**/*.py", "portal/models/**/*.py", "portal/migrate.py", "portal/db.py", "tests/databases.py",
    "tests/kept.py",
)  # fmt: skip
OFFERED = (
    *TABLES, "forms/**/*", "portal/services/**/publish*.py", "portal/services/**/catalogue.py",
    "portal/services/**/fit_city.py", "portal/store/**/definitions.py", "portal/store/**/statements.py",
    "portal/config/**/*.py", "portal/clock.py",
)  # fmt: skip
TEMPLATES = ("kakanai_migrated", "kakanai_offered")
_SPARE = 4  # files of ten megabytes that wait to be written over


class Maker(Protocol):
    """Makes databases of one engine; methods return addresses for KAKANAI_DATABASE_URL."""

    def empty(self) -> str: ...

    def migrated(self) -> str:
        """As `kakanai migrate` leaves it."""
        ...

    def offered(self) -> str:
        """With shipped procedures as after a first start at NOW."""
        ...

    def handed_on(self) -> str:
        """As `offered`, with the connections of the last that took it back (`tests/kept_connections.py`)."""
        ...

    def take_back(self, url: str) -> None: ...


def migrated(url: str, offered: bool) -> str:
    """Returns `url`. Closes all connections, as a template may have none."""
    # A local import: tests of forms share this conftest and must run while portal does not import.
    from forms.city.city import load_city
    from portal.clock import Clock
    from portal.config import load_settings
    from portal.db import Database
    from portal.migrate import migrate
    from portal.services.procedures.publish_folder import publish_folder

    database = Database(url)
    migrate(database)
    if offered:
        settings = load_settings(env="test", now=NOW)
        publish_folder(database, settings.procedures, load_city(settings.city), Clock(settings.now))
    database.close()
    return url


def sqlite_file(*, offered: bool) -> Path:
    def make(folder: Path) -> None:
        file = folder / "database"
        if offered:
            copyfile(sqlite_file(offered=False), file)
        migrated(f"sqlite:///{file}", offered)
        # Checkpoints the write-ahead log, because only the main file is copied.
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    return kept("sqlite-offered", OFFERED, make) / "database" if offered else kept("sqlite", TABLES, make) / "database"


@cache
def _sqlite_content(*, offered: bool) -> bytes:
    return sqlite_file(offered=offered).read_bytes()


def migrate_once() -> None:
    """A new file of an installation is a copy of the kept one: a tenth of a second each. Tests of the migrations, and the
    command, run them."""
    from portal.wiring import installing

    migrate = vars(installing)["migrate"]

    def once(database: "Database") -> None:
        file = Path(database.engine.url.database or "") if database.sqlite else None
        if file is not None and is_as_copied(file):
            return
        if file is not None and file.parent.is_dir() and not (file.exists() and file.stat().st_size):
            copyfile(sqlite_file(offered=False), file)
        migrate(database)

    vars(installing)["migrate"] = once


def publish_once() -> None:
    """A file that is handed on holds what is shipped: 1.6 ms of each installation to see it."""
    from portal.wiring import installing
    from tests.shipped_once import PROCEDURES

    publish = vars(installing)["publish_folder"]

    def once(database: "Database", folder: Path, *more: Any) -> None:
        file = database.engine.url.database if database.sqlite else None
        if not (folder == PROCEDURES and file and is_as_copied(Path(file))):
            publish(database, folder, *more)

    vars(installing)["publish_folder"] = once


@dataclass
class SqliteMaker:
    # Writes over files that were taken back: memory for new ones costs the system more than the writing.

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _used: list[Path] = field(default_factory=list)
    _as_new: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        keep_connections()

    def empty(self) -> str:
        return f"sqlite:///{self._new()}"

    def migrated(self) -> str:
        return self._copy(_sqlite_content(offered=False))

    def offered(self) -> str:
        return self._copy(_sqlite_content(offered=True))

    def handed_on(self) -> str:
        if self._as_new:
            return f"sqlite:///{self._as_new.pop()}"
        url = self.offered()
        hand_on(_file(url))
        return url

    def take_back(self, url: str) -> None:
        # A run makes thousands of ten megabytes each.
        file = _file(url)
        if as_new(file):
            self._as_new.append(file)
            return
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        if _is_open(file):  # by a thread that goes on: it must not meet another test
            file.unlink(missing_ok=True)
        elif file.exists() and len(self._used) < _SPARE:
            self._used.append(file)
        else:
            file.unlink(missing_ok=True)

    def _copy(self, content: bytes) -> str:
        file = self._used.pop() if self._used else self._new()
        with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o644), "wb") as stream:
            stream.write(content)
            stream.truncate()
        return f"sqlite:///{file}"

    def _new(self) -> Path:
        return self.folder / f"test-{next(self._numbers)}.sqlite"


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _is_open(file: Path) -> bool:
    """In this process."""
    for descriptor in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            if os.readlink(f"/proc/self/fd/{descriptor}") == str(file):
                return True
    return False


def postgresql_data() -> Path:
    """The data folder of a stopped server with both templates."""
    from tests.postgresql import postgresql

    def make(folder: Path) -> None:
        with postgresql() as server:
            for name, template in zip(TEMPLATES, ("template1", TEMPLATES[0]), strict=True):
                server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
                migrated(server.url(name), name == "kakanai_offered")
            server.stop()
            subprocess.run(["cp", "-a", str(server.data), str(folder / "data")], check=True)

    return kept("postgresql", OFFERED, make) / "data"


@dataclass
class PostgresqlMaker:
    server: "Postgresql"
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        from tests.used_databases import UsedDatabases

        self._used = UsedDatabases(self.server)

    def empty(self) -> str:
        return self._new("template1")

    def migrated(self) -> str:
        return self._copy("kakanai_migrated")

    def offered(self) -> str:
        return self._copy("kakanai_offered")

    def handed_on(self) -> str:
        return self.offered()

    def take_back(self, url: str) -> None:
        self._used.keep(url.partition("?")[0].rpartition("/")[2])

    def _copy(self, template: str) -> str:
        used = self._used.as_new(template)
        return self.server.url(used) if used else self._new(template)

    def _new(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._used.given(name, template)
        return self.server.url(name)


class Makers:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._made: dict[str, Maker] = {}

    def __getitem__(self, engine: str) -> Maker:
        if engine not in self._made:
            self._made[engine] = self._make(engine)
        return self._made[engine]

    def _make(self, engine: str) -> Maker:
        if engine == "sqlite":
            return SqliteMaker(self._folder)
        from tests.postgresql import postgresql

        return PostgresqlMaker(self._stack.enter_context(postgresql(copy_of=postgresql_data())))


@dataclass
class LendingMaker:
    maker: Maker
    _lent: set[str] = field(default_factory=set)

    def empty(self) -> str:
        return self._lend(self.maker.empty())

    def migrated(self) -> str:
        return self._lend(self.maker.migrated())

    def offered(self) -> str:
        return self._lend(self.maker.offered())

    def handed_on(self) -> str:
        return self._lend(self.maker.handed_on())

    def take_back(self, url: str) -> None:
        self._lent.discard(url)
        self.maker.take_back(url)

    def take_all_back(self) -> None:
        for url in sorted(self._lent):
            self.take_back(url)

    def _lend(self, url: str) -> str:
        self._lent.add(url)
        return url


class LendingMakers(Makers):
    # Of one file of tests. Most give nothing back: a run held six gigabytes of memory in their databases.

    def __init__(self, lasting: Makers) -> None:
        self._lasting = lasting
        self._lending: dict[str, LendingMaker] = {}

    def __getitem__(self, engine: str) -> Maker:
        if engine not in self._lending:
            self._lending[engine] = LendingMaker(self._lasting[engine])
        return self._lending[engine]

    def take_all_back(self) -> None:
        for maker in self._lending.values():
            maker.take_all_back()
