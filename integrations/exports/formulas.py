"""The language of rules with time-independent functions: batches stay reproducible for years."""

import ast
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.path.scope import Scope
from forms.rules.expression import UNKNOWN, Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.parse import parse
from forms.rules.types import DATE, NUMBER, TEXT, YES_NO, Type
from integrations.exports.days import in_tokyo, known_of

READ_AS: Mapping[str, Type] = {"text": TEXT, "number": NUMBER, "date": DATE, "yes_no": YES_NO}
# Result type by column type.
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
        "months_on",
        "same_holder",
        "school_year_end",
        "years",
        "years_on",
    ]
)
_MOST_DIGITS = 30  # more than any amount or number
_BOOLEANS = {"1": True, "0": False}
_NO_DAY = date(2000, 1, 1)  # formulas cannot ask for today


class Unread(ValueError):
    """`event`: its name in the report."""

    def __init__(self, text: str, event: str) -> None:
        super().__init__(text)
        self.text = text
        self.event = event


def formula_faults(formula: str, reads: Mapping[str, str], column_type: str) -> Iterator[str]:
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
        yield f"{', '.join(strange)} may change with the day: a formula may call {', '.join(sorted(LASTING))}"
    if idle := sorted(reads.keys() - expression.names):
        yield f"the formula does not name {', '.join(idle)}: leave it out of reads"


def computed(
    formula: str, reads: Mapping[str, str], column_type: str, text_of: Callable[[str], Callable[..., object]]
) -> Callable[..., object]:
    """To None if an input is missing; raises Unread."""
    expression = Expression.read(formula, _vocabulary(reads), GIVES[column_type])
    sources = [(name, READ_AS[kind], text_of(name)) for name, kind in reads.items()]
    nothing = Environment(_NO_DAY, ClosedDays())

    def value(line: object) -> object:
        scope = Scope(nothing)
        for name, kind, read_source in sources:
            stored = read_source(line)
            if stored is not None and stored != "":
                scope.whole.values[name] = _read(stored, kind)
        made = expression.evaluate(scope)
        return None if made is UNKNOWN else made

    return value


def _vocabulary(reads: Mapping[str, str]) -> Vocabulary:
    return Vocabulary({name: READ_AS[kind] for name, kind in reads.items()}, frozenset(reads))


def _read(stored: object, kind: Type) -> object:
    text = str(stored)
    if kind == DATE:
        return _day(stored)
    if kind == YES_NO:
        if text not in _BOOLEANS:
            raise Unread(text, "malformed")
        return _BOOLEANS[text]
    if kind == NUMBER:
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise Unread(text, "malformed") from None
        if not number.is_finite() or number.adjusted() > _MOST_DIGITS:  # 1e400000000 would be expanded
            raise Unread(text, "malformed")
        return int(number) if number == number.to_integral_value() else number
    return text


def _day(stored: object) -> date:
    # In Tokyo; raises Unread for partial dates.
    if isinstance(stored, datetime):
        return in_tokyo(stored).date()
    if isinstance(stored, date):
        return stored
    text = str(stored)
    try:
        day = date.fromisoformat(text) if known_of(text) == "day" else None
    except ValueError:
        raise Unread(text, "malformed") from None
    if day is None:
        raise Unread(text, "unknown_day")
    return day
