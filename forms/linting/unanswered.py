"""Computed answers and row numbers that may stay empty."""

from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.linting.worlds import Spot, Worlds
from forms.rules.expression import UNKNOWN, Expression


def _unanswered(procedure: Procedure) -> Iterator[Finding]:
    worlds = Worlds(procedure)
    rules: list[tuple[str, Spot, Expression | None]] = [
        (f"{field.path}.compute", worlds.spots[field.path], field.compute) for field in procedure.fields
    ]
    rules += [(f"{repeat.path}.rows", worlds.spots[repeat.path], repeat.rows) for repeat in procedure.repeats]
    for path, spot, rule in rules:
        for name in sorted(rule.names) if rule is not None else ():
            if rule is not None and _may_lack(worlds, rule, name, spot):
                text = f"{name} may be unanswered here, and then there is no value: ask for it, or explain it under `because`"
                yield Finding(path, "lint.maybe_unanswered", text, warning=True)


def _may_lack(worlds: Worlds, rule: Expression, name: str, spot: Spot) -> bool:
    question = name if name in worlds.fields else name.rpartition(".")[0]
    field = worlds.fields.get(question)
    if field is None or not field.type.asks:
        return False
    row = worlds.row_of(question)
    if row and row not in spot.rows:
        # One row without an answer, and no value can be gathered from all rows.
        inside = worlds.spots[f"ask.{question}"].guards != worlds.spots[f"repeats.{row}"].guards
        return inside or field.required is not True
    lacking = (world for world in worlds.at(spot, [rule], about=[question]) if world.answered(question) is False)
    return any(world.result(rule) is UNKNOWN for world in lacking)


CHECKS: tuple[Check, ...] = (_unanswered,)
