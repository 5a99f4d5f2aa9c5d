"""Columns that are computed, in the same language as the rules of procedures. Knows types and texts of sources; no file, no policy.

What a formula may call is what says the same for ever: a batch is made anew years later and must have the same bytes, so nothing that
asks for today, the calendar of the city or its people."""

import ast
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from forms.calendar import ClosedDays
from forms.environment import Environment
from forms.rules.expression import UNKNOWN, Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.parse import parse
from forms.rules.types import DATE, NUMBER, TEXT, YES_NO, Type
from forms.scope import Scope
from integrations.exports.days import in_tokyo, known_of

READ_AS: Mapping[str, Type] = {"text": TEXT, "number": NUMBER, "date": DATE, "yes_no": YES_NO}
# By the type of the column: what its formula must give.
GIVES: Mapping[str, Type] = {"X": TEXT, "C": TEXT, "N": NUMBER, "D": DATE}
LASTING = frozenset(
    [
        "attains",
        "choose",
        "days",
        "first_of",
        "fiscal_year",
        "last_of",
        "month_end",
        "month_number",
        "month_of",
        "month_start",
        "months",
        "same_holder",
        "school_year_end",
        "years",
    ]
)
_MOST_DIGITS = 30  # no amount, and no number of anything, has more
_SAID = {"1": True, "0": False}
_NO_DAY = date(2000, 1, 1)  # no formula asks for it


class Unread(ValueError):
    """A source is not of its type. `text`: as it was; `event`: what the report calls it."""

    def __init__(self, text: str, event: str) -> None:
        super().__init__(text)
        self.text = text
        self.event = event


def formula_faults(formula: str, reads: Mapping[str, str], column_type: str) -> Iterator[str]:
    """What keeps it from being computed."""
    if column_type not in GIVES:
        yield f"a column of type {column_type} is not computed"
        return
    try:
        expression = Expression.read(formula, _vocabulary(reads), GIVES[column_type])
    except Faulty as faulty:
        yield from (fault.text for fault in faulty.faults)
        return
    called = {ast.unparse(node.func) for node in ast.walk(parse(formula)) if isinstance(node, ast.Call)}
    if strange := sorted(called - LASTING):
        yield f"{', '.join(strange)} may say something else another day: a formula calls {', '.join(sorted(LASTING))}"
    if idle := sorted(reads.keys() - expression.names):
        yield f"the formula does not name {', '.join(idle)}: leave it out of reads"


def computed(
    formula: str, reads: Mapping[str, str], column_type: str, text_of: Callable[[str], Callable[..., object]]
) -> Callable[..., object]:
    """What the formula gives for a line; None where it cannot be known, because something was not asked or not answered. It raises
    Unread. `text_of`: a source's value of a line."""
    expression = Expression.read(formula, _vocabulary(reads), GIVES[column_type])
    sources = [(name, READ_AS[kind], text_of(name)) for name, kind in reads.items()]
    nothing = Environment(_NO_DAY, ClosedDays())

    def value(line: object) -> object:
        scope = Scope(nothing)
        for name, kind, found in sources:
            told = found(line)
            if told is not None and told != "":
                scope.whole.values[name] = _read(told, kind)
        made = expression.evaluate(scope)
        return None if made is UNKNOWN else made

    return value


def _vocabulary(reads: Mapping[str, str]) -> Vocabulary:
    return Vocabulary({name: READ_AS[kind] for name, kind in reads.items()}, frozenset(reads))


def _read(told: object, kind: Type) -> object:
    text = str(told)
    if kind == DATE:
        return _day(told)
    if kind == YES_NO:
        if text not in _SAID:
            raise Unread(text, "malformed")
        return _SAID[text]
    if kind == NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise Unread(text, "malformed") from None
        if not number.is_finite() or number.adjusted() > _MOST_DIGITS:  # 1e400000000 would be written out
            raise Unread(text, "malformed")
        return int(number) if number == number.to_integral_value() else number
    return text


def _day(told: object) -> date:
    """A time is the day in Tokyo; a day that is known in part is none to compute with."""
    if isinstance(told, datetime):
        return in_tokyo(told).date()
    if isinstance(told, date):
        return told
    text = str(told)
    try:
        day = date.fromisoformat(text) if known_of(text) == "day" else None
    except ValueError:
        raise Unread(text, "malformed") from None
    if day is None:
        raise Unread(text, "unknown_day")
    return day
