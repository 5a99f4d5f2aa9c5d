"""A resident files a scenario page by page, as somebody would who reads each page and makes each mistake once."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.binding import bind
from forms.field import Raw, Value
from forms.procedure import Field, Procedure, full_name
from forms.scenario_answers import Given, read_answers
from integrations.invitations.fake import CODE
from portal.services.cases import Case
from tests.journeys.lamps import JPEG
from tests.journeys.visitor import Visitor, forms

MOST_PAGES = 60
TRIES = 6


@dataclass
class Filing:
    """`seen`: pages in the order in which they were answered; `mistaken`: those on which a mistake was made first."""

    visitor: Visitor
    procedure: Procedure
    scenario: Mapping[str, Any]
    seen: list[str] = field(default_factory=list)
    mistaken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.given: Given = read_answers(self.procedure, self.scenario["answers"])
        self.repeats = {repeat.id for repeat in self.procedure.repeats}

    def until_check(self) -> str:
        """The text of the check page."""
        letter = f"?invitation={CODE}" if self.procedure.invited else ""
        self.visitor.go(f"/apply/{self.procedure.id}{letter}")
        for _ in range(MOST_PAGES):
            assert self.visitor.seen.status_code == 200, self.visitor.text
            page = self.visitor.path.rpartition("/")[2]
            if page == "check":
                return self.visitor.text
            self.seen.append(page)
            if full_name(page) in self.repeats:
                self.list_page(page)
            else:
                self.make_mistake(page)
                self.answer()
        raise AssertionError(f"going in circles: {self.seen}")

    def list_page(self, key: str) -> None:
        """Adds what the scenario has more of, confirms what is offered, or goes on."""
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
        for one in self.fields():
            if one.type.control == "file":
                files[f"{one.id}.upload"] = [(f"{one.id}.jpg", JPEG)]
            elif self.given.get(one) is not None or not self.register_knows(one):
                boxes |= typed(one, self.given)
        self.visitor.press("次へ進む", boxes, files)

    def register_knows(self, one: Field) -> bool:
        """What was offered and confirmed stands there already."""
        return self.scenario.get("offers") == "all" and bool(one.concept)

    def make_mistake(self, page: str) -> None:
        """Once a page: what its type cannot read is told first, and stands as it was typed."""
        wrong = next((found for one in self.fields() if not self.register_knows(one) and (found := bad(one))), None)
        if wrong is None or page in self.mistaken:
            return
        self.mistaken.add(page)
        self.visitor.press("次へ進む", wrong)
        assert self.visitor.seen.status_code == 422, (page, wrong, self.visitor.text)
        assert self.visitor.text.index('id="error-summary"') < self.visitor.text.index("<h1")
        assert kept(self.visitor.text, wrong), (page, wrong, self.visitor.text)


def typed(one: Field, given: Given) -> dict[str, list[str]]:
    """A scenario's answer as it is typed; every box of the question, so that what was wrong before is mended."""
    value = given.get(one)
    return boxes_of(one, {} if value is None else one.type.typed(value, one.settings))


def boxes_of(one: Field, raw: Raw) -> dict[str, list[str]]:
    empty: Raw = {part.name: () for part in one.type.parts(one.settings)}
    return {f"{one.id}.{box}" if box else one.id: list(said) for box, said in {**empty, **raw}.items()}


def bad(one: Field) -> dict[str, list[str]]:
    """What nobody can mean by an answer to this question; {} where there is no such thing."""
    if one.type.control == "file":
        return {}
    raw, key = one.type.bad(one.settings, random.Random(7))
    return {f"{one.id}.{box}" if box else one.id: list(said) for box, said in raw.items()} if key else {}


def kept(html: str, wrong: Mapping[str, list[str]]) -> bool:
    """Whether each box that can be written in says what was typed into it."""
    written = re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', html)
    values = [pair for form in forms(html) for pair in form.values]
    return all((box, said[0]) in values for box, said in wrong.items() if box in written and said)


def other_answer(one: Field, case: Case) -> tuple[Value, dict[str, list[str]]]:
    """Another answer that may stand in the place of what was sent and asks nothing more, with its boxes; the same one
    where there is none."""
    before = case.path
    for seed in range(TRIES):
        boxes = boxes_of(one, one.type.good(one.settings, random.Random(seed)))
        path = bind(case.procedure, {one.id}, boxes, case.answers, case.environment)
        fits = path.complete and not path.mistakes and path.asked == before.asked
        if fits and path.answers.get(one.id) not in (None, before.answers.get(one.id)):
            return path.answers[one.id], boxes
    value = before.answers[one.id]
    return value, typed(one, Given({one.id: value}))
