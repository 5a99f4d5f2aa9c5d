"""Values of numbers and days that stand for all others."""

# On both sides of each bound that a rule compares them with.
# Where a rule does more than compare, spans between the bounds represent what is in them.

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from forms.definition.procedure import Field
from forms.linting.spans import Span
from forms.rules.expression import UNKNOWN, Expression, Vocabulary
from forms.rules.functions import Duration
from forms.rules.parse import parse

# A day like any other: no rule compares it with a date where it is used.
TODAY = date(2026, 6, 15)
_TODAY = "today"
_NUMBERS = frozenset({"integer", "money", "quantity", "decimal"})
_MOST_TOGETHER = 3  # questions compared with each other
_MOST_BOUNDS = 6  # that part a span
_SPANS: Mapping[str, str] = {"days": "days", "months": "months", "years": "months"}
Point = Any  # int, Decimal or date


_tree = lru_cache(maxsize=4096)(parse)


@dataclass
class _Group:
    # Questions compared with each other. `bounds`: fixed values; `spans`: days counted from today.

    names: set[str] = field(default_factory=set)
    bounds: set[Point] = field(default_factory=set)
    spans: set[date] = field(default_factory=set)


@dataclass
class Ranges:
    fields: Mapping[str, Field]
    groups: dict[str, _Group] = field(default_factory=dict)
    unfit: set[str] = field(default_factory=set)  # used in another way, also `today`
    seen: set[Expression] = field(default_factory=set)
    known: dict[str, tuple[Point, ...]] = field(default_factory=dict)

    def add(self, rules: Iterable[Expression]) -> None:
        for rule in rules:
            if rule not in self.seen:
                self.seen.add(rule)
                self._add(rule)

    def _add(self, rule: Expression, compares: bool = True) -> None:
        if isinstance(rule.basis, tuple):
            self.add(rule.basis)
            return
        self.known.clear()
        reader = _Reader(self, rule.basis)
        (reader.truth if compares else reader.spoil)(_tree(rule.text))
        for name in rule.names & self.fields.keys():
            # A computed question represents whatever its rule does with the questions before.
            if (computed := self.fields[name].compute) is not None:
                self._add(computed, compares=False)

    def values(self, name: str) -> tuple[object, ...]:
        """Points or spans; UNKNOWN also for a day known in part."""
        if not self.takes(name):
            return (UNKNOWN,)
        return self.points(name) or tuple(self._pieces(name))

    def points(self, name: str) -> tuple[Point, ...]:
        if name not in self.known:
            self.known[name] = tuple(self._points(name)) if name in self.groups else ()
        return self.known[name]

    def _pieces(self, name: str) -> Iterator[object]:
        settings, day = self.fields[name].settings, self.fields[name].type.id == "date"
        first, last = (date.min, date.max) if day else (settings.min, settings.max)
        group = self.groups.get(name, _Group())
        unit: Any = timedelta(1) if day else self._unit(name)
        bounds = group.bounds if day else {_number(bound, unit) for bound in group.bounds if bound % unit == 0}
        inside = sorted(bound for bound in bounds if first < bound < last)
        whole = not isinstance(unit, Decimal)
        for bound in inside if len(inside) <= _MOST_BOUNDS else ():
            if first < bound:
                yield Span(first, bound - unit, whole)
            yield Span(bound, bound, whole)
            first = bound + unit
        yield Span(first, last, whole)
        if day and settings.unknown:
            yield UNKNOWN

    def _unit(self, name: str) -> Point:
        field = self.fields[name]
        return Decimal(1).scaleb(-field.settings.places) if field.type.id == "decimal" else 1

    @property
    def today(self) -> object:
        if _TODAY not in self.known:
            by_today = any(self.points(name) and self.groups[name].spans for name in self.groups)
            self.known[_TODAY] = (TODAY if by_today else UNKNOWN,)
        return self.known[_TODAY][0]

    def takes(self, name: str) -> bool:
        field = self.fields.get(name)
        return field is not None and (field.type.id in _NUMBERS or field.type.id == "date")

    def group(self, name: str) -> _Group:
        if name not in self.groups:
            group = self.groups[name] = _Group({name})
            settings = self.fields[name].settings
            if self.fields[name].type.id in _NUMBERS:
                group.bounds |= {settings.min, settings.max}
        return self.groups[name]

    def join(self, first: str, second: str) -> None:
        group, joined = self.group(first), self.group(second)
        if group is not joined:
            group.names |= joined.names
            group.bounds |= joined.bounds
            group.spans |= joined.spans
            self.groups |= dict.fromkeys(joined.names, group)

    def _points(self, name: str) -> Iterator[Point]:
        group, settings = self.groups[name], self.fields[name].settings
        if group.names & self.unfit or len(group.names) > _MOST_TOGETHER or (group.spans and group.bounds):
            return
        if group.spans and _TODAY in self.unfit:
            return
        steps = range(-len(group.names), len(group.names) + 1)
        if self.fields[name].type.id == "date":
            around = {_later(bound, step) for bound in group.bounds | group.spans or {TODAY} for step in steps}
            yield from sorted(around)
            if settings.unknown:
                yield UNKNOWN
            return
        unit = self._unit(name)
        near = {_number(bound, unit) + step * unit for bound in group.bounds for step in steps}
        yield from sorted(point for point in near if settings.min <= point <= settings.max)


def _number(bound: Point, unit: Point) -> Point:
    return Decimal(bound) if isinstance(unit, Decimal) else int(bound)


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


class _Reader:
    # Collects the bounds of one rule.

    def __init__(self, ranges: Ranges, vocabulary: Vocabulary) -> None:
        self.ranges = ranges
        self.vocabulary = vocabulary

    def truth(self, node: ast.expr) -> None:
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    self.truth(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.truth(operand)
            case ast.Compare(left=left, comparators=[right]):
                self.compare(left, right)
            case ast.Call() if not self.gathers(node):
                self.spoil(node)

    def compare(self, left: ast.expr, right: ast.expr) -> None:
        if self.unknown(left) or self.unknown(right):
            return
        if not self.bounded(left, right) and not self.bounded(right, left):
            self.spoil(left)
            self.spoil(right)

    def bounded(self, node: ast.expr, other: ast.expr) -> bool:
        name = self.ranged(node)
        if not name:
            return self.of_age(node, other)
        if (second := self.ranged(other)) and self.day(name) is self.day(second):
            self.ranges.join(name, second)
            return True
        values = [_constant(each, self.day(name)) for each in other.elts] if isinstance(other, ast.List) else []
        value = _constant(other, self.day(name))
        span = self.span(other) if self.day(name) else None
        if None not in (values or [value]):
            self.ranges.group(name).bounds |= {*(values or [value])}
        elif span is not None:
            self.ranges.group(name).spans.add(span)
        else:
            return False
        return True

    def of_age(self, node: ast.expr, other: ast.expr) -> bool:
        match node, other:
            case ast.Call(func=ast.Name(id="attains"), args=[born, ast.Constant(value=int(years))]), ast.Name(
                id="today"
            ):
                ages: tuple[int, ...] = (years,)
            case ast.Call(func=ast.Name(id="age_on"), args=[born, ast.Name(id="today")]), ast.Constant(
                value=int(years)
            ):
                ages = (years, years + 1)
            case _:
                return False
        name = self.ranged(born)
        if name and max(ages) < 200:
            self.ranges.group(name).spans |= {TODAY.replace(year=TODAY.year - age) + timedelta(1) for age in ages}
        return bool(name) and max(ages) < 200

    def ranged(self, node: ast.expr) -> str:
        full = self.vocabulary.resolve(ast.unparse(node)) if isinstance(node, ast.Name | ast.Attribute) else ""
        return full if self.ranges.takes(full) else ""

    def day(self, name: str) -> bool:
        return self.ranges.fields[name].type.id == "date"

    def span(self, node: ast.expr) -> date | None:
        match node:
            case ast.Name(id="today"):
                return TODAY
            case ast.BinOp(
                left=ast.Name(id="today"),
                op=op,
                right=ast.Call(func=ast.Name(id=unit), args=[ast.Constant(value=int(count))]),
            ) if unit in _SPANS and abs(count) < 1000:
                length = Duration(**{_SPANS[unit]: 12 * count if unit == "years" else count})
                return TODAY - length if isinstance(op, ast.Sub) else TODAY + length
        return None

    def gathers(self, node: ast.Call) -> bool:
        """No row is tried: unknown."""
        owner = ast.unparse(node.func).rpartition(".")[0]
        return bool(owner and self.vocabulary.repeat(owner))

    def unknown(self, node: ast.expr) -> bool:
        """Whatever the values tried."""
        match node:
            case ast.Name() | ast.Attribute():
                name = ast.unparse(node)
                full = self.vocabulary.resolve(name)
                computed = full in self.ranges.fields and self.ranges.fields[full].compute is not None
                return bool(full) and full != _TODAY and not self.ranged(node) and not computed
            case ast.Call():
                return self.gathers(node)
        return False

    def spoil(self, node: ast.expr) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Name | ast.Attribute):
                self.ranges.unfit |= {self.ranged(part)} - {""}
                if isinstance(part, ast.Name) and part.id == _TODAY:
                    self.ranges.unfit.add(_TODAY)


def _constant(node: ast.expr, day: bool) -> Point | None:
    match node:
        case ast.Constant(value=int(value)) if not day:
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))) if not day:
            return -value
        case ast.Constant(value=str(text)) if day:
            return date.fromisoformat(text)  # checked when loaded
    return None
