"""P5: memory and time per row when handing over everything in batches, among ten thousand and BENCH_ROWS (50,000) rows,
each in its own process for the peak. On PostgreSQL 100,000 at most.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from portal.logs import configure_logs
from portal.services.handover.hand_over import hand_all_over
from portal.services.shared.write_audit import Actor
from tests.bench.processor import resident
from tests.bench.stored import NARROW, open_store, stores

SMALL = 10_000
LARGE = int(os.environ.get("BENCH_ROWS", "50000"))
SIZES = {"sqlite": (SMALL, LARGE), "postgresql": (SMALL, min(LARGE, 100_000))}
MOST_MORE, MOST = 20, 300  # megabytes
MOST_SLOWER = 1.1
_WHO = Actor("system", "bench")


@dataclass(frozen=True)
class Flat:
    """Peak in megabytes, processor time per row in microseconds (minimum, median and maximum over batches)."""

    database: str
    rows: int
    gone: int
    held: int
    peak: float
    least: float
    cost: float
    most: float
    seconds: float

    @property
    def summary(self) -> str:
        return (
            f"export-memory  {self.database:<10} {self.rows:>8} applications   {self.gone:>8} rows in files, {self.held} held   peak {self.peak:>6.1f} MB "
            f"(≤ {MOST}, ± {MOST_MORE})   {self.cost:>6.0f} µs a row ({self.least:.0f} to {self.most:.0f} by batch, ≤ {MOST_SLOWER} ×)"
        )

    def as_json(self) -> dict[str, object]:
        return {"measure": "export-memory", **asdict(self)}


def figures() -> Iterator[Flat]:
    for database, sizes in SIZES.items():
        for size in sizes:
            with stores(NARROW, size, database) as store:
                yield _in_a_process(store.folder, store.installation.settings.database_url, size)


def _in_a_process(folder: Path, url: str, size: int) -> Flat:
    command = [sys.executable, "-m", "tests.bench.flat", str(folder), url, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Flat(**json.loads(done.stdout.splitlines()[-1]))


def main(folder: str, url: str, size: str) -> None:
    configure_logs("error")
    installation = open_store(Path(folder), url)
    started, completed, held, costs = time.monotonic(), 0, 0, list[float]()
    before = time.process_time()
    for done in hand_all_over(installation, NARROW.layout, NARROW.duty, _WHO):
        held += done.check.held
        if done.batch is not None:
            completed += done.count
            costs.append((time.process_time() - before) / done.count * 1e6)
        before = time.process_time()
    peak = resident(os.getpid(), "VmHWM")  # the maximum of rusage begins with that of the process that started this one
    database = "sqlite" if installation.database.sqlite else "postgresql"
    result = Flat(
        database, int(size), completed, held, peak, min(costs), median(costs), max(costs), time.monotonic() - started
    )
    print(json.dumps(asdict(result)))
    installation.database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
