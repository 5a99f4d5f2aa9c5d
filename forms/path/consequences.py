"""What follows from the answers: deadline, fee, papers, 教示, 進達, window."""

# `today`: of viewing for a draft, else of arrival.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forms.definition.drawing import ALL
from forms.definition.procedure import Field, Paper, Procedure, Repeat
from forms.definition.terms import Appeal, Following, Forwarding, NextStep
from forms.fields.choice import code_of
from forms.numbers.lots import tickets_of
from forms.path.environment import OpenYear
from forms.path.path import Path
from forms.path.scope import Row, Scope
from forms.rules.expression import Expression
from forms.text.written_day import LAST_DAY


@dataclass(frozen=True)
class Needed:
    paper: Paper
    key: str


def due_day(procedure: Procedure, path: Path) -> date | None:
    day = _value(procedure.due.on if procedure.due else None, path)
    return day if isinstance(day, date) else None


def is_late(procedure: Procedure, path: Path, on: date) -> bool:
    due = due_day(procedure, path)
    return due is not None and on > due


def fee_amount(procedure: Procedure, path: Path) -> int | None:
    """Yen: 0 if exempt, None if the definition computes none or an answer is missing."""
    fee = procedure.fee
    amount = _value(fee.amount, path)
    if _value(fee.exempt, path) is True:
        return 0
    return amount if isinstance(amount, int) else None


def withdraw_until(procedure: Procedure, path: Path) -> date | None:
    day = _value(procedure.withdraw.until if procedure.withdraw else None, path)
    return day if isinstance(day, date) else None


def budget_amount(procedure: Procedure, path: Path) -> int | None:
    """Yen; None without a budget, or while an answer is missing."""
    amount = _value(procedure.budget.amount if procedure.budget else None, path)
    return max(amount, 0) if isinstance(amount, int) else None


def tickets(procedure: Procedure, path: Path) -> int:
    """抽選: a weight that is not known yet is one ticket."""
    drawing = procedure.drawing
    weight = _value(drawing.tickets if drawing is not None else None, path)
    return tickets_of(int(weight) if isinstance(weight, int | Decimal) else None)


def unit_drawn_for(procedure: Procedure, path: Path) -> str | None:
    """None: it is not answered, so that nothing can be won."""
    drawing = procedure.drawing
    if drawing is not None and drawing.slots is not None:
        times = (path.answers[field.id] for field in drawn_fields(procedure) if field.id in path.answers)
        return next((str(value["id"]) for value in times), None)
    if drawing is None or not drawing.units:
        return ALL if drawing is not None else None
    return code_of(path.answers[drawing.units]) if drawing.units in path.answers else None


def forwarding_of(procedure: Procedure, path: Path) -> Forwarding | None:
    away = procedure.forwarding
    return away if away is not None and (away.when is None or _value(away.when, path) is True) else None


def appeal_of(procedure: Procedure, path: Path, outcome: str) -> Appeal | None:
    """None: no disposition of the city; what is forwarded, another body decides."""
    appeal = procedure.appeal
    if appeal is None or forwarding_of(procedure, path) is not None:
        return None
    held = next((rule for rule in (*appeal.cases, appeal) if _covers(rule, path, outcome)), None)
    return None if held is None or held.none else held


def given_at_counter(procedure: Procedure, path: Path) -> str:
    """ "" if there is none."""
    given = (name for name, outcome in procedure.named_outcomes.items() if _value(outcome.at_counter, path) is True)
    return next(given, "")


def next_steps(procedure: Procedure, path: Path, *, drawn: bool = False) -> tuple[NextStep, ...]:
    # `drawn`: the drawing took place.
    ahead = (item for item in procedure.next if not (drawn and item.until == "drawing"))
    return tuple(item for item in ahead if item.when is None or _value(item.when, path) is True)


def following(procedure: Procedure, path: Path, outcome: str) -> tuple[Following, ...]:
    return tuple(item for item in procedure.after if _covers(item, path, outcome))


def _covers(limited: Appeal | Following, path: Path, outcome: str) -> bool:
    return (not limited.outcomes or outcome in limited.outcomes) and (
        limited.when is None or _value(limited.when, path) is True
    )


def papers(procedure: Procedure, path: Path) -> tuple[Needed, ...]:
    """One per row. A paper whose rule is undecided is not required."""
    scope = path.scope
    if scope is None:
        return ()
    refused = _instead(path)
    general = [Needed(paper, paper.id) for paper in procedure.attach if _needed(paper, scope) or paper.id in refused]
    of_rows = [needed for repeat in procedure.repeats if repeat.attach for needed in _in_rows(procedure, repeat, scope)]
    return (*general, *of_rows)


def window_on(procedure: Procedure, today: date, city: Mapping[str, object], years: Sequence[OpenYear] = ()) -> str:
    """ "" while applications are accepted, else the message."""
    if procedure.window is None:
        return ""
    first, last = window_days(procedure, city)
    outside = (first is not None and today < first) or (last is not None and today > last)
    shut = bool(years) and not any(open_year.holds(today) for open_year in years)
    return procedure.window.say if outside or shut else ""


def window_days(procedure: Procedure, city: Mapping[str, object]) -> tuple[date | None, date | None]:
    window = procedure.window
    first, last = (
        (None, None) if window is None else (_day(procedure, window.from_, city), _day(procedure, window.to, city))
    )
    # A definition writes the last day that there is for an end that the city has not decided: it is no deadline to show.
    return first, None if last == LAST_DAY else last


def drawn_fields(procedure: Procedure) -> tuple[Field, ...]:
    return tuple(field for field in procedure.fields if field.type.id == "slot" and field.settings.drawn)


def drawn_days(procedure: Procedure, city: Mapping[str, object]) -> tuple[date, date, int] | None:
    # First and last day of the times that are drawn, days to confirm.
    slots = procedure.drawing.slots if procedure.drawing is not None else None
    if slots is None:
        return None
    first, last = _day(procedure, slots.from_, city), _day(procedure, slots.to, city)
    confirm = slots.confirm if isinstance(slots.confirm, int) else city[slots.confirm.removeprefix("city.")]
    return None if first is None or last is None else (first, last, int(str(confirm)))


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


def _instead(path: Path) -> frozenset[str]:
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
    around = sorted((outer.id for outer in procedure.repeats if f"{repeat.id}.".startswith(f"{outer.id}.")), key=len)
    yield from _each_row(scope, "", around)


def _each_row(scope: Scope, outside: str, chain: Sequence[str]) -> Iterator[Row]:
    for row in scope.rows(chain[0], outside) or ():
        before = scope.enter(chain[0], row)
        yield from [row] if len(chain) == 1 else _each_row(scope, chain[0], chain[1:])
        scope.enter(chain[0], before)
