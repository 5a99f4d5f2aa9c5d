"""A fictional household that fills in one procedure.

Undecisive answers are generated; a decisive question without an answer in the story fails.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path as Folder
from typing import Any

from ruamel.yaml import YAML

from forms.city.city import City, load_city
from forms.definition.procedure import Field, Procedure, full_name
from forms.definition.registry import field_types
from forms.guide.trial import environment_of
from forms.loading import load
from forms.messages import sentences
from forms.numbers.draws import posted
from forms.path.binding import bind, sentence
from forms.path.consequences import due_day, fee_amount, is_late, papers
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path, walk
from forms.path.rows import add_row
from forms.scenarios.scenario_answers import Given, read_answers
from forms.text.speech import Speech
from tests.forms.household import FORMS

STORIES = Folder(__file__).parent / "stories"
CITY: City = load_city(FORMS / "cities" / "mihon")
JAPANESE = Speech("ja", sentences("ja"), {})
# Types of questions that decide nothing.
MADE_UP = frozenset(
    [
        "person_name",
        "kana",
        "text",
        "long_text",
        "address",
        "phone",
        "email",
        "file",
        "insured_number",
        "office_number",
        "facility",
        "url",
    ]
)
ACCOUNTS: Mapping[str, Mapping[str, str]] = {
    "public": {"way": "public"},
    "bank": {
        "way": "bank", "bank_name": "架空銀行", "branch_name": "本店", "kind": "ordinary", "number": "1234567",
        "holder": "ミホン　ハナコ", "holder_zengin": "ﾐﾎﾝ ﾊﾅｺ",
    },
}  # fmt: skip


class Unsaid(AssertionError):
    """The form asks a question that the story does not answer."""


@cache
def procedure_of(name: str) -> Procedure:
    return load(FORMS / "procedures" / f"{name}.yaml", fields=field_types())


def read_story(file: Folder) -> Mapping[str, Any]:
    """Days stay ISO text."""
    story: Mapping[str, Any] = _plain(YAML(typ="safe").load(file.read_text("utf-8")))
    return story


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass
class StoryRun:
    """`unused` lists answers that were never asked for."""

    story: Mapping[str, Any]
    other: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.procedure = procedure_of(self.story["procedure"])
        facts = {**self.story, **self.other}
        self.today = date.fromisoformat(facts["today"])
        environment = environment_of(self.procedure, CITY, self.today)
        city = {**environment.city, **facts.get("city", {})}
        self.environment: Environment = replace(environment, door=facts.get("door", "online"), city=city)
        answers = {**self.story["answers"], **self.other.get("answers", {})}
        self.given: Given = read_answers(
            self.procedure, {name: self._account(name, value) for name, value in answers.items()}
        )
        assert not self.given.unknown, self.given.unknown
        self.path = self._walked()

    @staticmethod
    def _account(name: str, value: Any) -> Any:
        return ACCOUNTS[value] if name.endswith("account.to") else value

    def _walked(self) -> Path:
        answers: dict[str, Any] = {}
        seen: frozenset[str] = frozenset()
        path = walk(self.procedure, answers, self.environment)
        while (asked_page := path.next_page(seen)) is not None:
            if asked_page.repeat is not None:
                answers, more = self._rows(path, asked_page, answers)
                seen = seen if more else seen | {asked_page.page.id}
            else:
                answered = self._answered(path, asked_page, answers)
                if answered.mistakes or answered.stopped is not None:
                    return answered
                answers = {**answered.answers, **{key: list(rows) for key, rows in answered.rows.items()}}
                seen |= {asked_page.page.id}
            path = walk(self.procedure, answers, self.environment)
        return path

    def _rows(self, path: Path, asked_page: AskedPage, answers: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Returns the answers, and whether a row was added."""
        key = asked_page.page.id
        if len(path.rows[key]) < len(self.given.answers.get(key, ())):
            return add_row(path, answers, key)[0], True
        if asked_page.open:
            raise Unsaid(f"rows of {key}")
        return {**answers, key: list(path.rows[key])}, False

    def _answered(self, path: Path, asked_page: AskedPage, answers: Mapping[str, Any]) -> Path:
        typed = {box: texts for field in asked_page.fields for box, texts in self._typed(path, field).items()}
        return bind(self.procedure, {field.id for field in asked_page.fields}, typed, answers, self.environment)

    def _typed(self, path: Path, field: Field) -> Mapping[str, tuple[str, ...]]:
        value = self.given.get(field)
        if value is not None:
            return posted(field, field.type.typed(value, field.settings))
        if not field.type.asks or field.id not in path.required:
            return {}
        if field.type.id == "consent":  # everybody must agree
            return posted(field, field.type.typed(True, field.settings))
        if field.type.id not in MADE_UP:
            raise Unsaid(f"{field.id}: {field.label}")
        return posted(field, field.type.good(field.settings, random.Random(field.id)))

    @property
    def asked(self) -> frozenset[str]:
        return self.path.asked | {full_name(name) for name in self.path.asked}

    @property
    def unused(self) -> set[str]:
        return {name for name in self.given.names if name in self.procedure.by_name} - self.asked

    @property
    def papers(self) -> list[str]:
        return sorted(paper.paper.label for paper in papers(self.procedure, self.path))

    @property
    def stopped(self) -> str:
        stop = self.path.stopped
        return "" if stop is None else stop.place.removeprefix("ask.").removesuffix(".stop")

    def mistakes(self) -> Iterator[str]:
        for name, mistakes in self.path.mistakes.items():
            for mistake in mistakes:
                yield f"{full_name(name)}: {sentence(mistake, self.procedure.field(name), JAPANESE)}"

    def warnings(self) -> str:
        warnings = [warning for group in self.path.warnings.values() for warning in group]
        return "\n".join(str(warning.arguments.get("say", warning.key)) for warning in warnings)

    def comes_out(self) -> dict[str, Any]:
        """Under the keys of `expect`."""
        day = due_day(self.procedure, self.path)
        return {
            "due": day.isoformat() if day is not None else None,
            "late": is_late(self.procedure, self.path, self.today),
            "fee": fee_amount(self.procedure, self.path),
            "papers": self.papers,
            "computed": {name: self.path.answers.get(name) for name in self.story["expect"].get("computed", {})},
        }
