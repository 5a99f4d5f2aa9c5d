import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.city.city import City
from forms.definition.procedure import Field, Procedure, Repeat, full_name
from forms.guide.trial import environment_of
from forms.path.environment import Environment
from forms.path.nested_answers import nested
from forms.path.path import AskedPage, Path, walk
from forms.scenarios.sampling import Search
from forms.scenarios.scenario_answers import read_answers
from forms.text.hand_written import read_hand_written

Example = Mapping[str, Any]


class NoExample(Exception):
    # No answers were made up that end as the scenario says.
    pass


class _Sparing(Search):
    def typed(self, field: Field, attempt: int) -> Mapping[str, tuple[str, ...]]:
        if field.id not in self.answers and field.id not in self.path.required:
            return {}
        return super().typed(field, attempt)

    def list_rows(self, asked: AskedPage, repeat: Repeat) -> None:
        key = asked.page.id
        if asked.open or self.path.offers.get(key):
            super().list_rows(asked, repeat)
        else:
            self.answers = {**self.answers, key: list(self.path.rows[key])}
            self.seen |= {key}


def fill_answers(procedure: Procedure, city: City, example: Example) -> dict[str, Any]:
    # Keeps the answers that can stay. Takes seconds for a large definition. Raises NoExample.
    day = date.fromisoformat(example["today"])
    here = replace(environment_of(procedure, city, day), door=example.get("door", "online"))
    search = _Sparing(procedure, here, random.Random(0))
    search.answers = _stored(procedure, here, example["answers"])
    search.path = walk(procedure, search.answers, here)
    if not search.run():
        raise NoExample
    if example["expect"].get("complete", True):
        filled = nested(procedure, _answers(search, search.path))
        kept = _stored(procedure, here, example["answers"])
        # An answer that stays is not rewritten.
        same = {name: value for name, value in example["answers"].items() if kept.get(name, value) == filled.get(name)}
        return {name: same.get(name, value) for name, value in filled.items()}
    return _lacking(procedure, here, search)


def new_example(procedure: Procedure, city: City, today: date, complete: bool) -> dict[str, Any]:
    # Raises NoExample.
    example: Example = {"today": today.isoformat(), "answers": {}, "expect": {"complete": complete}}
    answers = fill_answers(procedure, city, example)
    names = {scenario["name"] for scenario in procedure.scenarios}
    stem = "出せる" if complete else "足りない"
    name = next(word for number in range(1, len(names) + 2) if (word := f"{stem}例{number}") not in names)
    return {"name": name, **example, "answers": answers}


def _stored(procedure: Procedure, here: Environment, written: Mapping[str, Any]) -> Answers:
    stored = {}
    for key, value in read_answers(procedure, written).answers.items():
        if isinstance(value, list) and full_name(key) in {repeat.id for repeat in procedure.repeats}:
            stored[key] = value
            continue
        parsed, message = read_hand_written(procedure.field(key), value, here)
        if not message and parsed.value is not None:
            stored[key] = parsed.value
    return stored


def _answers(search: Search, path: Path) -> Answers:
    return {**path.answers, **search.lists(path)}


def _lacking(procedure: Procedure, here: Environment, search: Search) -> dict[str, Any]:
    # Without the last answer that is needed.
    full = _answers(search, search.path)
    for field in reversed([field for field in search.path.fields if field.id in search.path.required]):
        path = walk(procedure, {key: value for key, value in full.items() if key != field.id}, here)
        if not path.complete:
            return nested(procedure, _answers(search, path))
    raise NoExample
