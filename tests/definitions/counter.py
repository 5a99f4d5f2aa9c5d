"""Enters a scenario on the counter's screen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition.procedure import Procedure
from forms.scenarios.scenario_answers import Given, read_answers
from tests.definitions.filing import typed
from tests.journeys.visitor import Visitor
from tests.portal.routes.counter_form import VISIT

MOST_TURNS = 40


@dataclass
class Visit:
    clerk: Visitor
    procedure: Procedure
    scenario: Mapping[str, Any]
    given: Given = field(init=False)

    def __post_init__(self) -> None:
        self.given = read_answers(self.procedure, self.scenario["answers"])

    def register(self) -> str:
        self.clerk.go("/counter")
        token = self.clerk.token()
        self.clerk.seen = self.clerk.post(f"/counter/{self.procedure.id}/start", [("csrf_token", token)])
        for _ in range(MOST_TURNS):
            asked = self.asked()
            self.clerk.press(self.missing_row() or "refresh", self.boxes())
            assert self.clerk.seen.status_code == 200, self.clerk.text
            if asked == self.asked() and not self.missing_row():
                break
        self.clerk.press("register", self.boxes())
        assert self.clerk.path.startswith("/counter/done/"), self.clerk.text
        return self.clerk.path.rpartition("/")[2]

    def asked(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r'data-field="([^"]+)"', self.clerk.text)))

    def boxes(self) -> dict[str, list[str]]:
        came = next(iter(self.procedure.who["counter"]))
        boxes = {**VISIT, "reception-came": [came]}
        sent = {name: list(values) for name, values in boxes.items() if f'name="{name}"' in self.clerk.text}
        for name in self.asked():
            if not name.startswith("reception-"):
                field = self.procedure.field(name)
                if field.type.control != "file":
                    sent |= typed(field, self.given)
        return sent

    def missing_row(self) -> str:
        for act in re.findall(r'value="(add\.[^"]+)"', self.clerk.text):
            key = act.removeprefix("add.")
            rows = len(re.findall(rf'value="remove\.{re.escape(key)}\.[0-9]+"', self.clerk.text))
            if rows < len(self.given.answers.get(key, ())) and not self.rows_that_stay(key):
                return str(act)
        return ""

    def rows_that_stay(self, key: str) -> bool:
        rows = {name.split(".")[len(key.split("."))] for name in self.asked() if name.startswith(f"{key}.")}
        return len(rows) >= len(self.given.answers.get(key, ()))
