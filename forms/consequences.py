"""What follows from the answers: until when, how much, which papers. Rules of a definition, evaluated at the end of a path.

Nothing here asks the clock: `today` is the day of viewing in a draft and the day of arrival once sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.environment import OpenYear
from forms.path import Path
from forms.procedure import Paper, Procedure, Repeat
from forms.rules.expression import Expression
from forms.scope import Row, Scope


@dataclass(frozen=True)
class Needed:
    """A paper that these answers ask for. `key` names the row it belongs to (`children.1.custody_statement`)."""

    paper: Paper
    key: str


def due_day(procedure: Procedure, path: Path) -> date | None:
    """期限, or None while it cannot be known."""
    found = _value(procedure.due.on if procedure.due else None, path)
    return found if isinstance(found, date) else None


def is_late(procedure: Procedure, path: Path, on: date) -> bool:
    """Whether `on` lies after the day until which it should have arrived."""
    due = due_day(procedure, path)
    return due is not None and on > due


def fee_amount(procedure: Procedure, path: Path) -> int | None:
    """手数料 in whole yen: 0 for who is exempt, None where the definition computes none or an answer is lacking."""
    fee = procedure.fee
    amount = _value(fee.amount, path)
    if _value(fee.exempt, path) is True:
        return 0
    return amount if isinstance(amount, int) else None


def papers(procedure: Procedure, path: Path) -> tuple[Needed, ...]:
    """The papers that these answers ask for, those of rows one by one. Where a rule cannot be decided, none is asked for."""
    scope = path.scope
    if scope is None:
        return ()
    refused = _instead(procedure, path)
    whole = [Needed(paper, paper.id) for paper in procedure.attach if _needed(paper, scope) or paper.id in refused]
    of_rows = [needed for repeat in procedure.repeats if repeat.attach for needed in _in_rows(procedure, repeat, scope)]
    return (*whole, *of_rows)


def window_on(procedure: Procedure, today: date, city: Mapping[str, object], years: Sequence[OpenYear] = ()) -> str:
    """ "" while it is taken, else what to say: before or after the days on which it is (受付期間), or for no 年度 at all."""
    if procedure.window is None:
        return ""
    first, last = window_days(procedure, city)
    outside = (first is not None and today < first) or (last is not None and today > last)
    shut = bool(years) and not any(one.holds(today) for one in years)
    return procedure.window.say if outside or shut else ""


def window_days(procedure: Procedure, city: Mapping[str, object]) -> tuple[date | None, date | None]:
    """The first and the last day on which it is taken; None on a side that is open."""
    window = procedure.window
    return (None, None) if window is None else (_day(procedure, window.from_, city), _day(procedure, window.to, city))


def _day(procedure: Procedure, text: str, city: Mapping[str, object]) -> date | None:
    if not text:
        return None
    if text.startswith("city."):
        name = text.removeprefix("city.")
        text = str(city.get(name, procedure.settings[name].default))
    return date.fromisoformat(text)


def _value(rule: Expression | None, path: Path) -> object:
    return None if rule is None or path.scope is None else rule.evaluate(path.scope)


def _needed(paper: Paper, scope: Scope) -> bool:
    return paper.when is None or paper.when.evaluate(scope) is True


def _instead(procedure: Procedure, path: Path) -> frozenset[str]:
    """Papers that stand in for a consent: what the city may not look up must be shown. Left open where it may be, it was not given."""
    asked = [
        field
        for field in path.fields
        if path.answers.get(field.id) is False or (field.id not in path.answers and field.id not in path.required)
    ]
    return frozenset(name for field in asked for name in getattr(field.settings, "refuse_then", ()))


def _in_rows(procedure: Procedure, repeat: Repeat, scope: Scope) -> list[Needed]:
    return [
        Needed(paper, f"{row.key}.{paper.id.removeprefix(f'{repeat.id}.')}")
        for row in each_row_of(procedure, repeat, scope)
        for paper in repeat.attach
        if _needed(paper, scope)
    ]


def each_row_of(procedure: Procedure, repeat: Repeat, scope: Scope) -> Iterator[Row]:
    """Each row of a repeat, those of outer rows one after the other. While it is looked at, it is the one meant."""
    around = sorted((one.id for one in procedure.repeats if f"{repeat.id}.".startswith(f"{one.id}.")), key=len)
    yield from _each_row(scope, "", around)


def _each_row(scope: Scope, outside: str, chain: Sequence[str]) -> Iterator[Row]:
    """Each row of the last repeat of `chain`, which lie one in the other."""
    for row in scope.rows(chain[0], outside) or ():
        before = scope.enter(chain[0], row)
        yield from [row] if len(chain) == 1 else _each_row(scope, chain[0], chain[1:])
        scope.enter(chain[0], before)
