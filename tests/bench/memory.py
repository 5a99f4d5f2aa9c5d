"""P12: resident memory of one serving process, with the background work in it, after 100 and after BENCH_REQUESTS (5,000; the measure is of 10,000) requests of a mix of
pages of residents and of the desk, on PostgreSQL.
"""

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice

from portal.config import TREE
from tests.bench.applicants import sign_in, whole_draft
from tests.bench.driver import drive, get, post
from tests.bench.processor import resident
from tests.bench.question import ANSWERS, PAGE, PROCEDURE
from tests.bench.queue import VIEWS, filled, signed_in
from tests.bench.scene import Scene, scenes

FIRST, REQUESTS = 100, int(os.environ.get("BENCH_REQUESTS", "5000"))
MOST_MORE, MOST = 5, 200  # megabytes
_APPLICATIONS = 1_000
_AT_ONCE = 1_000  # requests between two looks


@dataclass(frozen=True)
class Memory:
    """Resident megabytes by number of requests."""

    database: str
    requests: int
    after: dict[int, float]

    @property
    def more(self) -> float:
        return self.after[self.requests] - self.after[FIRST]

    @property
    def summary(self) -> str:
        looks = ", ".join(f"{count}: {size:.1f}" for count, size in self.after.items())
        return (
            f"memory         {self.database:<11}{self.after[self.requests]:.1f} MB after {self.requests} requests (≤ {MOST}), {self.more:+.1f} since the first {FIRST} "
            f"(≤ {MOST_MORE})   {looks}"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "memory", **asdict(self), "more": self.more}


def figures() -> Iterator[Memory]:
    database = "postgresql"
    with scenes(database, 1, TREE / "forms" / "procedures", cold=True) as scene:
        requests, after, done = cycle(_mix(scene)), dict[int, float](), 0
        # The first start reads all definitions, and what that took stays with the process.
        scene.server.stop()
        scene.server.start()
        for until in (FIRST, *range(_AT_ONCE, REQUESTS, _AT_ONCE), REQUESTS):
            sample = drive(scene.server.port, islice(requests, until - done))
            assert set(sample.statuses) <= {200, 303, 404, 422}, set(sample.statuses)
            done = until
            after[until] = resident(scene.pid)
        yield Memory(database, REQUESTS, after)


def _mix(scene: Scene) -> list[bytes]:
    installation = scene.installation
    with installation.database.write() as unit:
        person = sign_in(installation, unit, "太郎")
        draft = whole_draft(installation, unit, person, PROCEDURE, ANSWERS)
        unit.commit()
    staff = signed_in(scene, filled(scene, _APPLICATIONS))
    own = (f"{draft}/page/{PAGE}", f"{draft}/check", "/applications")
    procedures = [f"/procedures/{procedure.id}" for procedure in installation.catalogue.all()]
    public = ("/", "/?q=hokensho", "/?q=nothing-like-it", "/procedures", "/guides", "/help", "/nothing")
    return [
        *(get(path, person.cookies) for path in own * 5),
        *(post(f"{draft}/page/{PAGE}", person.form, person.cookies) for _ in range(5)),
        *(get(path) for path in public),
        *(get(path, staff) for path in (*VIEWS.values(), "/desk/figures", "/desk/book")),
        *map(get, procedures),
    ]
