"""Moves a scenario's answers to another person and day."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure, full_name
from forms.numbers.calendar import add_months
from forms.numbers.draws import posted
from forms.path.environment import Environment
from forms.path.path import Path, walk
from forms.scenarios.scenario_answers import read_answers
from portal.cli.demo_city.invent_people import Invented, invent

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_Change = Callable[[Any], Any]


def scenarios_of(procedure: Procedure, door: str) -> list[Mapping[str, Any]]:
    """Those that can be sent; of this door first."""
    whole = [scenario for scenario in procedure.scenarios if scenario["expect"].get("complete")]
    plain = [scenario for scenario in whole if not any(name.endswith("[*]") for name in scenario["answers"])]
    return sorted(plain, key=lambda scenario: scenario.get("door", "online") != door)


def adapt_answers(
    procedure: Procedure, scenario: Mapping[str, Any], environment: Environment, source: Random
) -> tuple[Answers, Invented] | None:
    """Without files: `missing_files` lists what must be attached. None if no change keeps every rule."""
    given, days = _given(procedure, scenario, environment)
    sex = given.get(procedure.principal.get("sex", "sex"), "")
    person = invent(source, sex if isinstance(sex, str) else "")
    named = _renamed(procedure, given, person)
    chosen = _first_fit(procedure, (_moved(named, days), named, _moved(given, days), given), environment, source)
    return None if chosen is None else (chosen, person)


def own_answers(
    procedure: Procedure, scenario: Mapping[str, Any], environment: Environment, source: Random
) -> tuple[Answers, Invented] | None:
    """As `adapt_answers`, of the scenario's person."""
    given, days = _given(procedure, scenario, environment)
    chosen = _first_fit(procedure, (_moved(given, days), given), environment, source)
    return None if chosen is None else (chosen, invent(source))


def _given(
    procedure: Procedure, scenario: Mapping[str, Any], environment: Environment
) -> tuple[dict[str, Value], int]:  # fmt: skip
    given = without_files(procedure, read_answers(procedure, scenario["answers"]).answers)
    return given, (environment.today - date.fromisoformat(scenario["today"])).days


def _first_fit(
    procedure: Procedure, candidates: Sequence[Answers], environment: Environment, source: Random
) -> Answers | None:
    for answers in candidates:
        chosen = _with_slots(procedure, answers, environment, source)
        if chosen is not None and fits(walk(procedure, chosen, environment)):
            return chosen
    return None


def fits(path: Path) -> bool:
    """Complete but for files."""
    lists = any(asked.open and asked.repeat is not None for asked in path.pages)
    return not path.mistakes and not lists and path.stopped is None and set(path.missing) == set(missing_files(path))


def missing_files(path: Path) -> list[str]:
    return [field.id for field in path.fields if field.id in path.missing and field.type.control == "file"]


def without_files(procedure: Procedure, answers: Answers) -> dict[str, Value]:
    """Files of scenarios have no content."""
    known = procedure.by_name
    return {
        name: value
        for name, value in answers.items()
        if full_name(name) not in known or known[full_name(name)].type.control != "file"
    }


def _moved(answers: Answers, days: int) -> dict[str, Value]:
    # With all days: ages stay the same.

    def move(value: Any) -> Any:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
        if isinstance(value, str) and _MONTH.fullmatch(value):
            return add_months(date.fromisoformat(f"{value}-01"), round(days / 30.4)).isoformat()[:7]
        return value

    return {name: _changed(value, move) for name, value in answers.items()}


def _renamed(procedure: Procedure, answers: Answers, person: Invented) -> dict[str, Value]:
    # And those who share the family name.
    before = [answers.get(procedure.principal.get(role, "")) for role in ("name", "kana")]
    pairs = [(old, new) for old, new in zip(before, (person.name, person.kana), strict=True) if isinstance(old, dict)]
    home = next(_homes(answers), None)

    def rename(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        for old, new in pairs:
            if value == old:
                return dict(new)
            if old.get("family") and value.get("family") == old["family"]:
                return {**value, "family": new["family"]}
        return {**value, **person.address} if home is not None and _is_home(value, home) else value

    return {name: _changed(value, rename) for name, value in answers.items()}


def _homes(answers: Answers) -> Iterator[Mapping[str, Any]]:
    for value in answers.values():
        if isinstance(value, dict) and "street" in value and str(value.get("town", "")).startswith("見本県見本市"):
            yield value


def _is_home(value: Mapping[str, Any], home: Mapping[str, Any]) -> bool:
    return (value.get("town"), value.get("street")) == (home["town"], home["street"])


def _changed(value: Any, change: _Change) -> Any:
    if isinstance(value, dict):
        return change({key: _changed(inner, change) for key, inner in value.items()})
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return change(value)


def _with_slots(
    procedure: Procedure, answers: Answers, environment: Environment, source: Random
) -> dict[str, Value] | None:
    # None if every time is taken.
    chosen = dict(answers)
    for name in answers:
        field = procedure.by_name.get(full_name(name))
        if field is None or field.type.id != "slot":
            continue
        raw = [slot.id for slot in environment.slots(field.settings.resource) if getattr(slot, "free", 1)]
        parsed = field.type.parse({"": (source.choice(raw),)}, field.settings, environment) if raw else None
        if parsed is None or parsed.value is None:
            return None
        chosen[name] = parsed.value
    return chosen


def typed_boxes(fields: Iterable[Field], answers: Answers) -> dict[str, list[str]]:
    boxes: dict[str, list[str]] = {}
    for field in fields:
        if field.id in answers:
            raw = field.type.typed(answers[field.id], field.settings)
            boxes |= {box: list(texts) for box, texts in posted(field, raw).items()}
    return boxes
