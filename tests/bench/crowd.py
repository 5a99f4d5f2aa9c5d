"""P8: residents at once, each at the pace of a person, beside clerks with live queues and an export, on PostgreSQL with two serving processes
and the worker; then twice as many, and so on, until something breaks.

`BENCH_RESIDENTS` (100), `BENCH_CLERKS` (10), `BENCH_EXPORT` applications (2,000), `BENCH_SECONDS` of a stage (8), `BENCH_PACE` (0.1: a tenth of
a person's time, so that a stage shows ten times as many). The long form: 500, 50, 100000, 120, 1; with one of `BENCH_STAGES` (5), without the rest.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from time import perf_counter
from urllib.parse import urlencode

import uvloop

from portal.db import Unit
from portal.services.handover.check_hand_over import MOST
from portal.services.shared.installation import Installation
from tests.bench.applicants import Applicant, sign_in, whole_draft
from tests.bench.desk_export import KIND, Clerk
from tests.bench.driver import get, post
from tests.bench.processor import processor_seconds
from tests.bench.queue import signed_in
from tests.bench.scene import PROCEDURES, Scene, scenes
from tests.bench.stored import SHIPPED, fill
from tests.load.client import Boxes
from tests.load.forty import PAGES

RESIDENTS, CLERKS, EXPORT = (
    int(os.environ.get(f"BENCH_{name}", number))
    for name, number in (("RESIDENTS", "100"), ("CLERKS", "10"), ("EXPORT", "2000"))
)
SECONDS, PACE = float(os.environ.get("BENCH_SECONDS", "8")), float(os.environ.get("BENCH_PACE", "0.1"))
MOST_P99 = 1.0
_STAGES = int(os.environ.get("BENCH_STAGES", "5"))
_PROCEDURE, _LAYOUT = "bench-forty", "generic.wide"
# A person on a phone: seconds to read a page, for a character, for a choice. Reckoned, not recorded.
_READS, _TYPES, _CHOOSES = 4.0, 0.4, 1.5
_BETWEEN = 8.0  # a clerk, between two pages
_BROKEN = 0  # the status of no answer


@dataclass
class Seen:
    """`waits` in seconds. `asked`: pages that show how many are in front; `place`: the longest such line."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    asked: int = 0
    place: int = 0

    def quantile(self, part: float) -> float:
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * part))] if waits else 0.0

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.statuses.items() if status not in (200, 303))


@dataclass(frozen=True)
class Stage:
    """Seconds by the clock; `processor` of all serving processes and the worker. `exported`: applications in whole batches."""

    residents: int
    clerks: int
    export: int
    pace: float
    seconds: float
    requests: int
    submissions: int
    p50: float
    p95: float
    p99: float
    longest: float
    errors: int
    asked: int
    place: int
    desk_p50: float
    desk_p99: float
    desk_errors: int
    exported: int
    export_seconds: float
    processor: float

    @property
    def breaks(self) -> str:
        signs = (
            (f"{self.errors + self.desk_errors} errors", self.errors + self.desk_errors > 0),
            (f"{self.asked} pages asked to wait, {self.place} in front at most", self.asked > 0),
            (f"p99 {self.p99:.2f} s", self.p99 >= MOST_P99),
        )
        return ", ".join(sign for sign, there in signs if there)

    @property
    def summary(self) -> str:
        export = (
            f"   export of {self.exported} of {self.export} {self.export_seconds:.1f} s" if self.export_seconds else ""
        )
        return (
            f"applicants     postgresql {self.residents:>5} residents at {self.pace} of their time, {self.clerks} clerks: {self.requests / self.seconds:.0f} requests/s, "
            f"{self.submissions / self.seconds:.1f} submissions/s   p50 {self.p50:.3f} s, p95 {self.p95:.3f}, p99 {self.p99:.3f} (≤ {MOST_P99}), most {self.longest:.2f}   "
            f"desk p50 {self.desk_p50:.3f}, p99 {self.desk_p99:.3f}{export}   {self.processor / self.seconds:.2f} processors   breaks: {self.breaks or 'nothing'}"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "applicants", **asdict(self), "breaks": self.breaks}


@dataclass(frozen=True)
class _Answer:
    status: int
    head: str
    body: bytes

    def named(self, header: str) -> str:
        value = re.search(rf"^{header}: (.*)\r?$", self.head, re.IGNORECASE | re.MULTILINE)
        return value[1].strip() if value else ""


@dataclass
class _Person:
    """`draft` and `step` (of the pages, then the check page): where they are."""

    headers: str
    form: str
    draft: str = ""
    step: int = 0


@dataclass
class _Crowd:
    """One stage."""

    port: int
    over: asyncio.Event
    residents: Seen = field(default_factory=Seen)
    desk: Seen = field(default_factory=Seen)
    receipts: list[str] = field(default_factory=list)
    seconds: float = 0.0

    async def rest(self, seconds: float) -> None:
        """At the pace of the stage, or until it is over."""
        await self.sleep(seconds * PACE)

    async def sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)

    async def ask(self, seen: Seen, request: bytes) -> _Answer:
        began = perf_counter()
        try:
            answer = await _exchange(self.port, request)
        except (OSError, asyncio.IncompleteReadError):
            answer = _Answer(_BROKEN, "", b"")
        if answer.status == 503 and answer.named("refresh"):
            seen.asked += 1
            people = re.search(r"前に([0-9]+)人", answer.body.decode())
            seen.place = max(seen.place, int(people[1]) if people else 0)
        else:
            seen.waits.append(perf_counter() - began)
            seen.statuses[answer.status] += 1
        return answer

    async def show(self, person: _Person, path: str) -> _Answer:
        """As a browser does, which comes again when it is asked to."""
        headers = person.headers
        while True:
            answer = await self.ask(self.residents, get(path, headers))
            if not answer.named("refresh") or self.over.is_set():
                return answer
            headers = f"{answer.named('set-cookie').partition(';')[0]}; {person.headers}"
            await self.sleep(float(answer.named("refresh")))

    async def resident(self, person: _Person) -> None:
        await self.rest(random.uniform(0, _time_for(PAGES["words_page"])))
        while not self.over.is_set():
            if not person.draft:
                first = (await self.show(person, f"/apply/{_PROCEDURE}")).named("location")
                person.draft, person.step = first.partition("/page/")[0], 0
                continue
            pages = list(PAGES.items())
            if person.step < len(pages):
                page, boxes = pages[person.step]
                path, form = f"{person.draft}/page/{page}", f"{person.form}&{urlencode(dict(boxes), doseq=True)}"
            else:
                boxes = {}
                path, form = f"{person.draft}/check", person.form
            await self.show(person, path)
            await self.rest(_time_for(boxes))
            if self.over.is_set():
                return
            sent = await self.ask(
                self.residents, post(path if boxes else f"{person.draft}/submit", form, person.headers)
            )
            if boxes:
                person.step += 1
            else:
                person.draft = ""
                if sent.status == 303:
                    self.receipts.append(sent.named("location"))
                    await self.show(person, self.receipts[-1])
                await self.rest(_READS)

    async def clerk(self, cookies: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(get("/desk/news/stream", cookies))
        listening = asyncio.create_task(reader.read(-1))
        await self.rest(random.uniform(0, _BETWEEN))
        while not self.over.is_set():
            await self.ask(self.desk, get("/desk", cookies))
            await self.rest(_BETWEEN)
            if self.receipts and not self.over.is_set():
                number = random.choice(self.receipts).partition("?")[0].rpartition("/")[2]
                await self.ask(self.desk, get(f"/desk/{number}", cookies))
                await self.rest(_BETWEEN)
        listening.cancel()
        writer.close()


async def _exchange(port: int, request: bytes) -> _Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"^content-length: ([0-9]+)", head, re.IGNORECASE | re.MULTILINE)
        return _Answer(int(head[9:12]), head, await reader.readexactly(int(length[1]) if length else 0))
    finally:
        writer.close()


def _time_for(boxes: Boxes) -> float:
    """Seconds of a person without a hurry."""
    typed = sum(len(value) for value in boxes.values() if isinstance(value, str))
    return _READS + _TYPES * typed + _CHOOSES * len(boxes)


def figures() -> Iterator[Stage]:
    with scenes("postgresql", 2, PROCEDURES, SHIPPED) as scene:
        fill(scene.installation, KIND, EXPORT)
        clerk = Clerk(scene)
        people, numbers = list[_Person](), count(1)
        for stage in range(_STAGES):
            while len(people) < RESIDENTS * 2**stage:
                more = RESIDENTS * 2**stage - len(people)
                people += _signed_in(
                    scene.installation, [next(numbers) for _ in range(min(more, 100))], whole=stage == 0
                )
            measured = _stage(scene, clerk, people, export=stage == 0)
            yield measured
            if measured.asked or measured.errors or measured.desk_errors:
                return


def _signed_in(installation: Installation, numbers: list[int], *, whole: bool) -> list[_Person]:
    """`whole`: with answered drafts, at any page of them."""
    with installation.database.write() as unit:
        people = [_person(installation, unit, number, whole=whole) for number in numbers]
        unit.commit()
    return people


def _person(installation: Installation, unit: Unit, number: int, *, whole: bool) -> _Person:
    applicant: Applicant = sign_in(installation, unit, f"{number}郎")
    # Each at home, by a proxy on this machine.
    headers = f"{applicant.cookies}\r\nAccept: text/html\r\nX-Forwarded-For: 10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    draft = whole_draft(installation, unit, applicant, _PROCEDURE, PAGES) if whole else ""
    return _Person(headers, applicant.form, draft, number % (len(PAGES) + 1))


def _stage(scene: Scene, clerk: Clerk, people: list[_Person], *, export: bool) -> Stage:
    before = processor_seconds(scene.pid)
    cookies = [signed_in(scene, clerk.staff_id) for _ in range(CLERKS)]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        crowd, exported = runner.run(_run(scene.server.port, people, cookies, clerk if export else None))
    residents, desk, spent = crowd.residents, crowd.desk, processor_seconds(scene.pid) - before
    return Stage(
        len(people), CLERKS, EXPORT, PACE, crowd.seconds, len(residents.waits), len(crowd.receipts),
        residents.quantile(0.5), residents.quantile(0.95),
        residents.quantile(0.99), residents.quantile(1), residents.errors, residents.asked, residents.place,
        desk.quantile(0.5), desk.quantile(0.99), desk.errors, *exported, spent,
    )  # fmt: skip


async def _run(
    port: int, people: list[_Person], cookies: list[str], clerk: Clerk | None
) -> tuple[_Crowd, tuple[int, float]]:
    crowd, began = _Crowd(port, asyncio.Event()), perf_counter()
    asyncio.get_running_loop().call_later(SECONDS, crowd.over.set)
    exporting = asyncio.create_task(asyncio.to_thread(_export, clerk, crowd.over)) if clerk else None
    everybody: list[Coroutine[object, object, None]] = [*map(crowd.resident, people), *map(crowd.clerk, cookies)]
    await asyncio.gather(*everybody)
    crowd.seconds = perf_counter() - began
    return crowd, await exporting if exporting else (0, 0.0)


def _export(clerk: Clerk, over: asyncio.Event) -> tuple[int, float]:
    """Batch after batch, of ten thousand at most, until all applications or the stage are at their end: how many, and seconds."""
    began, exported = perf_counter(), 0
    address = f"/desk/exports/layouts/{_LAYOUT}/{KIND.duty}"
    while exported < EXPORT and not over.is_set():
        batch = clerk.batch_of(clerk.post(address, csrf_token=clerk.get(address).token))
        clerk.get(f"{batch}/zip")
        exported += min(MOST, EXPORT - exported)
    return exported, perf_counter() - began
