"""指数: points that rank applications by a city's table; staff decide."""

# `parent_job.hours_month` means `claimant_job.hours_month` and `partner_job.hours_month`.

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.city.dated import Dated, Words, unique_ids
from forms.definition.procedure import Procedure
from forms.definition.rule_names import names_of
from forms.path.path import Path
from forms.rules.expression import UNKNOWN, Expression
from forms.rules.faults import Faulty
from forms.text.reading import Fault, Sheet

_RowId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$")]
_EACH = re.compile(r"\bparent_")


class PointRow(Sheet):
    """May be negative or fractional (`"0.3"`)."""

    id: _RowId
    when: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    points: Decimal
    reason: Words


class ParentRow(Sheet):
    label: Words
    when: str = ""


class PointTable(Dated):
    # By days of arrival, or for one 年度. The highest line of `base` counts for each parent; `method` combines them;
    # `adjust` is added. `ties`: criteria in words; `show`: questions shown beside.

    procedure: Words
    title: Words
    source: Words
    certainty: Literal["law", "std", "assumed"]
    method: Literal["lower", "sum"]
    parents: Mapping[_RowId, ParentRow]
    base: Annotated[tuple[PointRow, ...], AfterValidator(unique_ids)]
    adjust: Annotated[tuple[PointRow, ...], AfterValidator(unique_ids)] = ()
    ties: tuple[Words, ...] = ()
    show: tuple[_Name, ...] = Field(default=())
    year: Annotated[int, Field(ge=2000, le=2099)] | None = None


class PointsFile(Sheet):
    tables: tuple[PointTable, ...] = ()


@dataclass(frozen=True)
class Point:
    who: str
    reason: str
    points: Decimal
    counts: bool


@dataclass(frozen=True)
class Reckoned:
    table: PointTable
    points: tuple[Point, ...]
    unsure: tuple[str, ...]
    base: Decimal
    adjust: Decimal

    @property
    def total(self) -> Decimal:
        return self.base + self.adjust


@dataclass(frozen=True)
class _Line:
    who: str
    row: PointRow
    rule: Expression


class Reckoner:
    def __init__(self, table: PointTable, procedure: Procedure) -> None:
        self.table = table
        self.faults: list[Fault] = [
            (("show", index), f"there is no question {name}")
            for index, name in enumerate(table.show)
            if name not in procedure.by_name
        ]
        self._known = names_of(
            procedure.fields, procedure.settings, frozenset(repeat.id for repeat in procedure.repeats)
        )
        self._parent_rules = {
            who: self._rule(("parents", who, "when"), parent.when)
            for who, parent in table.parents.items()
            if parent.when
        }
        self._base = [line for who in table.parents for line in self._lines("base", who)]
        self._adjust = [line for who in ("", *table.parents) for line in self._lines("adjust", who)]

    def _lines(self, part: Literal["base", "adjust"], who: str) -> Iterator[_Line]:
        for index, row in enumerate(getattr(self.table, part)):
            if bool(who) == bool(_EACH.search(row.when)) or part == "base":
                rule = self._rule((part, index, "when"), _EACH.sub(f"{who}_", row.when))
                if rule is not None:
                    yield _Line(who, row, rule)

    def _rule(self, steps: tuple[int | str, ...], text: str) -> Expression | None:
        try:
            return Expression.read(text, self._known)
        except Faulty as faulty:
            self.faults += [(steps, fault.text) for fault in faulty.faults]
            return None

    def reckon(self, path: Path) -> Reckoned:
        unsure: list[str] = []
        parents = [who for who in self.table.parents if self._holds(self._parent_rules.get(who), path)]
        base = [line for line in self._base if line.who in parents and self._applies(line, path, unsure)]
        adjust = [line for line in self._adjust if line.who in ("", *parents) and self._applies(line, path, unsure)]
        best = {
            who: max(
                (candidate for candidate in base if candidate.who == who),
                key=lambda candidate: candidate.row.points,
                default=None,
            )
            for who in parents
        }
        of_parents = [candidate.row.points if candidate is not None else Decimal(0) for candidate in best.values()]
        points = [self._point(line, best.get(line.who) is line) for line in base]
        points += [self._point(line, True) for line in adjust]
        return Reckoned(
            self.table,
            tuple(points),
            tuple(dict.fromkeys(unsure)),
            min(of_parents, default=Decimal(0)) if self.table.method == "lower" else sum(of_parents, Decimal(0)),
            sum((line.row.points for line in adjust), Decimal(0)),
        )

    def _applies(self, line: _Line, path: Path, unsure: list[str]) -> bool:
        value = self._value(line.rule, path)
        if value is UNKNOWN and all(name in path.answers for name in line.rule.names - {"today", "door"}):
            unsure.append(line.row.reason)
        return value is True

    def _holds(self, rule: Expression | None, path: Path) -> bool:
        return rule is None or self._value(rule, path) is True

    @staticmethod
    def _value(rule: Expression, path: Path) -> object:
        scope: Any = path.scope  # every walked path has one
        return rule.evaluate(scope)

    def _point(self, line: _Line, counts: bool) -> Point:
        label = self.table.parents[line.who].label if line.who else ""
        return Point(label, line.row.reason, line.row.points, counts)
