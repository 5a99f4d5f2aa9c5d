"""Files a scenario page by page, after a mistake on each."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition.field import Raw, Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.path.binding import bind
from forms.scenarios.scenario_answers import Given, read_answers
from integrations.invitations.fake import CODE
from portal.services.cases.cases import Case
from tests.journeys.lamps import JPEG
from tests.journeys.visitor import Visitor, forms

MOST_PAGES = 60
TRIES = 6


@dataclass
class Filing:
    """`seen`: answered pages in order; `mistaken`: pages with a mistake made."""

    visitor: Visitor
    procedure: Procedure
    scenario: Mapping[str, Any]
    seen: list[str] = field(default_factory=list)
    mistaken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.given: Given = read_answers(self.procedure, self.scenario["answers"])
        self.repeats = {repeat.id for repeat in self.procedure.repeats}

    def until_check(self) -> str:
        letter = f"?invitation={CODE}" if self.procedure.invited else ""
        self.visitor.go(f"/apply/{self.procedure.id}{letter}")
        for _ in range(MOST_PAGES):
            assert self.visitor.seen.status_code == 200, self.visitor.text
            page = self.visitor.path.rpartition("/")[2]
            if page == "check":
                return self.visitor.text
            if page == "who-files":
                self.visitor.press(
                    "次へ進む", {"role": re.findall(r'name="role" value="(\w+)"', self.visitor.text)[:1]}
                )
                continue
            self.seen.append(page)
            if full_name(page) in self.repeats:
                self.list_page(page)
            else:
                self.make_mistake(page)
                self.answer()
        raise AssertionError(f"going in circles: {self.seen}")

    def list_page(self, key: str) -> None:
        wanted = len(self.given.answers.get(key, ()))
        if 'name="offer"' not in self.visitor.text and self.visitor.text.count('rows-line"') < wanted:
            self.visitor.press("add")
        else:
            self.visitor.press("次へ進む", {} if self.scenario.get("offers") == "all" else {"offer": []})

    def fields(self) -> Iterator[Field]:
        for name in dict.fromkeys(re.findall(r'data-field="([^"]+)"', self.visitor.text)):
            yield self.procedure.field(name)

    def answer(self) -> None:
        boxes: dict[str, list[str]] = {}
        files = {}
        for question in self.fields():
            if question.type.control == "file":
                # Equal files count once: trailing bytes make them differ.
                least = range(question.settings.least)
                files[f"{question.id}.upload"] = [(f"{question.id}{n or ''}.jpg", JPEG + bytes(n)) for n in least]
            elif self.given.get(question) is not None or not self.register_knows(question):
                boxes |= typed(question, self.given)
        self.visitor.press("次へ進む", boxes, files)

    def register_knows(self, field: Field) -> bool:
        return self.scenario.get("offers") == "all" and bool(field.concept)

    def make_mistake(self, page: str) -> None:
        """Posts an unreadable answer once per page."""
        wrong = next(
            (boxes for question in self.fields() if not self.register_knows(question) and (boxes := bad(question))),
            None,
        )
        if wrong is None or page in self.mistaken:
            return
        self.mistaken.add(page)
        self.visitor.press("次へ進む", wrong)
        assert self.visitor.seen.status_code == 422, (page, wrong, self.visitor.text)
        assert self.visitor.text.index('id="error-summary"') < self.visitor.text.index("<h1")
        assert kept(self.visitor.text, wrong), (page, wrong, self.visitor.text)


def typed(field: Field, given: Given) -> dict[str, list[str]]:
    """Every box is present, so that it replaces a mistake."""
    value = given.get(field)
    return boxes_of(field, {} if value is None else field.type.typed(value, field.settings))


def boxes_of(field: Field, raw: Raw) -> dict[str, list[str]]:
    empty: Raw = {part.name: () for part in field.type.parts(field.settings)}
    return {f"{field.id}.{box}" if box else field.id: list(values) for box, values in {**empty, **raw}.items()}


def bad(field: Field) -> dict[str, list[str]]:
    """Boxes that the field's type refuses; {} if there is none."""
    if field.type.control == "file":
        return {}
    raw, key = field.type.bad(field.settings, random.Random(7))
    return {f"{field.id}.{box}" if box else field.id: list(values) for box, values in raw.items()} if key else {}


def kept(html: str, wrong: Mapping[str, list[str]]) -> bool:
    written = re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', html)
    values = [pair for form in forms(html) for pair in form.values]
    return all((box, lines[0]) in values for box, lines in wrong.items() if box in written and lines)


def other_answer(field: Field, case: Case) -> tuple[Value, dict[str, list[str]]]:
    """Another valid answer that opens no question; else the same."""
    before = case.path
    for seed in range(TRIES):
        boxes = boxes_of(field, field.type.good(field.settings, random.Random(seed)))
        path = bind(case.procedure, {field.id}, boxes, case.answers, case.environment)
        fits = path.complete and not path.mistakes and path.asked == before.asked
        if fits and path.answers.get(field.id) not in (None, before.answers.get(field.id)):
            return path.answers[field.id], boxes
    value = before.answers[field.id]
    return value, typed(field, Given({field.id: value}))
