import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType
from typing import Any

from forms.definition.procedure import Procedure
from forms.rules.expression import Expression

_WITHOUT = (str, NoneType, bool, int)  # most values of a definition


def expressions(procedure: Procedure) -> tuple[tuple[str, Expression], ...]:
    """(place, rule) in the order of the definition: `ask.birth.must.0`. Walks values once: it finds rules at new keys."""
    kept = vars(procedure)  # as a cached property of this frozen value
    if "expressions" not in kept:
        kept["expressions"] = tuple(_of(procedure))
    rules: tuple[tuple[str, Expression], ...] = kept["expressions"]
    return rules


def _of(procedure: Procedure) -> Iterator[tuple[str, Expression]]:
    for name in (
        "steps", "who_when", "attach", "due", "window", "fee", "budget", "period", "signature", "drawing", "withdraw", "next", "after",
    ):  # fmt: skip
        yield from _inside(getattr(procedure, name), name)
    for name, outcome in procedure.named_outcomes.items():
        yield from _inside(outcome, f"outcomes.{name}")


def _inside(value: Any, place: str) -> Iterator[tuple[str, Expression]]:
    if isinstance(value, Expression):
        yield place, value
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _inside(part, getattr(part, "path", f"{place}.{number}"))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _inside(part, f"{place}.{key}")
    else:
        kind: Any = type(value)
        for name in _names(kind):
            inner = getattr(value, name)
            if inner.__class__ not in _WITHOUT:
                # A rule and its message share a place: `must.0`, not `must.0.that`.
                yield from _inside(inner, place if name == "that" else f"{place}.{name}")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def rules_by_sentence(procedure: Procedure) -> Mapping[str, Expression]:
    return {f"{place}.say": rule for place, rule in expressions(procedure)}
