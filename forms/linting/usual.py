"""Forbidden for confidential questions and those on money or rights."""

from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.rules.expression import Expression

_CLOSE = ("confidential", "number")


def _usual(procedure: Procedure) -> Iterator[Finding]:
    deciding = _deciding(procedure)
    for field in procedure.fields:
        if field.usual is None:
            continue
        if field.protection in _CLOSE:
            text = f"{field.name} is {field.protection}: remove `usual`"
            yield Finding(f"{field.path}.usual", "lint.usual", text)
        elif field.required is not True:
            yield Finding(f"{field.path}.usual", "lint.usual", f"{field.name} may stay empty: remove `usual`")
        elif field.stop is not None or field.name in deciding:
            text = f"a fee, a day, a paper or an end depends on {field.name}: remove `usual`"
            yield Finding(f"{field.path}.usual", "lint.usual", text)


def _deciding(procedure: Procedure) -> frozenset[str]:
    rules: list[Expression | None] = [
        procedure.fee.amount,
        procedure.fee.exempt,
        *(paper.when for paper in procedure.papers),
    ]
    rules += [procedure.due.on] if procedure.due is not None else []
    for field in procedure.fields:
        rules += [field.compute, field.stop.when if field.stop is not None else None]
    return frozenset(name for rule in rules if rule is not None for name in rule.names)


CHECKS: tuple[Check, ...] = (_usual,)
