"""P7: imports packages from a folder on both databases, against unzip, parse and one durable INSERT.

The importer commits fifty together, since a crash leaves the file in place; both floors (commit each, commit fifty)
are measured. Processor time excludes the PostgreSQL server on both sides.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import psycopg
from sqlalchemy import make_url

from portal.config import Settings
from portal.services.imports.bring_packages import bring_all
from portal.services.imports.take_package import TOGETHER
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.wiring import install
from tests.bench.ratio import ROUNDS, Line, take_turns
from tests.databases import ENGINES, Maker, PostgresqlMaker, SqliteMaker, postgresql_data
from tests.portal.importing import package
from tests.postgresql import postgresql
from tests.servers import NOW

NAME = "import"
TARGET = 0.4
COUNT = int(os.environ.get("BENCH_PACKAGES", "500"))
_WHO = Actor("system", "bench")
_EACH, _AS_OURS = 1, TOGETHER


def measure() -> Iterator[Line]:
    for database in ENGINES:
        for count, at_once in ((COUNT // 16, _EACH), (COUNT // 4, _EACH), (COUNT, _EACH), (COUNT // 4, _AS_OURS)):
            with ExitStack() as stack:
                name = tempfile.TemporaryDirectory(prefix="kakanai-bench-", dir=os.environ.get("TMPDIR"))
                folder = Path(stack.enter_context(name))
                yield _line(folder, _maker(stack, database, folder), database, count, at_once)


def _maker(stack: ExitStack, database: str, folder: Path) -> Maker:
    if database == "sqlite":
        return SqliteMaker(folder)
    return PostgresqlMaker(stack.enter_context(postgresql(durable=True, copy_of=postgresql_data())))


def _line(folder: Path, maker: Maker, database: str, count: int, at_once: int) -> Line:
    turns = ROUNDS + 1
    size = count // turns
    parts = [_made(folder / f"in{turn}", turn, size) for turn in range(turns)]
    own, plain = iter(parts), iter(parts)
    floor = _floor(folder, maker.empty())
    label = f"unzip, parse, one INSERT each, COMMIT of {at_once} (×{size})"
    with _imported(folder, maker.offered()) as installation:
        line = take_turns(
            NAME, label, size, TARGET, lambda: _plainly(floor, next(plain), at_once),
            lambda: _bring(installation, next(own)), database,
        )  # fmt: skip
        with installation.database.read() as unit:
            rows = unit.connection.exec_driver_sql("SELECT COUNT(*) FROM application").scalar_one()
        assert rows == size * turns
    return line


def _made(folder: Path, turn: int, size: int) -> list[Path]:
    folder.mkdir()
    for number in range(size):
        (folder / f"{number}.zip").write_bytes(package(f"GS{turn:02}{number:07}"))
    return sorted(folder.iterdir())


@contextmanager
def _imported(folder: Path, url: str) -> Iterator[Installation]:
    (folder / "layouts").mkdir()
    installation = install(
        Settings(env="test", now=NOW, data=folder / "data", database_url=url, layouts=folder / "layouts")
    )
    try:
        yield installation
    finally:
        installation.database.close()


def _bring(installation: Installation, paths: list[Path]) -> None:
    for path, done in bring_all(installation, paths, "command", _WHO):
        assert isinstance(done, Mapping), path
        assert done.get("taken") == 1, path


def _floor(folder: Path, url: str) -> Callable[[], tuple[Any, str]]:
    """Connection and placeholder."""
    if url.startswith("sqlite"):
        return lambda: (_sqlite(folder / "floor.db"), "?")
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return lambda: (psycopg.connect(address), "%s")


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _plainly(floor: Callable[[], tuple[Any, str]], paths: list[Path], at_once: int) -> None:
    connection, mark = floor()
    connection.execute("CREATE TABLE IF NOT EXISTS package (number TEXT PRIMARY KEY, fields TEXT)")
    insert = f"INSERT INTO package (number, fields) VALUES ({mark}, {mark})"
    for number, path in enumerate(paths, 1):
        with ZipFile(BytesIO(path.read_bytes())) as archive:
            root = ElementTree.fromstring(archive.read("package.xml"))
        fields = {element.get("name", element.tag): element.text or "" for element in root.iter()}
        connection.execute(insert, (str(path), json.dumps(fields, ensure_ascii=False)))
        if number % at_once == 0:
            connection.commit()
    connection.commit()
    connection.close()
