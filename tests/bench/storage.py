"""P12: what a submission takes on PostgreSQL's disk, with indexes, by table: fourteen answers of one person, and forty answers with three people."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass

import psycopg

from tests.bench import question
from tests.bench.applicants import sign_in, whole_draft
from tests.bench.driver import drive, post
from tests.bench.scene import PROCEDURES, Scene, scenes
from tests.load.client import Boxes
from tests.load.forty import PAGES

SUBMISSIONS = int(os.environ.get("BENCH_SUBMISSIONS", "1000"))
MOST = 3500
_PEOPLE = 25  # each has one draft of a procedure at a time
_SIZES = """SELECT COALESCE(CAST(CAST(i.indrelid AS regclass) AS text), ''), c.relname, pg_table_size(c.oid) FROM pg_class c
LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace = CAST('public' AS regnamespace) AND c.relkind IN ('r', 'i')"""
_Sizes = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Storage:
    """Bytes a submission, of tables and of their indexes."""

    procedure: str
    submissions: int
    tables: Mapping[str, float]
    indexes: Mapping[str, Mapping[str, float]]

    @property
    def whole(self) -> float:
        return sum(self.tables.values()) + sum(sum(own.values()) for own in self.indexes.values())

    @property
    def summary(self) -> str:
        parts = [f"{table} {size:.0f} + {sum(self.indexes[table].values()):.0f}" for table, size in self.tables.items()]
        largest = sorted(((size, name) for own in self.indexes.values() for name, size in own.items()), reverse=True)
        return (
            f"storage        postgresql {self.procedure:<30} {self.whole:.0f} bytes a submission (≤ {MOST}; rows + indexes: {', '.join(parts)})\n"
            f"               indexes: {', '.join(f'{name} {size:.0f}' for size, name in largest[:12])}"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "storage", **asdict(self), "whole": self.whole}


def figures() -> Iterator[Storage]:
    for folder, procedure, pages in (
        (None, question.PROCEDURE, question.ANSWERS),
        (PROCEDURES, "bench-forty", PAGES),
    ):
        with scenes("postgresql", 1, folder or PROCEDURES.parents[2] / "forms" / "procedures") as scene:
            _file(scene, procedure, pages)  # tables and indexes begin with whole pages
            before = _sizes(scene)
            for turn in range(SUBMISSIONS // _PEOPLE):
                _file(scene, procedure, pages)
                if turn % 4 == 3:  # as autovacuum does: drafts that were sent leave their places to the next
                    _sizes(scene)
            yield _grown(procedure, before, _sizes(scene))


def _file(scene: Scene, procedure: str, pages: dict[str, Boxes]) -> None:
    installation = scene.installation
    with installation.database.write() as unit:
        people = [sign_in(installation, unit, f"{number}郎") for number in range(_PEOPLE)]
        clicks = [
            post(f"{whole_draft(installation, unit, person, procedure, pages)}/submit", person.form, person.cookies)
            for person in people
        ]
        unit.commit()
    assert set(drive(scene.server.port, clicks).statuses) == {303}


def _sizes(scene: Scene) -> _Sizes:
    url = scene.url.replace("postgresql+psycopg:", "postgresql:")
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("VACUUM")
        return {(table or name, name): size for table, name, size in connection.execute(_SIZES)}


def _grown(procedure: str, before: _Sizes, after: _Sizes) -> Storage:
    count = SUBMISSIONS // _PEOPLE * _PEOPLE
    grown = {
        place: (size - before.get(place, 0)) / count for place, size in after.items() if size > before.get(place, 0)
    }
    tables = {table: 0.0 for table, _ in grown} | {
        table: size for (table, name), size in grown.items() if table == name
    }
    return Storage(
        procedure, count, dict(sorted(tables.items(), key=lambda entry: -entry[1])),
        {of: {name: size for (table, name), size in grown.items() if of == table != name} for of in tables},
    )  # fmt: skip
