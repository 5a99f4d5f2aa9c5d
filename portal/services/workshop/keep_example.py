"""A walk in the preview, as a scenario."""

from datetime import date
from typing import Any

from forms.city.city import City
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.guide.trial import environment_of, walk_scenario
from forms.path.consequences import due_day, fee_amount, papers
from forms.path.environment import Environment
from forms.path.nested_answers import nested
from forms.path.path import Path
from forms.scenarios.scenarios import scenario_faults
from forms.text.hand_written import read_hand_written
from portal.services.workshop.fill_examples import NoExample
from portal.services.workshop.outside_questions import words_of


def keep_example(procedure: Procedure, city: City, path: Path, today: date, name: str) -> dict[str, Any]:
    # With answers as a person types them, and what they lead to. Raises NoExample where they cannot be written down.
    environment = environment_of(procedure, city, today)
    answers = {
        key: _typed(procedure.field(key), value, environment) if full_name(key) in procedure.by_name else value
        for key, value in path.answers.items()
    } | {key: list(numbers) for key, numbers in path.rows.items()}
    example: dict[str, Any] = {
        "name": _new_name(procedure, name), "today": today.isoformat(), "answers": nested(procedure, answers), "expect": {},
    }  # fmt: skip
    example["expect"] = _expected(procedure, walk_scenario(procedure, example, city))
    if scenario_faults(procedure, example, environment, {}):
        raise NoExample
    return example


def _new_name(procedure: Procedure, name: str) -> str:
    names = {scenario["name"] for scenario in procedure.scenarios}
    stem = words_of(name, 100) or "歩いてみた例"
    words = (stem if number == 1 else f"{stem}{number}" for number in range(1, len(names) + 2))
    return next(word for word in words if word not in names)


def _typed(field: Field, value: Value, environment: Environment) -> Value:
    if not isinstance(value, dict):
        return value
    text = " ".join(str(value[part]) for part in ("family", "given", "full") if part in value)
    parsed, message = read_hand_written(field, text, environment) if text else (None, "")
    return text if parsed is not None and not message and parsed.value == value else value


def _expected(procedure: Procedure, path: Path) -> dict[str, Any]:
    due, fee = due_day(procedure, path), fee_amount(procedure, path)
    asked = {full_name(name) for name in path.asked}
    unasked = [field.name for field in procedure.fields if field.type.asks and field.name not in asked]
    expected: dict[str, Any] = {"complete": path.complete}
    if path.stopped is not None:
        return expected | {"stops_at": path.stopped.place.removeprefix("ask.").removesuffix(".stop")}
    expected |= {"not_asked": unasked} if unasked else {}
    expected |= {"due": due.isoformat()} if due is not None else {}
    expected |= {"fee": fee} if fee is not None else {}
    if procedure.papers:
        expected["attachments"] = sorted({needed.paper.id for needed in papers(procedure, path)})
    return expected
