"""Reads `budget`, `settles` of `follows` and `decided` of `fee`."""

from forms.definition.budget import ARRIVAL, PERIOD, WAIT, Budget
from forms.definition.predecessor import RESULT
from forms.loading.questions import DraftStep
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape
from forms.loading.tree import Node
from forms.rules.faults import did_you_mean
from forms.rules.types import MONEY


def read_budget(
    reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None, result: DraftStep | None
) -> Budget | None:
    node = root.get("budget")
    amount = rules.expression(node.get("amount"), rules.everything, MONEY) if node is not None else None
    if shape is None:
        return None
    if shape.follows is not None and shape.follows.settles:
        _check_money(reading, root, ["follows", "settles"], shape.follows.settles, result)
    if shape.fee.decided:
        _check_money(reading, root, ["fee", "decided"], shape.fee.decided, result)
    budget = shape.budget
    if budget is None:
        return None
    _check_money(reading, root, ["budget", "granted"], budget.granted, result)
    if budget.order == PERIOD and budget.used_up == WAIT:
        text = f"nobody waits where the section divides the money after the period: leave `used_up: {WAIT}` out, or write `order: {ARRIVAL}`"
        reading.complain(place(root, ["budget", "used_up"]), "budget.wait", text)
    if budget.order == PERIOD and (shape.time is None or shape.time.window is None):
        text = f"`order: {PERIOD}` needs a period in which applications are taken: write `window` under `time`"
        reading.complain(key_place(root, ["budget", "order"]), "budget.period", text)
    if amount is None:
        return None
    return Budget(
        budget.of.removeprefix("city."), amount, budget.granted, budget.order, budget.used_up, budget.say,
        budget.certainty,
    )  # fmt: skip


def _check_money(reading: Reading, root: Node, where: list[str | int], name: str, result: DraftStep | None) -> None:
    # A question of the result that holds yen, outside of rows.
    known = [
        field.name.removeprefix(f"{RESULT}.")
        for field in (result.fields if result is not None else ())
        if not field.place.rows and (getattr(field.settings, "of", "") or field.type.id) == "money"
    ]
    if name not in known:
        text = f"no question of the result of type money is named so{did_you_mean(name, known)}"
        reading.complain(place(root, where), "name.unknown", text)
