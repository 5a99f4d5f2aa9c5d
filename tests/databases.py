"""Databases for tests: SQLite files and PostgreSQL databases, each engine migrated once and copied for every test."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from typing import Protocol

from tests.postgresql import Postgresql, postgresql
from tests.used_databases import UsedDatabases

ENGINES = ("sqlite", "postgresql")
NOW = "2026-11-20T10:00:00+09:00"  # the morning of most tests


class Maker(Protocol):
    """Makes databases of one engine. Both answer an address for KAKANAI_DATABASE_URL."""

    def empty(self) -> str:
        """A new database without a table."""
        ...

    def migrated(self) -> str:
        """A new database with every table, as `kakanai migrate` leaves it."""
        ...

    def offered(self) -> str:
        """The same with the shipped procedures, as the first start of a service at NOW leaves it: the next is quick."""
        ...

    def take_back(self, url: str) -> None:
        """Nobody needs what is in the database any more."""
        ...


def migrated(url: str, offered: bool) -> str:
    """The same address, its tables now those of this code, and the shipped procedures offered in it where they are wanted.
    No connection stays open: a template must have none."""
    # Imported here: the tests of forms share this conftest, and must run while a piece of portal is in parts.
    from forms.city import load_city
    from portal.clock import Clock
    from portal.config import load_settings
    from portal.db import Database
    from portal.migrate import migrate
    from portal.services.publish_folder import publish_folder

    database = Database(url)
    migrate(database)
    if offered:
        settings = load_settings(env="test", now=NOW)
        publish_folder(database, settings.procedures, load_city(settings.city), Clock(settings.now))
    database.close()
    return url


@dataclass
class SqliteMaker:
    """Files below `folder`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _templates: dict[bool, Path] = field(default_factory=dict)

    def empty(self) -> str:
        return f"sqlite:///{self._new()}"

    def migrated(self) -> str:
        return self._copy(offered=False)

    def offered(self) -> str:
        return self._copy(offered=True)

    def take_back(self, url: str) -> None:
        """A file is small, and copied in no time."""

    def _copy(self, *, offered: bool) -> str:
        if offered not in self._templates:
            template = self._new()
            migrated(f"sqlite:///{template}", offered)
            # What is still in the write-ahead log goes into the file, which alone is copied.
            connection = sqlite3.connect(template)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self._templates[offered] = template
        return f"sqlite:///{copyfile(self._templates[offered], self._new())}"

    def _new(self) -> Path:
        return self.folder / f"test-{next(self._numbers)}.sqlite"


@dataclass
class PostgresqlMaker:
    """Databases of one running server."""

    server: Postgresql
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _templates: dict[bool, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._used = UsedDatabases(self.server)

    def empty(self) -> str:
        return self._new("template1")

    def migrated(self) -> str:
        return self._copy(offered=False)

    def offered(self) -> str:
        return self._copy(offered=True)

    def take_back(self, url: str) -> None:
        self._used.keep(url.partition("?")[0].rpartition("/")[2])

    def _copy(self, *, offered: bool) -> str:
        if offered not in self._templates:
            name = "kakanai_offered" if offered else "kakanai_migrated"
            self.server.execute(f"CREATE DATABASE {name}")
            migrated(self.server.url(name), offered)
            self._templates[offered] = name
        template = self._templates[offered]
        used = self._used.as_new(template)
        return self.server.url(used) if used else self._new(template)

    def _new(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._used.given(name, template)
        return self.server.url(name)


class Makers:
    """One maker an engine, started when it is first asked for."""

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
        return PostgresqlMaker(self._stack.enter_context(postgresql()))
