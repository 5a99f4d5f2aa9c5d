"""P9: processor seconds of commands that need no definition, of a start, and of the first pages after it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median

from portal.config import TREE
from tests.databases import NOW

TIMES = 5
MOST_COMMAND, MOST_START, MOST_PAGE = 0.5, 1.5, 0.01
COMMANDS = ("staff list", "audit verify", "keys list", "migrate", "keys --help")
_MEASURED = {
    "start with all definitions": MOST_START,
    "front page, first request": MOST_PAGE,
    "front page, second request": MOST_PAGE,
}
# As the server starts: the life of the application begins before the first request. TestClient itself is asked once elsewhere.
_PAGES = """\
import json, time
from starlette.testclient import TestClient
from portal.app import make_app
from portal.config import load_settings
from portal.wiring import install
with TestClient(make_app(install(load_settings()), with_worker=False)) as client:
    client.get("/healthz")
    spent = [time.process_time()]
    for _ in range(2):
        before = time.process_time()
        assert client.get("/").status_code == 200
        spent.append(time.process_time() - before)
print(json.dumps(spent))
"""


@dataclass(frozen=True)
class Spent:
    """Seconds of processor: median, least and most."""

    what: str
    median: float
    least: float
    most: float
    target: float

    @property
    def summary(self) -> str:
        return f"commands       {self.what:<32} {self.median:.3f} s of processor ({self.least:.3f} to {self.most:.3f})   (≤ {self.target})"

    def as_json(self) -> dict[str, object]:
        return {"measure": "P9", **asdict(self)}


def figures() -> Iterator[Spent]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            **os.environ, "KAKANAI_ENV": "test", "KAKANAI_DATA": folder, "KAKANAI_NOW": NOW, "KAKANAI_LOG_LEVEL": "error",
        }  # fmt: skip
        settings.pop("PYTHONDONTWRITEBYTECODE", None)  # byte code is there, as in the image
        run(["-c", _PAGES], settings)  # the first start creates keys, tables and definitions
        for command in COMMANDS:
            call = f"from portal.cli import main; main({command.split()!r})"
            taken = [_spent(["-c", call], settings) for _ in range(TIMES + 1)][1:]
            yield _figure(f"kakanai {command}", taken, MOST_COMMAND)
        pages = [json.loads(run(["-c", _PAGES], settings).splitlines()[-1]) for _ in range(TIMES)]
        for place, (what, most) in enumerate(_MEASURED.items()):
            yield _figure(what, [spent[place] for spent in pages], most)


def _figure(what: str, taken: list[float], target: float) -> Spent:
    return Spent(what, median(taken), min(taken), max(taken), target)


def _spent(arguments: list[str], settings: dict[str, str]) -> float:
    before = os.times()
    run(arguments, settings)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def run(arguments: list[str], settings: dict[str, str]) -> str:
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(command, env=settings, cwd=TREE, check=True, capture_output=True, text=True).stdout
