"""S2: what a page and a submission take as applications grow, on PostgreSQL with one and two web processes, and what a year leaves in tables and
indexes. `BENCH_SIZES` (1000,30000); the long form: 1000,100000,1000000."""

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from portal.config import TREE
from portal.jobs.watch_periods import watch_periods
from portal.services.cases.find_applications import look_for
from portal.services.cases.read_search import Search
from tests.bench.applicants import Applicant, sign_in, whole_draft
from tests.bench.desk_export import Clerk
from tests.bench.driver import Sample, drive, get, post
from tests.bench.pages import sent
from tests.bench.processor import processor_seconds
from tests.bench.question import ANSWERS, PROCEDURE
from tests.bench.queue import grow, signed_in
from tests.bench.scene import Scene, scenes

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1000,30000").split(","))
PAGES, PEOPLE = 24, 40
_YEARS = 5  # that applications are kept
_MONTHS = 12
_TABLES = ("application", "look_up", "draft")
# Each twentieth application is of somebody with the name that is searched for; other tokens are met once.
_LOOK_UPS = """INSERT INTO look_up (token, application_id, person, tokens) SELECT '', a.id, 1, CASE WHEN a.id %% 20 = 0 THEN CAST(%s AS bigint[]) ELSE '{}' END || ARRAY(
SELECT CAST(random() * 9e18 AS bigint) FROM generate_series(1, 10) WHERE a.id > 0) FROM application a
WHERE NOT EXISTS (SELECT FROM look_up k WHERE k.application_id = a.id)"""
_COMMON, _RARE = "見本", "髙見本 太郎"
_OLDEST = "SELECT id FROM application WHERE decided_at IS NOT NULL ORDER BY id LIMIT {number}"
# What a row of the application goes through, and how often a draft is saved.
_STEPS = (
    "assignee_id = staff.id",
    "state = 'screening'",
    "state = 'examining'",
    "state = 'approved', decided_at = changed_at",
)
_SAVES = 8
_DRAFTS = """INSERT INTO draft SELECT (jsonb_populate_record(d, jsonb_build_object('id', 'copy' || n, 'changed_at', d.changed_at + n))).*
FROM draft d CROSS JOIN generate_series(1, {number}) n WHERE d.id = (SELECT min(id) FROM draft)"""


@dataclass(frozen=True)
class Grown:
    """Milliseconds: by the clock (median, 95 of 100), of processor of the service and of its connections to the database."""

    applications: int
    workers: int
    page: str
    p50: float
    p95: float
    service: float
    database: float

    @property
    def summary(self) -> str:
        return (
            f"growth         postgresql {self.applications:>8} applications, {self.workers} web: {self.page:<14} p50 {self.p50:>6.1f} ms, p95 {self.p95:>6.1f}; processor "
            f"{self.service:>5.1f} + {self.database:>5.1f} of the database"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "growth", **asdict(self)}


@dataclass(frozen=True)
class Year:
    """Megabytes of rows and of indexes: before, after a year with a VACUUM a month, and rebuilt. `vacuum`: seconds of the last one."""

    applications: int
    arrived: int
    vacuum: float
    sizes: Mapping[str, tuple[float, float, float]]

    @property
    def summary(self) -> str:
        parts = (f"{name} {before:.1f}, {after:.1f}, {new:.1f}" for name, (before, after, new) in self.sizes.items())
        return (
            f"growth         postgresql {self.applications:>8} applications, {self.arrived} arrive and go in a year: VACUUM {self.vacuum:.1f} s; MB before, after, rebuilt: "
            + "; ".join(parts)
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "growth, a year", **asdict(self)}


def figures() -> Iterator[Grown | Year]:
    with scenes("postgresql", 1, TREE / "forms" / "procedures") as scene:
        clerk, source, there = Clerk(scene), random.Random(6), 0
        staff_id = clerk.staff_id
        for size in SIZES:
            grow(scene.installation, range(there, size), staff_id, source)
            there = size
            watch_periods(scene.installation)  # or the server's worker would, meanwhile
            with closing(_straight(scene)) as database:
                database.execute(_LOOK_UPS, [_tokens(scene)])
                database.execute("VACUUM ANALYZE")
            for workers in (1, 2):
                scene.server.stop()
                scene.server.command = ("serve", "--workers", str(workers))
                scene.server.start()
                yield from _measured(scene, clerk, size, workers)
        yield _year(scene, there, staff_id, source)


def _measured(scene: Scene, clerk: Clerk, size: int, workers: int) -> Iterator[Grown]:
    resident, receipt = _submitted(scene)
    # Sessions would expire while a million rows are written.
    clerk.cookies = signed_in(scene, clerk.staff_id)
    token = clerk.get("/desk").token
    searches = [
        clerk.post("/desk/find", csrf_token=token, find=words, ground="call", ground_words="").location
        for words in (_COMMON, _RARE)
    ]
    assert all(searches), searches
    pages = {
        "queue": ("/desk", clerk.cookies), "case": (f"/desk/{receipt}", clerk.cookies), "search, common": (searches[0], clerk.cookies),
        "search, rare": (searches[1], clerk.cookies), "my page": ("/applications", resident.cookies),
    }  # fmt: skip
    for name, (address, cookies) in pages.items():
        drive(scene.server.port, [get(address, cookies)] * 8 * workers, 1)
        yield _taken(
            scene, size, workers, name, partial(drive, scene.server.port, [get(address, cookies)] * PAGES, 1), 200
        )
    yield _taken(scene, size, workers, "submission", partial(drive, scene.server.port, _clicks(scene)), 303)


def _taken(scene: Scene, size: int, workers: int, page: str, ask: "partial[Sample]", status: int) -> Grown:
    with closing(_straight(scene)) as database:
        folder = database.execute("SHOW data_directory").fetchone()[0]  # type: ignore[index]
    sides = (scene.pid, int((Path(str(folder)) / "postmaster.pid").read_text().split()[0]))
    before = [processor_seconds(pid) for pid in sides]
    sample = ask()
    spent = [
        (processor_seconds(pid) - start) / len(sample.waits) * 1000 for pid, start in zip(sides, before, strict=True)
    ]
    assert set(sample.statuses) == {status}, (page, sample.statuses[:3], scene.server.log[-3000:])
    waits = sorted(sample.waits)
    return Grown(size, workers, page, median(waits) * 1000, waits[len(waits) * 95 // 100] * 1000, *spent)


def _submitted(scene: Scene) -> tuple[Applicant, str]:
    """The last of them, and its receipt number."""
    installation = scene.installation
    with installation.database.write() as unit:
        resident = sign_in(installation, unit, "太郎")
        draft = whole_draft(installation, unit, resident, PROCEDURE, ANSWERS)
        unit.commit()
    return resident, sent(scene, resident, draft)


def _clicks(scene: Scene) -> list[bytes]:
    installation = scene.installation
    with installation.database.write() as unit:
        people = [sign_in(installation, unit, f"{number}郎") for number in range(PEOPLE)]
        clicks = [
            post(f"{whole_draft(installation, unit, person, PROCEDURE, ANSWERS)}/submit", person.form, person.cookies)
            for person in people
        ]
        unit.commit()
    return clicks


def _tokens(scene: Scene) -> list[int]:
    """As the search stores them on PostgreSQL."""
    with scene.installation.database.read() as unit:
        look = look_for(scene.installation.keys, unit, Search(names=frozenset({_COMMON})), beginnings=True)
    return [int.from_bytes(token[:8], "big", signed=True) for token in look.tokens]


def _straight(scene: Scene) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(scene.url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True)


def _year(scene: Scene, size: int, staff_id: int, source: random.Random) -> Year:
    """As many arrive as are deleted, each row goes through its states, and drafts come and go; a VACUUM a month, as autovacuum does."""
    monthly = max(1, size // _YEARS // _MONTHS)
    with scene.installation.database.write() as unit:  # of which copies are made
        whole_draft(scene.installation, unit, sign_in(scene.installation, unit, "次郎"), PROCEDURE, ANSWERS)
        unit.commit()
    with closing(_straight(scene)) as database:
        # Deletions by hand: fifty tables refer to an application, and are empty here.
        database.execute("SET session_replication_role = replica")
        before = _sizes(database)
        for month in range(_MONTHS):
            grow(scene.installation, range(size + month * monthly, size + (month + 1) * monthly), staff_id, source)
            database.execute(_LOOK_UPS, [_tokens(scene)])
            for step in _STEPS:
                values = step.replace("staff.id", str(staff_id))
                database.execute(
                    f"UPDATE application SET {values}, changed_at = changed_at + 1, revision = revision + 1 WHERE id > (SELECT max(id) - {monthly} FROM application)"
                )
            database.execute(_DRAFTS.format(number=monthly))
            for _ in range(_SAVES):
                database.execute(
                    "UPDATE draft SET changed_at = changed_at + 1, revision = revision + 1 WHERE id LIKE 'copy%'"
                )
            database.execute("DELETE FROM draft WHERE id LIKE 'copy%'")
            oldest = _OLDEST.format(number=monthly)
            for table, key in (("look_up", "application_id"), ("application", "id")):
                database.execute(f"DELETE FROM {table} WHERE {key} IN ({oldest})")
            began = perf_counter()
            database.execute("VACUUM ANALYZE")
            vacuum = perf_counter() - began
        after = _sizes(database)
        for table in _TABLES:
            database.execute(f"VACUUM FULL {table}")
        new = _sizes(database)
    sizes = {name: (before[name], after[name], new[name]) for name in before}
    return Year(size, monthly * _MONTHS, vacuum, sizes)


def _sizes(database: "psycopg.Connection[tuple[object, ...]]") -> dict[str, float]:
    """Megabytes of the rows of each table, and of its indexes."""
    listed = database.execute(
        "SELECT CAST(c.oid AS regclass)::text, pg_table_size(c.oid) / 1e6, pg_indexes_size(c.oid) / 1e6 FROM pg_class c WHERE c.relname = ANY(%s) AND c.relkind = 'r'",
        [list(_TABLES)],
    )
    return {
        f"{name}{words}": float(str(size))
        for name, *both in sorted(listed)
        for words, size in zip(("", ", indexes"), both, strict=True)
    }
