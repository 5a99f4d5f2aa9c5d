"""Computed answers and numbers of rows that stay empty for some people, because what they look at may be unanswered."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.linting.worlds import Spot, Worlds
from forms.procedure import Procedure
from forms.rules.expression import UNKNOWN, Expression


def _unanswered(procedure: Procedure) -> Iterator[Said]:
    worlds = Worlds(procedure)
    found: list[tuple[str, Spot, Expression | None]] = [
        (f"{field.path}.compute", worlds.spots[field.path], field.compute) for field in procedure.fields
    ]
    found += [(f"{repeat.path}.rows", worlds.spots[repeat.path], repeat.rows) for repeat in procedure.repeats]
    for path, spot, rule in found:
        for name in sorted(rule.names) if rule is not None else ():
            if rule is not None and _may_lack(worlds, rule, name, spot):
                text = f"{name} may be unanswered here, and then there is no value: ask for it, or say `because`"
                yield Said(path, "lint.maybe_unanswered", text, warning=True)


def _may_lack(worlds: Worlds, rule: Expression, name: str, spot: Spot) -> bool:
    question = name if name in worlds.fields else name.rpartition(".")[0]
    field = worlds.fields.get(question)
    if field is None or not field.type.asks:
        return False
    row = worlds.row_of(question)
    if row and row not in spot.rows:
        # One row without it, and nothing can be gathered from all of them.
        inside = worlds.spots[f"ask.{question}"].guards != worlds.spots[f"repeats.{row}"].guards
        return inside or field.required is not True
    lacking = (world for world in worlds.at(spot, [rule], about=[question]) if world.answered(question) is False)
    return any(rule.evaluate(world) is UNKNOWN for world in lacking)


CHECKS: tuple[Check, ...] = (_unanswered,)
