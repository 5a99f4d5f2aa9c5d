"""P9: what an author waits for at the form of a definition with 300 questions, each asked by the answer before it."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

from starlette.testclient import TestClient

from portal.config import load_settings
from portal.wiring import install
from tests.bench.commands import Spent, run
from tests.databases import NOW
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.workshop.writing import TEXT, author, begin

QUESTIONS = int(os.environ.get("BENCH_QUESTIONS", "300"))
MOST, TIMES = 0.1, 7
_KINDS = (
    ("yes_no", "", ""), ("choice", ", options: {a: 一, b: 二, c: 三}", " == a"), ("integer", ", max: 10", " > 3"),
)  # fmt: skip


@dataclass(frozen=True)
class Reaction(Spent):
    @property
    def summary(self) -> str:
        return f"workshop       {self.what:<32} {self.median:.3f} s of processor ({self.least:.3f} to {self.most:.3f})   (≤ {self.target})"


def definition(count: int) -> str:
    asked, when = "", ""
    for number in range(count):
        type_, settings, compared = _KINDS[number % len(_KINDS)]
        asked += f"      - {{id: q{number}, type: {type_}, label: 質問{number}{settings}{when}}}\n"
        when = f", when: q{number}{compared}"
    return TEXT.replace("scenarios:\n", f"  - step: たくさん\n    id: many\n    ask:\n{asked}scenarios:\n")


class _Author:
    """Each reaction is one request: what is stored is answered by where to go, and that page is a request of its own."""

    def __init__(self, browser: StaffBrowser, draft_id: int) -> None:
        self.browser, self.here = browser, f"/desk/workshop/drafts/{draft_id}/questions"
        self.spent: dict[str, list[float]] = {}

    def get(self, what: str, page: str) -> None:
        assert self._timed(what, lambda: self._asked("GET", page)).status_code == 200

    def _asked(self, method: str, page: str, **sent: Any) -> Any:
        # Without what the tests' browser looks at in each page.
        return TestClient.request(self.browser.client, method, f"{self.here}{page}", **sent)

    def post(self, what: str, page: str, read_at: str, **boxes: str) -> None:
        text = self.browser.client.get(f"{self.here}{read_at}").text
        hidden = dict(
            re.findall(r'<input type="hidden" name="(csrf_token|read|at|name|type|trail)" value="([^"]*)"', text)
        )
        answer = self._timed(what, lambda: self._asked("POST", page, data={**hidden, **boxes}))
        assert answer.status_code == 303, answer.text

    def _timed(self, what: str, act: Any) -> Any:
        before = process_time()
        answer = act()
        self.spent.setdefault(what, []).append(process_time() - before)
        return answer


def measure() -> Mapping[str, list[float]]:
    installation = install(load_settings())
    member = author(installation)
    person = _Author(at_desk(installation, member), begin(installation, member, definition(QUESTIONS)))
    middle = QUESTIONS // 2
    for turn in range(TIMES):
        at = f"steps.1.ask.{middle + turn * 3}"
        person.post("save a question", "/question", f"/question?at={at}", label=f"新しい{turn}")
        person.get("list, after it was saved", "")
        person.get("list, seen again", "")
        person.get("open a question", f"/question?at={at}")
        person.get("open its condition", f"/condition?at={at}")
        person.get("open all that is decided of it", f"/keys?at={at}")
        person.get("open what the procedure decides", "/keys")
        person.post("move a question", "", "", act=f"{'up' if turn % 2 else 'down'} steps.1.ask.{QUESTIONS - 9}")
    return person.spent


def figures() -> Iterator[Reaction]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            **os.environ, "KAKANAI_ENV": "test", "KAKANAI_DATA": folder, "KAKANAI_NOW": NOW, "KAKANAI_LOG_LEVEL": "error",
        }  # fmt: skip
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        code = "import json; from tests.bench.workshop import measure; print(json.dumps(measure()))"
        for what, taken in json.loads(run(["-c", code], settings).splitlines()[-1]).items():
            yield Reaction(what, median(taken), min(taken), max(taken), MOST)
