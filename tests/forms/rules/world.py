"""Names for rules."""

from collections.abc import Mapping
from datetime import date

from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.rules.expression import UNKNOWN, Expression, Vocabulary
from forms.rules.faults import Faulty
from forms.rules.types import DATE, MONEY, MONTH, NUMBER, OTHER, TEXT, TIME, YES_NO, Type

TODAY = date(2026, 11, 20)
REASON = Type("choice", ("lost", "torn"))
FIELDS: Mapping[str, Type] = {
    "a": YES_NO,
    "b": YES_NO,
    "c": YES_NO,
    "reason": REASON,
    "other_reason": REASON,
    "lost": YES_NO,  # also an option of `reason`: beside `reason` the option is meant
    "level": Type("choice", ("21", "22")),
    "cards": Type("choices", ("insured", "copay")),
    "birth": DATE,
    "moved": DATE,
    "count": NUMBER,
    "price": MONEY,
    "month": MONTH,
    "opens": TIME,
    "closes": TIME,
    "note": TEXT,
    "name": OTHER,
}
VOCABULARY = Vocabulary(
    {
        **FIELDS,
        "today": DATE,
        "door": Type("choice", ("online", "counter", "post")),
        "city.days": NUMBER,
        "city.way": Type("choice", ("card", "none")),
        "principal.birth": DATE,
    },
    frozenset(FIELDS),
    {"city.days": 7},
)


class Answers:
    """`asked` counts look-ups."""

    def __init__(self, environment: Environment | None = None, /, **values: object) -> None:
        self.environment = environment or Environment(TODAY, ClosedDays(frozenset()))
        self.values = values
        self.asked = 0

    def value(self, name: str, repeat: str = "") -> object:
        self.asked += 1
        return self.values.get(name, UNKNOWN)

    def answered(self, name: str, repeat: str = "") -> object:
        self.asked += 1
        return name in self.values

    def rows(self, repeat: str, inside: str) -> None:
        """No rows: see test_rows."""

    def enter(self, repeat: str, row: object) -> None:
        """No rows."""


def read(text: str, want: Type = YES_NO) -> Expression:
    return Expression.read(text, VOCABULARY, want)


def evaluate(text: str, want: Type = YES_NO, /, **values: object) -> object:
    return read(text, want).evaluate(Answers(**values))


def faults(text: str, want: Type = YES_NO) -> list[tuple[str, int]]:
    """(key, offset) of every fault."""
    try:
        read(text, want)
    except Faulty as faulty:
        return [(fault.key, fault.offset) for fault in faulty.faults]
    return []


def advice(text: str, want: Type = YES_NO) -> str:
    """ "" if it has no fault."""
    try:
        read(text, want)
    except Faulty as faulty:
        return str(faulty)
    return ""
