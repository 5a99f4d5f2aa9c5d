"""指数: points that put applications in an order, as data of a city: a table, a reason for each line, and who looks at it decides.

Knows no application: answers come as a path. The language is that of definitions; `parent_` in a rule stands for each parent in turn,
so that `parent_job.hours_month` is read as `claimant_job.hours_month`, and again as `partner_job.hours_month`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from forms.dated import Dated, Words, told_apart
from forms.loading.rules import names_of
from forms.path import Path
from forms.procedure import Procedure
from forms.reading import Fault, Sheet
from forms.rules.expression import UNKNOWN, Expression
from forms.rules.faults import Faulty

_RowId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$")]
_EACH = re.compile(r"\bparent_")


class PointRow(Sheet):
    """`when`: a rule over the answers. `points` may be less than nothing, and parts of one (`"0.3"`)."""

    id: _RowId
    when: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    points: Decimal
    reason: Words


class ParentRow(Sheet):
    """Somebody whose own table of points counts, if `when` holds (none = always)."""

    label: Words
    when: str = ""


class PointTable(Dated):
    """For applications that arrive in its days, and for one 年度 alone where it names one (`year`). Of each parent the highest line of `base`
    counts; `method` says how parents come together (the lower of them, or the sum), `adjust` is added. `ties`: what a city looks at where points are the same, in words. `show`: questions that stand beside the points."""

    procedure: Words
    title: Words
    source: Words
    certainty: Literal["law", "std", "assumed"]
    method: Literal["lower", "sum"]
    parents: Mapping[_RowId, ParentRow]
    base: Annotated[tuple[PointRow, ...], AfterValidator(told_apart)]
    adjust: Annotated[tuple[PointRow, ...], AfterValidator(told_apart)] = ()
    ties: tuple[Words, ...] = ()
    show: tuple[_Name, ...] = Field(default=())
    year: Annotated[int, Field(ge=2000, le=2099)] | None = None


class PointsFile(Sheet):
    """`points.yaml` of a city."""

    tables: tuple[PointTable, ...] = ()


@dataclass(frozen=True)
class Point:
    """A line that holds. `who`: a parent, "" = the household. `counts`: it is the one of this parent, or is added."""

    who: str
    reason: str
    points: Decimal
    counts: bool


@dataclass(frozen=True)
class Reckoned:
    """What comes of the answers: a proposal. `unsure`: reasons that nobody can tell from the answers."""

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
    """One table read for one definition. `faults`: what of it this definition does not have, each with its steps from the table."""

    def __init__(self, table: PointTable, procedure: Procedure) -> None:
        self.table = table
        self.faults: list[Fault] = [
            (("show", at), f"there is no question {name}")
            for at, name in enumerate(table.show)
            if name not in procedure.by_name
        ]
        self._known = names_of(procedure.fields, procedure.settings, frozenset(one.id for one in procedure.repeats))
        self._there = {
            who: self._rule(("parents", who, "when"), one.when) for who, one in table.parents.items() if one.when
        }
        self._base = [line for who in table.parents for line in self._lines("base", who)]
        self._adjust = [line for who in ("", *table.parents) for line in self._lines("adjust", who)]

    def _lines(self, part: Literal["base", "adjust"], who: str) -> Iterator[_Line]:
        """Those of a parent name one; those of the household name none, and stand in `adjust` alone."""
        for at, row in enumerate(getattr(self.table, part)):
            if bool(who) == bool(_EACH.search(row.when)) or part == "base":
                rule = self._rule((part, at, "when"), _EACH.sub(f"{who}_", row.when))
                if rule is not None:
                    yield _Line(who, row, rule)

    def _rule(self, steps: tuple[int | str, ...], text: str) -> Expression | None:
        try:
            return Expression.read(text, self._known)
        except Faulty as faulty:
            self.faults += [(steps, one.text) for one in faulty.faults]
            return None

    def reckon(self, path: Path) -> Reckoned:
        unsure: list[str] = []
        there = [who for who in self.table.parents if self._holds(self._there.get(who), path)]
        base = [line for line in self._base if line.who in there and self._told(line, path, unsure)]
        adjust = [line for line in self._adjust if line.who in ("", *there) and self._told(line, path, unsure)]
        best = {
            who: max((one for one in base if one.who == who), key=lambda one: one.row.points, default=None)
            for who in there
        }
        of_parents = [one.row.points if one is not None else Decimal(0) for one in best.values()]
        points = [self._point(line, best.get(line.who) is line) for line in base]
        points += [self._point(line, True) for line in adjust]
        return Reckoned(
            self.table,
            tuple(points),
            tuple(dict.fromkeys(unsure)),
            min(of_parents, default=Decimal(0)) if self.table.method == "lower" else sum(of_parents, Decimal(0)),
            sum((line.row.points for line in adjust), Decimal(0)),
        )

    def _told(self, line: _Line, path: Path, unsure: list[str]) -> bool:
        """Whether it holds. What depends on a question that was left open or not asked is none of theirs."""
        value = self._value(line.rule, path)
        if value is UNKNOWN and all(name in path.answers for name in line.rule.names - {"today", "door"}):
            unsure.append(line.row.reason)
        return value is True

    def _holds(self, rule: Expression | None, path: Path) -> bool:
        return rule is None or self._value(rule, path) is True

    @staticmethod
    def _value(rule: Expression, path: Path) -> object:
        scope: Any = path.scope  # every path that was walked has one
        return rule.evaluate(scope)

    def _point(self, line: _Line, counts: bool) -> Point:
        label = self.table.parents[line.who].label if line.who else ""
        return Point(label, line.row.reason, line.row.points, counts)
