"""Random answers of the desk to the questions of a result; deterministic for a seed."""

import random

from forms.answers import Answers
from forms.definition.field import Raw
from forms.definition.procedure import Field, Procedure
from forms.numbers.draws import Draws
from forms.path.environment import Environment
from forms.path.path import Path
from forms.path.result import as_procedure, read_result
from forms.scenarios.sampling import NoSample

_TRIES = 200


def sample_result(procedure: Procedure, outcome: str, before: Path, environment: Environment, seed: int) -> Answers:
    """`before`: the path of the application. Raises NoSample."""
    source, drawn = random.Random(seed), dict[str, Raw]()
    draws = Draws(as_procedure(procedure), environment, source)

    def raw_of(field: Field) -> Raw:
        return drawn.get(field.id, {})

    for attempt in range(_TRIES):
        path = read_result(procedure, outcome, raw_of, before, environment)
        again = [
            field
            for field in path.fields
            if field.type.asks and (field.id not in drawn or field.id in path.missing or field.id in path.mistakes)
        ]
        if not again:
            return path.answers
        drawn |= {field.id: draws.boxes(field, before) for field in again}
        if attempt % 2:  # a total is hit by no random number
            drawn |= {
                field.id: _total(path, field) for field in again if field.type.id == "money" and field.id == field.name
            }
    raise NoSample(f"{procedure.id}: no result was found for {outcome}")


def _total(path: Path, total: Field) -> Raw:
    amounts = [
        value for field in path.fields
        if field.type.id == "money" and field.id != field.name and isinstance(value := path.answers.get(field.id), int)
    ]  # fmt: skip
    return total.type.typed(sum(amounts), total.settings)
