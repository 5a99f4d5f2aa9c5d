"""Closures that evaluate a checked expression to a value or UNKNOWN; none raises or does I/O."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from forms.numbers import partial_day
from forms.numbers.partial_day import PartialDay
from forms.path.environment import Environment
from forms.rules.functions import EXTREMES, Function
from forms.rules.scope import UNKNOWN, Scope
from forms.rules.types import DATE, TABLE, Type

Run = Callable[[Scope], object]

_ORDER: Mapping[str, Callable[..., object]] = MappingProxyType(
    {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)
# The environment is filled by other code: a value of another type counts as unknown.
_CLASSES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "yes_no": (bool,),
        "text": (str,),
        "number": (int, Decimal),
        "money": (int,),
        "date": (date,),
        "choice": (str,),
    }
)


def constant(value: object) -> Run:
    return lambda _: value


def field(name: str, repeat: str) -> Run:
    return (lambda scope: scope.value(name, repeat)) if repeat else (lambda scope: scope.value(name))


def answered(name: str, repeat: str) -> Run:
    return (lambda scope: scope.answered(name, repeat)) if repeat else (lambda scope: scope.answered(name))


def today(scope: Scope) -> object:
    return scope.environment.today


def door(scope: Scope) -> object:
    return scope.environment.door


def outside(read: Callable[[Environment], Mapping[str, object]], name: str, type_: Type, default: object) -> Run:
    classes = Mapping if type_.name.startswith(TABLE) else _CLASSES.get(type_.name, ())

    def run(scope: Scope) -> object:
        value = read(scope.environment).get(name, default)
        if type_ == DATE and isinstance(value, str):
            return _day(value)
        return value if isinstance(value, classes) else UNKNOWN

    return run


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return UNKNOWN


def negation(part: Run) -> Run:
    def run(scope: Scope) -> object:
        value = part(scope)
        return UNKNOWN if value is UNKNOWN else not value

    return run


def junction(parts: Sequence[Run], decisive: bool) -> Run:
    def run(scope: Scope) -> object:
        result: object = not decisive
        for part in parts:
            value = part(scope)
            if value is decisive:
                return decisive
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return run


def comparison(sign: str, left: Run, right: Run) -> Run:
    compare = _ORDER[sign]

    # The hot path: skips `_both`, since two values of one type cannot fail to compare.
    def run(scope: Scope) -> object:
        first: Any = left(scope)
        second: Any = right(scope)
        if first is UNKNOWN or second is UNKNOWN:
            return UNKNOWN
        if isinstance(first, PartialDay) or isinstance(second, PartialDay):
            agreed = partial_day.compare(sign, first, second)
            return UNKNOWN if agreed is None else agreed
        return compare(first, second)

    return run


def membership(left: Run, right: Run) -> Run:
    return _both(lambda value, values: operator.contains(values, value), left, right)


def total(left: Run, right: Run, minus: bool) -> Run:
    return _both(operator.sub if minus else operator.add, left, right)


def minus(part: Run) -> Run:
    return _both(operator.sub, constant(0), part)


def choice(holds: Run, then: Run, otherwise: Run) -> Run:
    def run(scope: Scope) -> object:
        value = holds(scope)
        return UNKNOWN if value is UNKNOWN else (then if value else otherwise)(scope)

    return run


def call(function: Function, arguments: Sequence[Run]) -> Run:
    def run(scope: Scope) -> object:
        values = [argument(scope) for argument in arguments]
        # Functions of a date need a complete one.
        if any(value is UNKNOWN or isinstance(value, PartialDay) for value in values):
            return UNKNOWN
        return _or_unknown(function.call, scope.environment, *values)

    return run


def extreme(name: str, parts: Sequence[Run]) -> Run:
    find = EXTREMES.get(name)
    return _several(abs if find is None else lambda *values: find(values), parts)


def _several(work: Callable[..., object], parts: Sequence[Run]) -> Run:
    def run(scope: Scope) -> object:
        values = [part(scope) for part in parts]
        return UNKNOWN if any(value is UNKNOWN for value in values) else _or_unknown(work, *values)

    return run


def count(repeat: str, inside: str) -> Run:
    def run(scope: Scope) -> object:
        rows = scope.rows(repeat, inside)
        return UNKNOWN if rows is None else len(rows)

    return run


def over_rows(repeat: str, inside: str, of: Run, gather: Callable[[list[object]], object]) -> Run:
    def run(scope: Scope) -> object:
        rows = scope.rows(repeat, inside)
        if rows is None:
            return UNKNOWN
        before = scope.enter(repeat, None)
        values = []
        for row in rows:
            scope.enter(repeat, row)
            values.append(of(scope))
        scope.enter(repeat, before)
        return gather(values)

    return run


def any_of(values: list[object]) -> object:
    return True if True in values else UNKNOWN if UNKNOWN in values else False


def all_of(values: list[object]) -> object:
    return False if False in values else UNKNOWN if UNKNOWN in values else True


def number_of(values: list[object]) -> object:
    return UNKNOWN if UNKNOWN in values else values.count(True)


def sum_of(values: list[object]) -> object:
    return UNKNOWN if UNKNOWN in values else sum(values)  # type: ignore[arg-type]


def least_of(values: list[object]) -> object:
    return _extreme(min, values)


def greatest_of(values: list[object]) -> object:
    return _extreme(max, values)


def first_of(values: list[object]) -> object:
    return values[0] if values else UNKNOWN


def _extreme(find: Callable[..., object], values: list[object]) -> object:
    # Unknown without rows, or if a day is partly known.
    return UNKNOWN if not values or UNKNOWN in values else _or_unknown(find, values)


def _both(work: Callable[..., object], left: Run, right: Run) -> Run:
    def run(scope: Scope) -> object:
        first, second = left(scope), right(scope)
        return UNKNOWN if first is UNKNOWN or second is UNKNOWN else _or_unknown(work, first, second)

    return run


def _or_unknown(work: Callable[..., object], *values: object) -> object:
    try:
        return work(*values)
    except (OverflowError, ValueError, TypeError):
        # A date outside the years 1 to 9999, past the horizon of the calendar, or known only in part.
        return UNKNOWN
