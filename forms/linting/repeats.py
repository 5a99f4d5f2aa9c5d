"""Numbers of rows, and rules without rows."""

import ast
from collections.abc import Iterator

from forms.definition.expressions import expressions
from forms.definition.procedure import Procedure, Repeat
from forms.linting.finding import Check, Finding
from forms.rules.parse import parse

# Rules whose path in the file differs from that in the procedure.
_ELSEWHERE = {"due.on": "time.due", "period.days": "time.period.days", "fee.exempt": "fee.exempt.when"}


def _bounds(procedure: Procedure) -> Iterator[Finding]:
    for repeat in procedure.repeats:
        path = f"{repeat.path}.repeat"
        if repeat.rows is None:
            if f"{repeat.path}.max" not in procedure.marks:
                yield Finding(
                    path, "lint.rows_max", "write `max`: how many rows fit on the form, or a few more than anyone has"
                )
            continue
        for name in sorted(repeat.rows.names & set(procedure.by_name)):
            most = getattr(procedure.by_name[name].settings, "max", None)
            if isinstance(most, int) and most > repeat.max:
                text = f"{repeat.id} has at most {repeat.max} rows: write `max` here, or more would be lost"
                yield Finding(f"ask.{name}.max", "lint.rows_number", text)


def _all(procedure: Procedure) -> Iterator[Finding]:
    # Rule 7 of the language: `all` over no rows is true.
    maybe_empty = [repeat for repeat in procedure.repeats if not _never_empty(procedure, repeat)]
    for path, rule in expressions(procedure) if maybe_empty else ():
        named = [repeat for repeat in maybe_empty if repeat.id in rule.names]
        if not named or ".count(" in rule.text:
            continue
        for node in ast.walk(parse(rule.text)):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr="all")):
                    name = ast.unparse(owner)
                    for repeat in named:
                        if f".{repeat.id}".endswith(f".{name}"):
                            text = f"without rows this is true: write `min` at {repeat.id}, or ask {name}.count() too"
                            yield Finding(_written(procedure, path), "lint.all_of_none", text)


def _never_empty(procedure: Procedure, repeat: Repeat) -> bool:
    if repeat.rows is None:
        return repeat.min > 0
    counted = procedure.by_name.get(repeat.rows.text.strip())
    return counted is not None and getattr(counted.settings, "min", 0) > 0


def _written(procedure: Procedure, place: str) -> str:
    rule = f"{place}.that"
    return rule if rule in procedure.marks else _ELSEWHERE.get(place, place)


CHECKS: tuple[Check, ...] = (_bounds, _all)
