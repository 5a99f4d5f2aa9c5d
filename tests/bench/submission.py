"""P1: the submit request of an application with forty answers until its commit."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from tests.bench.applicants import sign_in, whole_draft
from tests.bench.driver import drive, post
from tests.bench.floors import TABLE
from tests.bench.ratio import Line, Side, compare
from tests.bench.scene import PROCEDURES, Scene, scenes
from tests.load.forty import PAGES

NAME = "submission"
TARGET = 0.45
POSTS = 100
PEOPLE = 16


def measure() -> Iterator[Line]:
    for database, workers in (("sqlite", 1), ("postgresql", 1), ("postgresql", 2)):
        with scenes(database, workers, PROCEDURES) as scene:
            yield from _both_floors(scene, database)


def _both_floors(scene: Scene, database: str) -> Iterator[Line]:
    """The floor parses the same request, and once more a request with all forty answers."""
    _make_table(scene)
    ours = Side(scene.pid, lambda: drive(scene.server.port, _last_clicks(scene)))
    with scene.floor("submission", FLOOR_URL=scene.url) as (port, pid):
        token = urlencode({"csrf_token": "0" * 64})
        body = urlencode([pair for boxes in PAGES.values() for pair in boxes.items()], doseq=True)
        for floor_is, form in (("same post", token), ("forty answers posted", f"{token}&{body}")):
            posts = [post("/submit", form)] * POSTS
            floor = Side(pid, partial(drive, port, posts))
            yield compare(NAME, floor_is, database, scene.workers, TARGET, floor, ours, 303)


def _last_clicks(scene: Scene) -> list[bytes]:
    installation = scene.installation
    with installation.database.write() as unit:
        people = [sign_in(installation, unit, f"{number}郎") for number in range(PEOPLE)]
        clicks = [
            post(f"{whole_draft(installation, unit, person, 'bench-forty', PAGES)}/submit", person.form, person.cookies)
            for _, person in zip(range(POSTS), people * POSTS, strict=False)
        ]
        unit.commit()
    return clicks


def _make_table(scene: Scene) -> None:
    with scene.installation.database.write() as unit:
        kind = "BLOB" if scene.installation.database.sqlite else "BYTEA"
        unit.connection.exec_driver_sql(TABLE.format(bytes=kind))
        unit.commit()
