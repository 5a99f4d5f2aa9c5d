"""Usual answers: never to what decides about money or a right, nor to what is nobody's business to guess."""

from collections.abc import Iterator

from forms.linting.said import Check, Said
from forms.procedure import Procedure
from forms.rules.expression import Expression

_CLOSE = ("confidential", "number")


def _usual(procedure: Procedure) -> Iterator[Said]:
    deciding = _deciding(procedure)
    for field in procedure.fields:
        if field.usual is None:
            continue
        if field.protection in _CLOSE:
            text = f"{field.name} is {field.protection}: it is asked, and never taken as usual"
            yield Said(f"{field.path}.usual", "lint.usual", text)
        elif field.required is not True:
            yield Said(f"{field.path}.usual", "lint.usual", f"{field.name} may stay empty: leave `usual` out")
        elif field.stop is not None or field.name in deciding:
            text = f"a fee, a day, a paper or an end depends on {field.name}: it is asked, and never taken as usual"
            yield Said(f"{field.path}.usual", "lint.usual", text)


def _deciding(procedure: Procedure) -> frozenset[str]:
    """The questions that fee, deadline, papers, computed answers and ends look at."""
    rules: list[Expression | None] = [
        procedure.fee.amount,
        procedure.fee.exempt,
        *(one.when for one in procedure.papers),
    ]
    rules += [procedure.due.on] if procedure.due is not None else []
    for field in procedure.fields:
        rules += [field.compute, field.stop.when if field.stop is not None else None]
    return frozenset(name for rule in rules if rule is not None for name in rule.names)


CHECKS: tuple[Check, ...] = (_usual,)
