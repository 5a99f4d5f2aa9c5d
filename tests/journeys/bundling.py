"""A resident who files a bundle over HTTP."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.scenarios.scenario_answers import Given, read_answers
from tests.definitions.filing import boxes_of
from tests.journeys.on_screen import OnScreen
from tests.journeys.visitor import Visitor, forms

MOST_SCREENS = 90
Answers = Mapping[str, Mapping[str, Any]]  # by procedure, in the form of scenarios


@dataclass
class Bundling:
    """`typed` counts characters that were not prefilled; `asked` lists (procedure, question) per screen."""

    visitor: Visitor | OnScreen
    procedures: Mapping[str, Procedure]
    answers: Answers
    screens: list[str] = field(default_factory=list)
    typed: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.given: dict[str, Given] = {
            procedure_id: read_answers(self.procedures[procedure_id], answers)
            for procedure_id, answers in self.answers.items()
        }

    def until_check(self) -> str:
        """Returns the text of the check page."""
        for _ in range(MOST_SCREENS):
            assert 'id="error-summary"' not in self.visitor.text, self.visitor.text
            if self.visitor.path.endswith("/check"):
                return self.visitor.text
            self.one_page()
        raise AssertionError(f"going in circles: {self.screens}")

    def one_page(self) -> None:
        procedure, page = self.current_page()
        self.screens.append(f"{procedure.id} {page}")
        if full_name(page) in {repeat.id for repeat in procedure.repeats}:
            self.list_page(procedure, page)
        else:
            self.answer(procedure)

    def current_page(self) -> tuple[Procedure, str]:
        _, _, procedure, _, _, page = self.visitor.path.split("/")
        return self.procedures[procedure], page

    def list_page(self, procedure: Procedure, page: str) -> None:
        rows = self.given[procedure.id].answers.get(page, ())
        if 'name="offer"' in self.visitor.text:
            offered = re.findall(r'name="offer" value="(\d+)"[^>]*><span>([^<]*)</span>', self.visitor.text)
            names = [row["name"]["given"] for row in self.answers[procedure.id][page]]
            meant = [position for position, words in offered if any(name in words for name in names)]
            self.visitor.press("次へ進む", {"offer": meant})
        elif self.visitor.text.count('rows-line"') < len(rows):
            self.visitor.press("add")
        else:
            self.visitor.press("次へ進む")

    def answer(self, procedure: Procedure) -> None:
        present = {pair for form in forms(self.visitor.text) for pair in form.values}
        written = set(re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', self.visitor.text))
        boxes: dict[str, list[str]] = {}
        for name in dict.fromkeys(re.findall(r'data-field="([^"]+)"', self.visitor.text)):
            field = procedure.field(name)
            self.asked.append((procedure.id, name))
            boxes |= boxes_of(field, self.raw(procedure, field))
        new = [
            values[0] for box, values in boxes.items() if box in written and values and (box, values[0]) not in present
        ]
        self.typed += sum(map(len, new))
        self.visitor.press("add" if self.lacks_rows(procedure) else "次へ進む", boxes)

    def lacks_rows(self, procedure: Procedure) -> bool:
        """The page may add to the list of its row, and the answers have more rows."""
        key = full_name(self.visitor.path.rpartition("/")[2]).rpartition(".")[0]
        count = int((re.findall(rf'data-field="{key}\.(\d+)\.', self.visitor.text) or ["0"])[-1])
        return 'name="act" value="add"' in self.visitor.text and count < len(
            self.given[procedure.id].answers.get(key, ())
        )

    def raw(self, procedure: Procedure, field: Field) -> Any:
        value: Value = self.given[procedure.id].get(field)
        return {} if value is None else field.type.typed(value, field.settings)


def start(visitor: Visitor, procedures: Sequence[str]) -> None:
    visitor.go("/bundles/choose?" + "&".join(f"with={procedure}" for procedure in procedures))
    visitor.press("まとめて始める")
    assert visitor.path.startswith("/bundles/"), visitor.text


def go_on(visitor: Visitor) -> None:
    match = re.search(r'class="button" href="([^"]+)"', visitor.text)
    assert match, visitor.text
    visitor.go(match[1])
