"""有効期間, one per row of a repeat."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from forms.answers import Answers
from forms.definition.outcome import Outcome
from forms.definition.procedure import full_name, row_of


@dataclass(frozen=True)
class Term:
    """`row` is `result.child.1`, "" outside of rows. ISO days, both included; `last` is "" without an end."""

    row: str
    first: str
    last: str


def terms_of(outcome: Outcome | None, values: Answers, decided_on: str) -> tuple[Term, ...]:
    """By default the day of decision is the day of effect. () if the outcome has neither term nor day of effect."""
    if outcome is None or not (outcome.term or outcome.effective):
        return ()
    starts = dict(_answers(outcome.effective, values))
    ends = tuple(_answers(outcome.term, values))
    if not ends:  # the outcome has none, or an optional one that is not answered
        return tuple(Term(row, _day(first), "") for row, first in starts.items())
    return tuple(
        Term(row, _day(starts.get(row) or starts.get("") or first or decided_on), last)
        for row, answer in ends
        for first, last in [_ends(answer)]
    )


@dataclass(frozen=True)
class Issued:
    # A 利用券: `value` in yen of one use, 0 if none is named; ISO days as in `Term`.

    uses: int
    value: int
    first: str
    last: str


def coupon_of(outcome: Outcome | None, values: Answers, decided_on: str) -> Issued | None:
    if outcome is None or not outcome.coupon or not values.get(outcome.coupon):
        return None
    term = next(iter(terms_of(outcome, values, decided_on)), Term("", decided_on, ""))
    return Issued(values[outcome.coupon], values.get(outcome.coupon_value, 0), term.first, term.last)


def _answers(question: str, values: Answers) -> Iterator[tuple[str, object]]:
    return ((row_of(key), value) for key, value in values.items() if question and full_name(key) == question and value)


def _ends(answer: object) -> tuple[str, str]:
    return (
        (str(answer["from"]), str(answer.get("to", ""))) if isinstance(answer, dict) else ("", _last_day(str(answer)))
    )


def _day(value: object) -> str:
    return f"{value}-01" if _is_month(str(value)) else str(value)


def _last_day(value: str) -> str:
    return f"{value}-{monthrange(int(value[:4]), int(value[5:]))[1]}" if _is_month(value) else value


def _is_month(value: str) -> bool:
    return len(value) == len("2026-11")
