"""The desk's answers for a result, deterministic for a seed; seed 0 as a section might write them."""

import random
from contextlib import suppress
from datetime import date

from forms.answers import Answers
from forms.definition.field import Raw, Value
from forms.definition.procedure import Field, Procedure
from forms.numbers.calendar import add_months, month_end, open_day_until
from forms.numbers.draws import Draws
from forms.path.environment import Environment
from forms.path.path import Path
from forms.path.result import as_procedure, read_result
from forms.scenarios.sampling import NoSample

_TRIES = 200


def sample_result(
    procedure: Procedure, outcome: str, before: Path, environment: Environment, seed: int, decided: date | None = None
) -> Answers:
    """`before`: the application's path; `environment.today`: its arrival; `decided`: the desk's day, else arrival.
    Raises NoSample."""
    source, drawn = random.Random(seed), dict[str, Raw]()
    written = max(open_day_until(decided, environment.calendar), environment.today) if decided else environment.today
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
        plain = {field.id: _plain(field, written) for field in again if seed == 0 and attempt == 0}
        drawn |= {field.id: plain.get(field.id) or draws.boxes(field, before) for field in again}
        if attempt % 2:  # a total is hit by no random number
            drawn |= {
                field.id: _total(path, field) for field in again if field.type.id == "money" and field.id == field.name
            }
    raise NoSample(f"{procedure.id}: no result was found for {outcome}")


def _plain(field: Field, today: date) -> Raw:
    label = field.label.split("（")[0]
    # 次の判定 and the like come years later.
    month = add_months(today.replace(day=1), 24 if label.startswith("次の") else 1)
    most = getattr(field.settings, "max", None)
    number = max(1, getattr(field.settings, "min", None) or 1)
    words = "12345" if "番号" in label else "見本　花子" if label.endswith("氏名") else f"（見本）{label}"
    usual: dict[str, Value] = {
        "date": today.isoformat(),
        "year_month": month.isoformat()[:7],
        "period": {"from": today.isoformat(), "to": month_end(add_months(today, 12)).isoformat()},
        "money": 10_000,
        "integer": number,
        "text": words[:most] if isinstance(most, int) else words,
        "long_text": words,
        "choice": next(iter(field.type.options(field.settings)), ""),
    }
    with suppress(KeyError, TypeError, AttributeError):
        return field.type.typed(usual[field.type.id], field.settings)
    return {}


def _total(path: Path, total: Field) -> Raw:
    amounts = [
        value for field in path.fields
        if field.type.id == "money" and field.id != field.name and isinstance(value := path.answers.get(field.id), int)
    ]  # fmt: skip
    return total.type.typed(sum(amounts), total.settings)
