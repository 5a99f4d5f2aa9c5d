"""P7: ten thousand packages from a folder into the queue, each kept, understood, checked and in a transaction of its own; and the least
that any program would do: unzip, parse, one INSERT with its COMMIT, as durable."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from portal.config import Settings
from portal.services.actor import Actor
from portal.services.bring_packages import bring_all
from portal.services.installation import Installation
from portal.wiring import install
from tests.bench.ratio import ROUNDS, Line
from tests.bench.turns import take_turns
from tests.databases import SqliteMaker
from tests.portal.importing import package
from tests.servers import NOW

NAME = "import"
TARGET = 0.4
COUNT = int(os.environ.get("BENCH_PACKAGES", "10000"))
_WHO = Actor("system", "bench")


def measure() -> Iterator[Line]:
    turns = ROUNDS + 1
    with tempfile.TemporaryDirectory(prefix="kakanai-bench-", dir=os.environ.get("TMPDIR")) as name:
        folder, size = Path(name), COUNT // turns
        parts = [_made(folder / f"in{turn}", turn, size) for turn in range(turns)]
        own, plain = iter(parts), iter(parts)
        with _imported(folder) as installation:
            yield take_turns(
                NAME, "unzip, parse, one INSERT and COMMIT each", size, TARGET,
                lambda: _plainly(folder, next(plain)), lambda: _bring(installation, next(own)),
            )  # fmt: skip
            with installation.database.read() as unit:
                rows = unit.connection.exec_driver_sql("SELECT COUNT(*) FROM application").scalar_one()
            assert rows == size * turns


def _made(folder: Path, turn: int, size: int) -> list[Path]:
    folder.mkdir()
    for number in range(size):
        (folder / f"{number}.zip").write_bytes(package(f"GS{turn:02}{number:07}"))
    return sorted(folder.iterdir())


@contextmanager
def _imported(folder: Path) -> Iterator[Installation]:
    (folder / "layouts").mkdir()
    installation = install(
        Settings(
            env="test", now=NOW, data=folder / "data", database_url=SqliteMaker(folder).offered(), layouts=folder / "layouts"
        )
    )  # fmt: skip
    try:
        yield installation
    finally:
        installation.database.close()


def _bring(installation: Installation, paths: list[Path]) -> None:
    for path, done in bring_all(installation, paths, "command", _WHO):
        assert isinstance(done, Mapping), path
        assert done.get("taken") == 1, path


def _plainly(folder: Path, paths: list[Path]) -> None:
    connection = sqlite3.connect(folder / "floor.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS package (id INTEGER PRIMARY KEY, number TEXT UNIQUE, fields TEXT)")
    for path in paths:
        with ZipFile(BytesIO(path.read_bytes())) as archive:
            root = ElementTree.fromstring(archive.read("package.xml"))
        fields = {one.get("name", one.tag): one.text or "" for one in root.iter()}
        connection.execute("INSERT INTO package (number, fields) VALUES (?, ?)", (str(path), repr(fields)))
        connection.commit()
    connection.close()
