"""A fictional household before one procedure: what they say, and what must come of it, worked out from published rules by
hand. The form is walked page by page as they would; what decides nothing (names, addresses, numbers of telephones) is
made up, and a question that decides something and of which the story says nothing fails it."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path as Folder
from typing import Any

from ruamel.yaml import YAML

from forms.binding import bind, sentence
from forms.city import City, load_city
from forms.consequences import due_day, fee_amount, is_late, papers
from forms.draws import posted
from forms.environment import Environment
from forms.loading import load
from forms.messages import sentences
from forms.path import AskedPage, Path, walk
from forms.procedure import Field, Procedure, full_name
from forms.registry import field_types
from forms.rows import add_row
from forms.scenario_answers import Given, read_answers
from forms.speech import Speech
from forms.trial import environment_of
from tests.forms.household import FORMS

STORIES = Folder(__file__).parent / "stories"
CITY: City = load_city(FORMS / "cities" / "mihon")
JAPANESE = Speech("ja", sentences("ja"), {})
# What decides nothing, whoever they are.
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
    """The form asks what the story does not say."""


@cache
def procedure_of(name: str) -> Procedure:
    return load(FORMS / "procedures" / f"{name}.yaml", fields=field_types())


def read_story(file: Folder) -> Mapping[str, Any]:
    """Days as they are stored: ISO text."""
    story: Mapping[str, Any] = _plain(YAML(typ="safe").load(file.read_text("utf-8")))
    return story


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass
class Telling:
    """One way through the form. `path` is where it came to; `unused` what was said and never asked."""

    story: Mapping[str, Any]
    other: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.procedure = procedure_of(self.story["procedure"])
        here = {**self.story, **self.other}
        self.today = date.fromisoformat(here["today"])
        there = environment_of(self.procedure, CITY, self.today)
        city = {**there.city, **here.get("city", {})}
        self.environment: Environment = replace(there, door=here.get("door", "online"), city=city)
        said = {**self.story["answers"], **self.other.get("answers", {})}
        self.given: Given = read_answers(self.procedure, {name: self._account(name, one) for name, one in said.items()})
        assert not self.given.unknown, self.given.unknown
        self.path = self._walked()

    @staticmethod
    def _account(name: str, said: Any) -> Any:
        return ACCOUNTS[said] if name.endswith("account.to") else said

    def _walked(self) -> Path:
        answers: dict[str, Any] = {}
        seen: frozenset[str] = frozenset()
        path = walk(self.procedure, answers, self.environment)
        while (asked := path.next_page(seen)) is not None:
            if asked.repeat is not None:
                answers, more = self._rows(path, asked, answers)
                seen = seen if more else seen | {asked.page.id}
            else:
                found = self._answered(path, asked, answers)
                if found.mistakes or found.stopped is not None:
                    return found
                answers = {**found.answers, **{key: list(rows) for key, rows in found.rows.items()}}
                seen |= {asked.page.id}
            path = walk(self.procedure, answers, self.environment)
        return path

    def _rows(self, path: Path, asked: AskedPage, answers: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """One more row while the story has more; the list, and whether one was added."""
        key = asked.page.id
        if len(path.rows[key]) < len(self.given.answers.get(key, ())):
            return add_row(path, answers, key)[0], True
        if asked.open:
            raise Unsaid(f"rows of {key}")
        return {**answers, key: list(path.rows[key])}, False

    def _answered(self, path: Path, asked: AskedPage, answers: Mapping[str, Any]) -> Path:
        typed = {box: texts for one in asked.fields for box, texts in self._typed(path, one).items()}
        return bind(self.procedure, {one.id for one in asked.fields}, typed, answers, self.environment)

    def _typed(self, path: Path, one: Field) -> Mapping[str, tuple[str, ...]]:
        value = self.given.get(one)
        if value is not None:
            return posted(one, one.type.typed(value, one.settings))
        if not one.type.asks or one.id not in path.required:
            return {}
        if one.type.id == "consent":  # what everybody has to agree to
            return posted(one, one.type.typed(True, one.settings))
        if one.type.id not in MADE_UP:
            raise Unsaid(f"{one.id}: {one.label}")
        return posted(one, one.type.good(one.settings, random.Random(one.id)))

    @property
    def asked(self) -> frozenset[str]:
        return self.path.asked | {full_name(name) for name in self.path.asked}

    @property
    def unused(self) -> set[str]:
        return {name for name in self.given.names if name in self.procedure.by_name} - self.asked

    @property
    def papers(self) -> list[str]:
        return sorted(one.paper.label for one in papers(self.procedure, self.path))

    @property
    def stopped(self) -> str:
        stop = self.path.stopped
        return "" if stop is None else stop.place.removeprefix("ask.").removesuffix(".stop")

    def mistakes(self) -> Iterator[str]:
        for name, said in self.path.mistakes.items():
            for one in said:
                yield f"{full_name(name)}: {sentence(one, self.procedure.field(name), JAPANESE)}"

    def warnings(self) -> str:
        said = [one for found in self.path.warnings.values() for one in found]
        return "\n".join(str(one.arguments.get("say", one.key)) for one in said)

    def comes_out(self) -> dict[str, Any]:
        """What follows, under the names that `expect` has for it."""
        day = due_day(self.procedure, self.path)
        return {
            "due": day.isoformat() if day is not None else None,
            "late": is_late(self.procedure, self.path, self.today),
            "fee": fee_amount(self.procedure, self.path),
            "papers": self.papers,
            "computed": {name: self.path.answers.get(name) for name in self.story["expect"].get("computed", {})},
        }
