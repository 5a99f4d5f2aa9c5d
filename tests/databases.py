"""Databases for tests: SQLite files and PostgreSQL databases, each engine migrated once and copied for every test."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.postgresql import Postgresql, postgresql

ENGINES = ("sqlite", "postgresql")


class Maker(Protocol):
    """Makes databases of one engine. Both answer an address for KAKANAI_DATABASE_URL."""

    def empty(self) -> str:
        """A new database without a table."""
        ...

    def migrated(self) -> str:
        """A new database with every table, as `kakanai migrate` leaves it."""
        ...


def migrated(url: str) -> str:
    """The same address, its tables now those of this code. No connection stays open: a template must have none."""
    # Imported here: the tests of forms share this conftest, and must run while a piece of portal is in parts.
    from portal.db import Database
    from portal.migrate import migrate

    database = Database(url)
    migrate(database)
    database.close()
    return url


@dataclass
class SqliteMaker:
    """Files below `folder`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _template: Path | None = None

    def empty(self) -> str:
        return f"sqlite:///{self._new()}"

    def migrated(self) -> str:
        if self._template is None:
            self._template = self._new()
            migrated(f"sqlite:///{self._template}")
        path = self._new()
        # SQLite's own copy: it takes what is still in the write-ahead log along.
        source, target = sqlite3.connect(self._template), sqlite3.connect(path)
        source.backup(target)
        source.close()
        target.close()
        return f"sqlite:///{path}"

    def _new(self) -> Path:
        return self.folder / f"test-{next(self._numbers)}.sqlite"


@dataclass
class PostgresqlMaker:
    """Databases of one running server."""

    server: Postgresql
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _template: str | None = None

    def empty(self) -> str:
        return self._new("template1")

    def migrated(self) -> str:
        if self._template is None:
            self.server.execute("CREATE DATABASE kakanai_template")
            migrated(self.server.url("kakanai_template"))
            self._template = "kakanai_template"
        return self._new(self._template)

    def _new(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
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
