"""S1: a process that serves 1, 2, 4 and 8 cities (docs/cities.md): memory, processor of a start, and of nothing to do; SQLite, background work in it.

`python -m tests.bench.scale` prints what docs/scale.md computes from the measures for a prefecture and for all municipalities."""

import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep

from portal.config import TREE
from tests.bench.processor import processor_seconds, resident
from tests.servers import KAKANAI, free_ports, surroundings

CITIES = (1, 2, 4, 8)
QUIET = 20.0  # seconds without a request
PATIENCE = 120.0
_CITY = TREE / "forms" / "cities" / "mihon"


@dataclass(frozen=True)
class Joint:
    """Megabytes, and seconds of processor: of a second start until each city answered, and of a second without a request."""

    cities: int
    memory: float
    start: float
    idle: float

    @property
    def summary(self) -> str:
        return f"scale          {self.cities} cities: {self.memory:.0f} MB, start {self.start:.1f} s of processor, idle {self.idle * 100:.1f} % of a core"

    def as_json(self) -> dict[str, object]:
        return {"measure": "scale", **asdict(self)}


def figures() -> Iterator[Joint]:
    with tempfile.TemporaryDirectory() as name:
        for cities in CITIES:
            yield _joint(Path(name) / str(cities), cities)


def _joint(folder: Path, cities: int) -> Joint:
    """The first start makes keys, tables and definitions."""
    (folder / "cities").mkdir(parents=True)
    for number in range(cities):
        shutil.copytree(_CITY, folder / f"city{number}")
        lines = f"KAKANAI_PUBLIC_URL=http://city{number}.example\nKAKANAI_CITY={folder / f'city{number}'}\n"
        (folder / "cities" / f"city{number}.env").write_text(lines, encoding="utf-8")
    _served(folder, cities, 0)
    return _served(folder, cities, QUIET)


def _served(folder: Path, cities: int, quiet: float) -> Joint:
    (port,) = free_ports(1)
    own = {
        "DATA": str(folder / "data"), "CITIES": str(folder / "cities"), "PORT": str(port), "IDENTITY": "none", "LOG_LEVEL": "error",
    }  # fmt: skip
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [KAKANAI, "serve"], env=surroundings(**{f"KAKANAI_{name}": value for name, value in own.items()}),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _await(port, cities)
        started = processor_seconds(process.pid)
        sleep(quiet)
        idle = (processor_seconds(process.pid) - started) / quiet if quiet else 0.0
        return Joint(cities, resident(process.pid), started, idle)
    finally:
        process.terminate()
        process.wait(60)


def _await(port: int, cities: int) -> None:
    """Until the front page of each is there."""
    deadline = monotonic() + PATIENCE
    for number in range(cities):
        while not _answers(port, f"city{number}.example"):
            assert monotonic() < deadline, f"city{number} does not answer"
            sleep(0.1)


def _answers(port: int, host: str) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


# What is measured: docs/performance.md, docs/cities.md, and `figures` above.
FIRST_CITY, FURTHER_CITY, IDLE = 197, 13, 0.01  # megabytes; of a core for each city and process
REQUEST = 0.79 / 161  # seconds of processor for a request while 8,000 people fill in
SUBMISSION = 6_400  # bytes in PostgreSQL, with indexes
KEPT_OPEN = 2  # connections of a process for each city
# What is assumed: no source in this repository has it.
PEOPLE = {"指定都市": 1_370_000, "特別区": 420_000, "中核市": 360_000, "その他の市": 75_000, "町村": 11_500}
PREFECTURE = {"中核市": 1, "その他の市": 20, "町村": 39}
COUNTRY = {"指定都市": 20, "特別区": 23, "中核市": 62, "その他の市": 710, "町村": 926}
INSTALLATIONS = 47  # of the country
PROCESSES = 3  # two for pages, one for background work
ARRIVALS = 1.0  # for each resident and year
BUSIEST_HOUR = 0.005  # share of a year's arrivals: ten times the mean of 1,960 working hours
REQUESTS = 20  # for each arrival
FILES = 500_000  # bytes for each arrival


@dataclass(frozen=True)
class Plan:
    cities: int
    people: int
    arrivals: float  # a year
    submissions: float  # a second, in the busiest hour
    busy: float  # cores for pages in that hour
    idle: float  # cores without requests
    memory: float  # gigabytes
    connections: int  # kept open without a pooler
    tables: float  # gigabytes a year
    files: float  # terabytes a year

    @property
    def cells(self) -> list[str]:
        return [
            f"{self.cities:,}", f"{self.people / 1e4:,.0f}万", f"{self.arrivals / 1e4:,.0f}万", f"{self.submissions:,.1f}",
            f"{self.submissions * REQUESTS:,.0f}", f"{self.busy:.1f}", f"{self.idle:.1f}", f"{self.memory:.1f} GB",
            f"{self.connections:,}", f"{self.tables:,.0f} GB", f"{self.files:,.1f} TB",
        ]  # fmt: skip


def plan(cities: dict[str, int], installations: int) -> Plan:
    count = sum(cities.values())
    people = sum(PEOPLE[size] * number for size, number in cities.items())
    arrivals = people * ARRIVALS
    submissions = arrivals * BUSIEST_HOUR / 3600
    megabytes = PROCESSES * (installations * FIRST_CITY + (count - installations) * FURTHER_CITY)
    return Plan(
        count, people, arrivals, submissions, submissions * REQUESTS * REQUEST, count * PROCESSES * IDLE, megabytes / 1000,
        count * PROCESSES * KEPT_OPEN, arrivals * SUBMISSION / 1e9, arrivals * FILES / 1e12,
    )  # fmt: skip


def main() -> None:
    columns = zip(plan(PREFECTURE, 1).cells, plan(COUNTRY, INSTALLATIONS).cells, strict=True)
    for prefecture, country in columns:
        print(f"| {prefecture} | {country} |")


if __name__ == "__main__":
    main()
