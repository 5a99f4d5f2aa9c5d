"""An export as a clerk makes it, over HTTP: look, hand over, open the batch, download all, then one file of it.

20 answers and three rows of a repeat for each of BENCH_ROWS applications (10,000), on PostgreSQL, by a server of its own.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from http.client import HTTPConnection
from urllib.parse import urlencode

from portal.services.shared.sessions import open_session
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from tests.bench.processor import processor_seconds, resident
from tests.bench.scene import PROCEDURES, Scene, scenes
from tests.bench.stored import SHIPPED, Kind, fill

ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
MOST_SECONDS = {"generic.wide": 2.0, "generic.application": 4.0, "generic.application.xlsx": 6.0}
MOST_FIRST, MOST = 0.2, 150  # seconds until the first byte of the download; megabytes
_EVERY = 0.2  # seconds between two looks
KIND = Kind("bench-household", "care-qualification", "", "")


@dataclass(frozen=True)
class Act:
    """Seconds of each step, until the first byte of the download, and the server's peak in megabytes."""

    database: str
    layout: str
    rows: int
    look: float
    hand_over: float
    page: float
    download: float
    first: float
    one_file: float
    peak: float
    idle: float
    processor: float  # seconds of the server in all, which other load on the machine affects least
    bytes: int

    @property
    def whole(self) -> float:
        return self.look + self.hand_over + self.page + self.download

    @property
    def summary(self) -> str:
        return (
            f"export-desk    {self.database:<10} {self.layout:<25} {self.rows:>7} applications   look {self.look:.2f} s, hand over "
            f"{self.hand_over:.2f}, batch {self.page:.2f}, all {self.download:.2f} (first byte {self.first:.3f}, ≤ {MOST_FIRST}), in all "
            f"{self.whole:.2f} (≤ {MOST_SECONDS[self.layout]}; {self.processor:.2f} of processor)   end file alone {self.one_file:.2f}   peak {self.peak:.0f} MB "
            f"(≤ {MOST}; {self.idle:.0f} before)"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "export-desk", **asdict(self), "whole": self.whole}


def figures() -> Iterator[Act]:
    for database in ("postgresql", "sqlite"):
        with scenes(database, 1, PROCEDURES, SHIPPED, cold=True) as scene:
            fill(scene.installation, KIND, ROWS)
            clerk = Clerk(scene)
            for layout in MOST_SECONDS:
                # A new process, so that the peak is of this layout.
                scene.server.stop()
                scene.server.start()
                yield _act(scene, clerk, database, layout)


def _act(scene: Scene, clerk: "Clerk", database: str, layout: str) -> Act:
    clerk.get("/desk/exports")
    address, idle = f"/desk/exports/layouts/{layout}/{KIND.duty}", resident(scene.pid, "VmHWM")
    before = processor_seconds(scene.pid)
    look = clerk.get(address)
    began = time.perf_counter()
    made = clerk.post(address, csrf_token=look.token)
    batch = clerk.batch_of(made).partition("?")[0]
    handed_over = time.perf_counter() - began
    page = clerk.get(batch)
    download = clerk.get(f"{batch}/zip")
    spent = processor_seconds(scene.pid) - before
    end = next(
        link for link in re.findall(rf'href="({batch}/files/[^"]+)"', page.body.decode()) if link.endswith(".end")
    )
    case = clerk.get(end)
    return Act(
        database, layout, ROWS, look.seconds, handed_over, page.seconds, download.seconds, download.first, case.seconds,
        resident(scene.pid, "VmHWM"), idle, spent, len(download.body),
    )  # fmt: skip


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str
    body: bytes
    first: float
    seconds: float

    @property
    def token(self) -> str:
        """Of its forms."""
        token = re.search(rb'name="csrf_token" value="([^"]+)"', self.body)
        assert token, self.body[:500]
        return token[1].decode()


class Clerk:
    def __init__(self, scene: Scene) -> None:
        self._port = scene.server.port
        installation = scene.installation
        with installation.database.write() as unit:
            staff_id = staff_members.add(
                unit,
                login="bench",
                name="見本 課子",
                password_hash="",
                key_id="",
                wrapped_key=b"",
                sealed_totp=b"",
                now=0,
            )
            assert staff_id is not None
            for role in ("exporter", "reviewer"):
                staff_members.grant(unit, staff_id, RightRow(role, "*", "2000-01-01", None))
            token = open_session(installation, unit, "staff", staff_id=staff_id)
            unit.commit()
        self.staff_id = staff_id
        self.cookies = f"kakanai_browser=bench; kakanai_staff={token}"

    def get(self, path: str) -> _Answer:
        answer = self._ask("GET", path)
        assert answer.status == 200, (path, answer.status, answer.body[:500])
        return answer

    def post(self, path: str, **boxes: str) -> _Answer:
        return self._ask("POST", path, urlencode(boxes), {"Content-Type": "application/x-www-form-urlencoded"})

    def batch_of(self, made: _Answer) -> str:
        """Waits at the page of the order, as the browser does, where the worker makes the batch."""
        while "/orders/" in made.location:
            address = made.location
            made = self._ask("GET", address)
            if made.status == 200:
                made = replace(made, location=address)
                time.sleep(_EVERY)
        assert made.status == 303, made.status
        return made.location

    def _ask(self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None) -> _Answer:
        with _connection(self._port) as connection:
            began = time.perf_counter()
            connection.request(method, path, body, {"Cookie": self.cookies, **(more or {})})
            response = connection.getresponse()
            first = response.read(1)
            at_first = time.perf_counter() - began
            whole = first + response.read()
            location = response.getheader("location", "") or ""
            return _Answer(response.status, location, whole, at_first, time.perf_counter() - began)


@contextmanager
def _connection(port: int) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        yield connection
    finally:
        connection.close()
