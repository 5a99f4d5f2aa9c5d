"""`python -m tests.bench [NAME] [--json PATH]` runs every line of the speed (P…) or the one named; called by `kakanai bench`.

Lines of people's effort (D…) count the same on each machine; they and that of many cities (S…) run by name alone. All P lines end within 15 minutes on a quiet machine with two
processors, at sizes that `BENCH_…` variables raise (docs/performance.md)."""

import argparse
import json
import os
import platform
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, Protocol

from portal.cli.problem import both, complain
from portal.logs import configure_logs
from tests.bench.page import on_page
from tests.bench.ratio import Line

# Where each is made: one line runs without importing the others.
MEASURES: Mapping[str, tuple[str, str]] = {
    "submission": ("submission", "measure"),
    "question-page": ("question", "measure"),
    "binding": ("binding", "measure"),
    "check": ("checking", "measure_check"),
    "start": ("checking", "measure_start"),
    "receipt": ("receipt", "measure"),
    "queue": ("queue", "measure"),
    "export": ("export", "measure"),
    "import": ("packages", "measure"),
    "audit-verify": ("audit", "measure"),
}
# Counted effort of users and page load times, printed after the table.
FIGURES: Mapping[str, tuple[str, str]] = {
    "pages": ("pages", "figures"),
    "commands": ("commands", "figures"),
    "effort": ("effort", "figures"),
    "lived": ("lived", "figures"),
    "paint": ("paint", "figures"),
    "export-memory": ("flat", "figures"),
    "export-desk": ("desk_export", "figures"),
    "applicants": ("crowd", "figures"),
    "workshop": ("workshop", "figures"),
    "memory": ("memory", "figures"),
    "storage": ("storage", "figures"),
    "scale": ("scale", "figures"),
    "growth": ("growth", "figures"),
    "author": ("author", "figures"),
}
NUMBERS: Mapping[str, str] = {
    "submission": "P1", "question-page": "P2", "pages": "P2", "binding": "P3", "export": "P4", "export-desk": "P4",
    "export-memory": "P5", "queue": "P6", "import": "P7", "applicants": "P8", "check": "P9", "start": "P9", "commands": "P9", "workshop": "P9",
    "receipt": "P10", "audit-verify": "P11", "memory": "P12", "storage": "P12", "scale": "S1", "growth": "S2", "lived": "D1b", "effort": "D2", "paint": "D3",
    "author": "D4",
}  # fmt: skip
_HEAD = (
    "    measure        database   workers   ours/s  floor/s   p50 ms   p95 ms   ratio (least to most)"
    "  processor µs  ratio  target  floor"
)


def machine() -> dict[str, object]:
    packages = (
        "fastapi",
        "starlette",
        "uvicorn",
        "uvloop",
        "sqlalchemy",
        "psycopg",
        "jinja2",
        "pydantic",
        "cryptography",
    )
    return {
        "machine": platform.platform(), "processors": os.cpu_count(), "load": os.getloadavg()[0],
        "python": platform.python_version(), "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in packages},
    }  # fmt: skip


def row(line: Line) -> str:
    return (
        f"{line.measure:<14} {line.database:<11}{line.workers:>7} {line.ours:>8.0f} {line.floor:>8.0f} {line.p50:>8.1f} "
        f"{line.p95:>8.1f}   {line.ratio:>4.2f} ({line.least:.2f} to {line.most:.2f})   "
        f"{line.our_cost:>6.0f}/{line.floor_cost:<6.0f} {line.processor:>4.2f}  ≥ {line.target:<5} {line.floor_is}"
    )


class Figure(Protocol):
    def as_json(self) -> dict[str, Any]: ...

    @property
    def summary(self) -> str: ...


def measure_of(name: str) -> Callable[[], Iterator[Line | Figure]]:
    module, function = {**MEASURES, **FIGURES}[name]
    measure: Callable[[], Iterator[Line | Figure]] = getattr(import_module(f"tests.bench.{module}"), function)
    return measure


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        complain(
            both("打ち方がちがいます。測り方の名前と指定を確かめてください。", message, self.format_usage().strip())
        )
        self.exit(2)


def main(arguments: list[str]) -> int:
    parser = _Parser(prog="kakanai bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted((*MEASURES, *FIGURES)), help="only this one")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    parser.add_argument("--page", type=Path, help="also write the table into that page, between its marks")
    chosen = parser.parse_args(arguments)
    if chosen.page and not chosen.page.is_file():  # the figures of a quarter of an hour would be lost
        parser.error(f"--page: {chosen.page} is no page to write into")
    if chosen.json and not chosen.json.absolute().parent.is_dir():
        parser.error(f"--json: {chosen.json.absolute().parent} is no folder")
    names = [chosen.name] if chosen.name else [name for name, number in NUMBERS.items() if number.startswith("P")]
    began_on = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "command": " ".join(("kakanai bench", *arguments)), **machine()}
    lines, seconds, failed = [], dict[str, tuple[float, float]](), []
    if not FIGURES.keys() >= set(names):
        print(_HEAD, flush=True)
    for name in names:
        began, spent = monotonic(), _processor()
        if name in FIGURES:
            configure_logs("error")
        try:
            for line in measure_of(name)():
                shown = row(line) if isinstance(line, Line) else line.summary
                lines.append({"number": NUMBERS[name], **line.as_json(), "shown": shown})
                print(f"{NUMBERS[name]:<4}{shown}", flush=True)
        except Exception:  # noqa: BLE001 - the other lines are worth their quarter of an hour
            traceback.print_exc()
            failed.append(name)
        seconds[name] = monotonic() - began, _processor() - spent
        report = {**began_on, "lines": lines, "seconds": seconds, "failed": failed}
        if chosen.page:
            chosen.page.write_text(on_page(chosen.page.read_text("utf-8"), report), "utf-8")
        if chosen.json:
            chosen.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(
        "seconds, and of processor: "
        + ", ".join(f"{name} {took:.0f} {spent:.0f}" for name, (took, spent) in seconds.items()),
        f"in all {sum(took for took, _ in seconds.values()):.0f} {sum(spent for _, spent in seconds.values()):.0f}",
        *(f"FAILED {name}" for name in failed),
        sep="; ",
    )
    return 1 if failed else 0


def _processor() -> float:
    """Of this process and of those that have ended below it."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
