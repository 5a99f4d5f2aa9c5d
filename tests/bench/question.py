"""P2: a question page for a signed-in user with all other questions answered."""

from collections.abc import Iterator
from functools import partial

from portal.config import TREE
from tests.bench.applicants import sign_in, whole_draft
from tests.bench.driver import drive, get
from tests.bench.ratio import Line, Side, compare
from tests.bench.scene import Scene, scenes
from tests.load.client import Boxes

NAME = "question-page"
TARGET = 0.6
PAGES = 150
PROCEDURE = "kaigo-hihokenshasho-saikofu"
PAGE = "insured_person"
ANSWERS: dict[str, Boxes] = {
    "all": {
        "filer_kind": "self", "name.family": "髙見本", "name.given": "太郎", "kana.family": "タカミホン",
        "kana.given": "タロウ", "birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3",
        "sex": "male", "address.postal": "0000001", "address.town": "見本県見本市見本町",
        "address.street": "一丁目2番3号", "address.building": "", "cards": ["insured", "copay"], "reason": "lost",
        "lost_how": "outside", "delivery": "address", "phone": "000-0000-0001", "consent_true": "yes",
    }
}  # fmt: skip


def measure() -> Iterator[Line]:
    for database, workers in (("sqlite", 1), ("postgresql", 1), ("postgresql", 2)):
        with scenes(database, workers, TREE / "forms" / "procedures") as scene:
            yield from _both_floors(scene, database)


def _both_floors(scene: Scene, database: str) -> Iterator[Line]:
    """The floor renders the same templates from a constant context, then a constant page."""
    installation = scene.installation
    with installation.database.write() as unit:
        resident = sign_in(installation, unit, "太郎")
        path = f"{whole_draft(installation, unit, resident, PROCEDURE, ANSWERS)}/page/{PAGE}"
        unit.commit()

    ours = Side(scene.pid, partial(drive, scene.server.port, [get(path, resident.cookies)] * PAGES))
    for name, floor_is in (("page", "same templates, constant context"), ("text", "same bytes, nothing to fill in")):
        with scene.floor(name, FLOOR_PATH=path, FLOOR_COOKIES=resident.cookies) as (port, pid):
            floor = Side(pid, partial(drive, port, [get("/page")] * PAGES))
            yield compare(NAME, floor_is, database, scene.workers, TARGET, floor, ours, 200)
