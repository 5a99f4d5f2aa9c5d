"""A resident who files several procedures as one bundle, without a screen: reads each page, and writes what is asked there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.field import Value
from forms.procedure import Field, Procedure, full_name
from forms.scenario_answers import Given, read_answers
from tests.definitions.filing import boxes_of
from tests.journeys.on_screen import OnScreen
from tests.journeys.visitor import Visitor, forms

MOST_SCREENS = 90
Answers = Mapping[str, Mapping[str, Any]]  # of each procedure, as scenarios write them


@dataclass
class Bundling:
    """`screens` in the order in which they were seen; `typed` counts signs that were written into boxes and did not stand there;
    `asked`: what was asked on each screen, by the procedure and the question."""

    visitor: Visitor | OnScreen
    procedures: Mapping[str, Procedure]
    answers: Answers
    screens: list[str] = field(default_factory=list)
    typed: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.given: dict[str, Given] = {
            one: read_answers(self.procedures[one], said) for one, said in self.answers.items()
        }

    def until_check(self) -> str:
        """From the page of the bundle to that on which all of it is checked; its text."""
        for _ in range(MOST_SCREENS):
            assert 'id="error-summary"' not in self.visitor.text, self.visitor.text
            if self.visitor.path.endswith("/check"):
                return self.visitor.text
            procedure, page = self.here()
            self.screens.append(f"{procedure.id} {page}")
            if full_name(page) in {one.id for one in procedure.repeats}:
                self.list_page(procedure, page)
            else:
                self.answer(procedure)
        raise AssertionError(f"going in circles: {self.screens}")

    def here(self) -> tuple[Procedure, str]:
        _, _, procedure, _, page = self.visitor.path.split("/")
        return self.procedures[procedure], page

    def list_page(self, procedure: Procedure, page: str) -> None:
        """Takes of the offered those who are meant, adds the others."""
        rows = self.given[procedure.id].answers.get(page, ())
        if 'name="offer"' in self.visitor.text:
            offered = re.findall(r'name="offer" value="(\d+)"[^>]*><span>([^<]*)</span>', self.visitor.text)
            names = [one["name"]["given"] for one in self.answers[procedure.id][page]]
            meant = [position for position, words in offered if any(name in words for name in names)]
            self.visitor.press("次へ進む", {"offer": meant})
        elif self.visitor.text.count('rows-line"') < len(rows):
            self.visitor.press("add")
        else:
            self.visitor.press("次へ進む")

    def answer(self, procedure: Procedure) -> None:
        stood = {pair for form in forms(self.visitor.text) for pair in form.values}
        written = set(re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', self.visitor.text))
        boxes: dict[str, list[str]] = {}
        for name in dict.fromkeys(re.findall(r'data-field="([^"]+)"', self.visitor.text)):
            one = procedure.field(name)
            self.asked.append((procedure.id, name))
            boxes |= boxes_of(one, self.raw(procedure, one))
        new = [said[0] for box, said in boxes.items() if box in written and said and (box, said[0]) not in stood]
        self.typed += sum(map(len, new))
        self.visitor.press("次へ進む", boxes)

    def raw(self, procedure: Procedure, one: Field) -> Any:
        value: Value = self.given[procedure.id].get(one)
        return {} if value is None else one.type.typed(value, one.settings)


def start(visitor: Visitor, procedures: Sequence[str]) -> None:
    """From the choice of procedures to the page of the bundle."""
    visitor.go("/bundles/choose?" + "&".join(f"with={one}" for one in procedures))
    visitor.press("まとめて始める")
    assert visitor.path.startswith("/bundles/"), visitor.text


def go_on(visitor: Visitor) -> None:
    """From there to the first question that is open."""
    found = re.search(r'class="button" href="([^"]+)"', visitor.text)
    assert found, visitor.text
    visitor.go(found[1])
