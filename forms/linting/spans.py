"""Rules over spans of numbers, days and lengths of time, in place of single values: what holds of a whole span holds of each value in it."""

# EITHER is a yes or no that the spans leave open, NEVER one that is false or unknown; UNKNOWN is also what is not worked out here.

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import product
from types import SimpleNamespace
from typing import Any

from forms.numbers.partial_day import PartialDay
from forms.path.environment import Environment
from forms.rules import compile as closures
from forms.rules.check import Checker
from forms.rules.compile import Run
from forms.rules.expression import Expression
from forms.rules.functions import EXTREMES, FUNCTIONS, Duration, Function
from forms.rules.parse import parse
from forms.rules.scope import UNKNOWN, Scope
from forms.rules.types import DATE, MONEY, NUMBER, YES_NO, Type


class Open(Enum):
    EITHER = "either"
    NEVER = "never"


EITHER, NEVER = Open.EITHER, Open.NEVER
End = Any  # int, Decimal, date or Duration


@dataclass(frozen=True)
class Span:
    """Both ends included. `whole`: numbers without fractions; not `sure`: or no value."""

    low: End
    high: End
    whole: bool = True
    sure: bool = True

    @classmethod
    def of(cls, low: End, high: End, *spans: "Span") -> "Span":
        """Computed from `spans`."""
        return cls(low, high, all(span.whole for span in spans), all(span.sure for span in spans))

    @property
    def finite(self) -> bool:
        return not any(isinstance(end, Decimal) and end.is_infinite() for end in (self.low, self.high))


EVERY_NUMBER = Span(Decimal("-Infinity"), Decimal("Infinity"), whole=False)
EVERY_AMOUNT = replace(EVERY_NUMBER, whole=True)
EVERY_DAY = Span(date.min, date.max)


def _span(value: object) -> Span | None:
    if isinstance(value, Span):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal | date | Duration):
        return None
    return Span(value, value, not isinstance(value, Decimal))


def _spans(values: Sequence[object]) -> list[Span] | None:
    # None if there is another kind of value.
    spans = [span for span in map(_span, values) if span is not None]
    return spans if len(spans) == len(values) else None


def _open(value: object) -> bool:
    return isinstance(value, Open | Span)


def _hull(first: object, second: object) -> object:
    spans = _spans([first, second])
    if spans is None:
        return first if first is second else EITHER if _yes_no(first) and _yes_no(second) else UNKNOWN
    span, other = spans
    if isinstance(span.low, Duration):
        # Each part by itself: a day moves on with either.
        low = Duration(min(span.low.months, other.low.months), min(span.low.days, other.low.days))
        high = Duration(max(span.high.months, other.high.months), max(span.high.days, other.high.days))
        return Span.of(low, high, span, other)
    return Span.of(min(span.low, other.low), max(span.high, other.high), span, other)


def _yes_no(value: object) -> bool:
    return value is EITHER or isinstance(value, bool)


def negation(part: Run) -> Run:
    plain = closures.negation(part)

    def run(scope: Scope) -> object:
        value = part(scope)
        return EITHER if value is EITHER else UNKNOWN if value is NEVER else plain(scope)

    return run


def junction(parts: Sequence[Run], decisive: bool) -> Run:
    def run(scope: Scope) -> object:
        values = [part(scope) for part in parts]
        if any(value is decisive for value in values):
            return decisive
        if NEVER in values:
            return NEVER if not decisive or all(value is NEVER or value is False for value in values) else UNKNOWN
        return next((mark for mark in (UNKNOWN, EITHER) if mark in values), not decisive)

    return run


def comparison(sign: str, left: Run, right: Run) -> Run:
    plain = closures.comparison(sign, left, right)

    def run(scope: Scope) -> object:
        first, second = left(scope), right(scope)
        if not _open(first) and not _open(second):
            return plain(scope)
        if first is UNKNOWN or second is UNKNOWN or isinstance(first, PartialDay) or isinstance(second, PartialDay):
            return UNKNOWN
        result = _compared(sign, first, second)
        return result if is_sure(first) and is_sure(second) else NEVER if result is False else UNKNOWN

    return run


def is_sure(value: object) -> bool:
    return value is not UNKNOWN and value is not NEVER and (not isinstance(value, Span) or value.sure)


def _compared(sign: str, first: object, second: object) -> object:
    spans = _spans([first, second])
    if spans is None:
        return EITHER
    span, other = spans
    match sign:
        case ">" | ">=":
            return _compared({">": "<", ">=": "<="}[sign], other, span)
        case "<":
            return True if span.high < other.low else False if span.low >= other.high else EITHER
        case "<=":
            return True if span.high <= other.low else False if span.low > other.high else EITHER
    apart = span.high < other.low or other.high < span.low
    same = span.low == span.high == other.low == other.high
    return EITHER if not apart and not same else same is (sign == "==")


def membership(left: Run, right: Run) -> Run:
    plain = closures.membership(left, right)

    def run(scope: Scope) -> object:
        value: object = left(scope)
        if not isinstance(value, Span):
            return plain(scope)
        results = [_compared("==", value, member) for member in right(scope)]  # type: ignore[attr-defined]
        inside = False if all(result is False for result in results) else True if True in results else EITHER
        return inside if value.sure else NEVER if inside is False else UNKNOWN

    return run


def total(left: Run, right: Run, minus: bool) -> Run:
    plain = closures.total(left, right, minus)

    def run(scope: Scope) -> object:
        first, second = left(scope), right(scope)
        if not _open(first) and not _open(second):
            return plain(scope)
        return _worked(lambda span, other: _sum(span, _negative(other) if minus else other), first, second)

    return run


def _sum(left: Span, right: Span) -> Span:
    return _between(operator.add, left, right)


def _negative(span: Span) -> Span:
    return Span.of(-span.high, -span.low, span)


def _between(work: Callable[..., Any], *spans: Span) -> Span:
    # Of what no larger value makes smaller. Not sure if days leave the years 1 to 9999.
    try:
        return Span.of(work(*(span.low for span in spans)), work(*(span.high for span in spans)), *spans)
    except OverflowError:
        ends = [_day(work, [span.low for span in spans]), _day(work, [span.high for span in spans])]
    return Span(ends[0] or date.min, ends[1] or date.max, sure=False)


def _day(work: Callable[..., Any], ends: Sequence[End]) -> date | None:
    try:
        day: date = work(*ends)
    except OverflowError:
        return None
    return day


def minus(part: Run) -> Run:
    return total(closures.constant(0), part, minus=True)


def choice(holds: Run, then: Run, otherwise: Run) -> Run:
    plain = closures.choice(holds, then, otherwise)

    def run(scope: Scope) -> object:
        condition = holds(scope)
        if condition is not EITHER:
            return UNKNOWN if condition is NEVER else plain(scope)
        values = then(scope), otherwise(scope)
        return UNKNOWN if any(value is UNKNOWN for value in values) else _hull(*values)

    return run


def extreme(name: str, parts: Sequence[Run]) -> Run:
    plain = closures.extreme(name, parts)

    def run(scope: Scope) -> object:
        values = [part(scope) for part in parts]
        if not any(map(_open, values)):
            return plain(scope)
        return _worked(_size if name not in EXTREMES else lambda *spans: _least_or_most(EXTREMES[name], spans), *values)

    return run


def _least_or_most(find: Callable[..., Any], spans: Sequence[Span]) -> Span:
    return Span.of(find(span.low for span in spans), find(span.high for span in spans), *spans)


def _size(span: Span) -> Span:
    if span.low >= 0:
        return span
    return Span.of(max(-span.high, 0), max(-span.low, span.high), span)


def call(function: Function, arguments: Sequence[Run]) -> Run:
    plain = closures.call(function, arguments)
    work = next((work for name, work in _FUNCTIONS.items() if FUNCTIONS[name] is function), None)

    def run(scope: Scope) -> object:
        values = [argument(scope) for argument in arguments]
        if not any(map(_open, values)):
            return plain(scope)
        if function is FUNCTIONS["only_if"]:
            holds, amount = values
            return _only_if(holds, amount)
        rounding = values.pop() if function.rounds else None
        extra = () if rounding is None else (rounding,)
        return UNKNOWN if work is None else _worked(lambda *spans: work(*spans, *extra), *values)

    return run


def _only_if(holds: object, amount: object) -> object:
    if holds is UNKNOWN or holds is NEVER or amount is UNKNOWN:
        return UNKNOWN
    return _hull(amount, 0) if holds is EITHER else amount if holds else _nothing(amount)


def _nothing(amount: object) -> object:
    return replace(amount, low=0, high=0) if isinstance(amount, Span) else 0


def _worked(work: Callable[..., object], *values: object) -> object:
    spans = _spans(values)
    if spans is None:
        return UNKNOWN
    try:
        return work(*spans)
    except (ArithmeticError, ValueError, TypeError):
        # A day outside the years 1 to 9999, or no end.
        return UNKNOWN


def _share(amount: Span, part: Span, whole: Span, rounding: str) -> object:
    if whole.low <= 0:
        return UNKNOWN
    if not (amount.finite and part.finite and whole.finite):
        return replace(EVERY_AMOUNT, sure=_all_sure(amount, part, whole))
    ends = product((amount.low, amount.high), (part.low, part.high), (whole.low, whole.high))
    shares: list[Any] = [FUNCTIONS["share"].call(None, *end, rounding) for end in ends]
    # Fractions are rounded towards zero, whole numbers down.
    slack = 0 if amount.whole and part.whole and whole.whole else 1
    return Span(min(shares) - slack, max(shares) + slack, sure=_all_sure(amount, part, whole))


def _all_sure(*spans: Span) -> bool:
    return all(span.sure for span in spans)


def _times(amount: Span, count: Span) -> object:
    if not count.whole:
        return UNKNOWN
    if not (amount.finite and count.finite):
        return replace(EVERY_AMOUNT, sure=_all_sure(amount, count))
    products = [end * other for end, other in product((amount.low, amount.high), (count.low, count.high))]
    return Span.of(min(products), max(products), amount, count)


def _length(unit: str) -> Callable[[Span], Span]:
    call = FUNCTIONS[unit].call
    return lambda count: Span.of(call(None, count.low), call(None, count.high), count)


def _rising(name: str) -> Callable[..., Span]:
    # Of functions that no later day or larger number makes smaller.
    call = FUNCTIONS[name].call
    return lambda *spans: _between(lambda *ends: call(None, *ends), *spans)


def _age_on(birth: Span, day: Span) -> Span:
    age = FUNCTIONS["age_on"].call
    age(None, birth.high, day.low)  # raises ValueError if it may be before the birth
    # No age is known in the year 9999: the next one lies beyond it.
    last = min(day.high, date(date.max.year - 1, 12, 31))
    sure = birth.sure and day.sure and last == day.high
    return Span(age(None, birth.high, day.low), age(None, birth.low, last), sure=sure)


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    **{unit: _length(unit) for unit in ("days", "months", "years")},
    **{
        name: _rising(name)
        for name in (
            "months_on", "years_on", "attains", "school_year_end", "fiscal_year", "month_end", "first_of", "last_of",
        )
    },
    "age_on": _age_on, "share": _share, "times": _times,
}  # fmt: skip
_OF_THE_CITY: Mapping[Type, object] = {MONEY: EVERY_AMOUNT, NUMBER: EVERY_AMOUNT, DATE: EVERY_DAY, YES_NO: EITHER}


def outside(read: Callable[[Environment], Mapping[str, object]], name: str, type_: Type, default: object) -> Run:
    plain = closures.outside(read, name, type_, default)

    def run(scope: Scope) -> object:
        value = plain(scope)
        # Only settings of the city have a default, and so always a value.
        return _OF_THE_CITY.get(type_, UNKNOWN) if value is UNKNOWN and default is not UNKNOWN else value

    return run


def today(scope: Scope) -> object:
    day: object = scope.environment.today
    return EVERY_DAY if day is UNKNOWN else day


_CLOSURES = SimpleNamespace(
    **vars(closures)
    | {
        "negation": negation, "junction": junction, "comparison": comparison, "membership": membership, "total": total,
        "minus": minus, "choice": choice, "extreme": extreme, "call": call, "outside": outside, "today": today,
    }
)  # fmt: skip


def over_spans(rule: Expression) -> Run:
    """Gives what `rule.evaluate` gives, or a span, or EITHER."""
    if isinstance(rule.basis, tuple):
        return junction([over_spans(part) for part in rule.basis], decisive=False)
    return Checker(rule.text, rule.basis, _CLOSURES).whole(parse(rule.text), rule.type).run
