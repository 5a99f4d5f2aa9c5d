"""One scenario, and what it leads to in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from forms.definition.procedure import Procedure, full_name
from forms.guide.trial import walk_scenario
from forms.path.path import Path
from forms.rules.expression import Expression
from portal.services.procedures.check_sections import check_sections
from portal.services.procedures.describe_consequences import Consequences, describe_consequences
from portal.services.procedures.rule_words import rule_words
from portal.services.shared.catalogue import speech_of


@dataclass(frozen=True)
class QuestionRun:
    # `why`: its conditions; `missing`: it needs an answer and has none.
    label: str
    asked: bool
    why: str
    value: str
    missing: bool


@dataclass(frozen=True)
class ExampleRun:
    # `stopped`: the words of a `stop`, or ().
    day: date
    door: str
    complete: bool
    stopped: Sequence[str]
    questions: Sequence[QuestionRun]
    follows: Consequences


def run_example(procedure: Procedure, city: City, number: int) -> ExampleRun:
    # Raises IndexError.
    scenario = procedure.scenarios[number]
    path = walk_scenario(procedure, scenario, city)
    speech, day = speech_of(procedure, "ja"), date.fromisoformat(scenario["today"])
    return ExampleRun(
        day,
        scenario.get("door", "online"),
        path.complete,
        path.stopped.words(speech) if path.stopped is not None else (),
        tuple(_questions(procedure, path)),
        describe_consequences(procedure, path, speech, day),
    )


def _questions(procedure: Procedure, path: Path) -> Iterator[QuestionRun]:
    values: dict[str, list[str]] = {}
    for section in check_sections(procedure, path, speech_of(procedure, "ja")):
        for row in section.rows:
            if row.value:
                values.setdefault(full_name(row.field), []).append(row.value)
    asked, missing = ({full_name(name) for name in names} for names in (path.asked, path.missing))
    around = _around(procedure)
    for field in procedure.fields:
        if field.type.asks or field.name in values:
            why = "、".join(rule_words(procedure, rule, field.name).when for rule in around[field.name])
            value = "、".join(values.get(field.name, ()))
            yield QuestionRun(field.label, field.name in asked, why, value, field.name in missing)


def _around(procedure: Procedure) -> dict[str, list[Expression]]:
    # All conditions of a question, those of its step and rows first.
    rules: dict[str, list[Expression]] = {field.name: [] for field in procedure.fields}
    for step in procedure.steps:
        for field in step.fields:
            rules[field.name] += [step.when] if step.when is not None else []
    for repeat in procedure.repeats:
        for page in repeat.pages:
            for field in page.fields:
                rules[field.name] += [repeat.when] if repeat.when is not None else []
    for field in procedure.fields:
        rules[field.name] += [field.when] if field.when is not None else []
    return rules
