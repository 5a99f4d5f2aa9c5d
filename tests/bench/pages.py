"""P2: what whole pages take of the server's processor, of residents and of the desk; the queue over BENCH_ROWS applications (10,000)."""

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from http.client import HTTPConnection
from statistics import median

from portal.config import TREE
from tests.bench.applicants import Applicant, sign_in, whole_draft
from tests.bench.driver import drive, get
from tests.bench.question import ANSWERS, PAGE, PROCEDURE
from tests.bench.queue import VIEWS, filled, signed_in
from tests.bench.ratio import ROUNDS, Side
from tests.bench.scene import Scene, scenes

ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
PAGES = 8
# Milliseconds of processor (issue 22).
MOST_QUESTION, MOST_RESIDENT, MOST_DESK, MOST_QUEUE = 4, 6, 12, 15


@dataclass(frozen=True)
class Whole:
    """Milliseconds of processor: median, least and most of the rounds."""

    database: str
    page: str
    median: float
    least: float
    most: float
    target: int

    @property
    def summary(self) -> str:
        return (
            f"page           {self.database:<11}{self.page:<36} {self.median:>5.1f} ms of processor ({self.least:.1f} to {self.most:.1f})   "
            f"(≤ {self.target})"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "P2 page", **asdict(self)}


def figures() -> Iterator[Whole]:
    for database in ("sqlite", "postgresql"):
        with scenes(database, 1, TREE / "forms" / "procedures") as scene:
            resident, draft = _applicant(scene)
            yield from _residents(scene, database, resident, draft)
            yield from _desk(scene, database, sent(scene, resident, draft))


def _applicant(scene: Scene) -> tuple[Applicant, str]:
    installation = scene.installation
    with installation.database.write() as unit:
        resident = sign_in(installation, unit, "太郎")
        draft = whole_draft(installation, unit, resident, PROCEDURE, ANSWERS)
        unit.commit()
    return resident, draft


def sent(scene: Scene, resident: Applicant, draft: str) -> str:
    """Its receipt number."""
    connection = HTTPConnection("127.0.0.1", scene.server.port)
    headers = {"Cookie": resident.cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{draft}/submit", resident.form, headers)
    answer = connection.getresponse()
    assert answer.status == 303, answer.status
    return str(answer.getheader("Location")).partition("?")[0].rpartition("/")[2]


def _residents(scene: Scene, database: str, resident: Applicant, draft: str) -> Iterator[Whole]:
    yield _page(scene, database, "question", f"{draft}/page/{PAGE}", resident.cookies, MOST_QUESTION)
    addresses = {
        "check page": f"{draft}/check",
        "front page": "/",
        "front page, search": "/?q=hokensho",
        "all procedures": "/procedures",
        "procedure": f"/procedures/{PROCEDURE}",
        "guides": "/guides",
        "my page": "/applications",
        "help": "/help",
    }
    for name, address in addresses.items():
        yield _page(scene, database, name, address, resident.cookies, MOST_RESIDENT)


def _desk(scene: Scene, database: str, receipt: str) -> Iterator[Whole]:
    cookies = signed_in(scene, filled(scene, ROWS))
    for view, address in VIEWS.items():
        yield _page(scene, database, f"queue of {ROWS}, {view}", address, cookies, MOST_QUEUE)
    for name, address in {
        "figures": "/desk/figures", "case": f"/desk/{receipt}", "many at once": "/desk/bulk", "book": "/desk/book",
    }.items():  # fmt: skip
        yield _page(scene, database, f"desk, {name}", address, cookies, MOST_DESK)


def _page(scene: Scene, database: str, name: str, address: str, cookies: str, target: int) -> Whole:
    request = get(address, cookies)
    side = Side(scene.pid, partial(drive, scene.server.port, [request] * PAGES, 1))
    taken = [side.take() for _ in range(ROUNDS + 1)][1:]
    assert {status for sample, _ in taken for status in sample.statuses} == {200}, (name, taken[0][0].statuses[:3])
    costs = [cost / 1000 for _, cost in taken]
    return Whole(database, name, median(costs), min(costs), max(costs), target)
