"""The functions that rules may call: what each takes, what it gives, what it does. No I/O, bounded cost.

Each is handed the environment first. One that raises OverflowError or ValueError makes its expression unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from forms import calendar
from forms.environment import LEAVING, Calendar, Environment
from forms.rules.scope import UNKNOWN
from forms.rules.types import DATE, DURATION, MONEY, MONTH, NUMBER, OTHER, ROWS, SPELLING, TIME, YES_NO, Type
from forms.zengin import same_holder


@dataclass(frozen=True)
class Duration:
    """Calendar months, then days."""

    months: int = 0
    days: int = 0

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.months + other.months, self.days + other.days)

    def __sub__(self, other: "Duration") -> "Duration":
        return self + -other

    def __neg__(self) -> "Duration":
        return Duration(-self.months, -self.days)

    def __radd__(self, day: object) -> date:
        """TypeError for a day that is known only in part: no day can be counted from it."""
        if not isinstance(day, date):
            return NotImplemented
        return calendar.add_days(calendar.add_months(day, self.months), self.days)

    def __rsub__(self, day: date) -> date:
        return day + -self


@dataclass(frozen=True)
class Function:
    """Types of its arguments and of its result. `rounds`: takes `round=` down, up or half."""

    takes: tuple[Type, ...]
    gives: Type
    call: Callable[..., object]
    rounds: bool = False


def _share(_: Environment, amount: int, part: int, whole: int, rounding: str) -> int:
    """`amount` × `part` ÷ `whole` in whole yen. ValueError where nothing can be divided."""
    if whole <= 0:
        raise ValueError("a share of nothing")
    exact = amount * part
    match rounding:
        case "up":
            return -(-exact // whole)
        case "half":
            return (2 * exact + whole) // (2 * whole)
    return exact // whole


def _times(_: Environment, amount: int, count: int | Decimal) -> int:
    """Money times a whole number. ValueError for a part of one: that is a share, and must say how it is rounded."""
    if count != int(count):
        raise ValueError("no whole number")
    return amount * int(count)


def _only_if(_: Environment, holds: bool, amount: int) -> int:
    """The amount, or nothing: for a fee that has parts."""
    return amount if holds else 0


def _children_until(environment: Environment, age: int) -> tuple[Mapping[str, object], ...]:
    """Who of the household has not ended the school year in which that age is reached (児童手当法3条)."""
    return tuple(
        member
        for member in environment.household
        if calendar.school_year_end(calendar.attains(date.fromisoformat(str(member["birth"])), age))
        >= environment.today
    )


def _everyone_if(environment: Environment, holds: bool) -> tuple[Mapping[str, object], ...]:
    """The applicant, then their household, if that holds: offers come ticked, and who moves alone must not take the
    others along. Nobody where no household is known. Without `relation`: it is told towards the applicant, and a form
    about a whole household asks for it towards the head (世帯主)."""
    if not holds or not environment.household:
        return ()
    told = ({name: one[name] for name in one if name != "relation"} for one in environment.household)
    return (environment.applicant, *told)


def _child_until(environment: Environment, age: int) -> bool:
    """ValueError where no household is known: of somebody who may live alone nothing is told."""
    if not environment.household:
        raise ValueError("no household is known")
    return bool(_children_until(environment, age))


def _anyone_aged(environment: Environment, youngest: int, oldest: int) -> bool:
    """The applicant and their household, by their age today. ValueError where no household is known."""
    if not environment.household:
        raise ValueError("no household is known")
    told = [environment.applicant, *environment.household]
    births = [date.fromisoformat(str(one["birth"])) for one in told if "birth" in one]
    today = environment.today
    return any(calendar.attains(birth, youngest) <= today < calendar.attains(birth, oldest + 1) for birth in births)


def _open_day(find: Callable[[date, Calendar], date]) -> Callable[[Environment, date], date]:
    """ValueError past the horizon of the calendar: a holiday that is not announced would be a day invented."""

    def call(environment: Environment, day: date) -> date:
        found = find(day, environment.calendar)
        if max(day, found) > environment.calendar.horizon:
            raise ValueError("past the horizon of the calendar")
        return found

    return call


def _open_days_after(environment: Environment, day: date, count: int | Decimal) -> date:
    """The count-th open day after a day, which is not counted itself: 3営業日前まで. ValueError past the horizon of the
    calendar, and for a count that no deadline has."""
    if not 0 <= count <= 366:
        raise ValueError("no such number of open days")
    found = calendar.add_open_days(day, int(count), environment.calendar)
    if max(day, found) > environment.calendar.horizon:
        raise ValueError("past the horizon of the calendar")
    return found


def _minutes_between(_: Environment, first: str, last: str) -> int:
    """From one time of a day to another, as they are stored (09:00); below 0 where the second is the earlier one."""
    early, late = (60 * int(told[:2]) + int(told[3:]) for told in (first, last))
    return late - early


def _same_holder(_: Environment, one: object, other: object) -> bool:
    return same_holder(_spelling(one), _spelling(other))


def _spelling(written: object) -> str:
    """A text, or the parts of a name as they are stored. ValueError for what has no spelling."""
    if isinstance(written, Mapping):
        written = " ".join(str(written[part]) for part in ("family", "given", "full") if part in written)
    if not isinstance(written, str) or not written:
        raise ValueError("nothing that is spelled")
    return written


def _event_date(environment: Environment, reason: object) -> object:
    return environment.events.get(str(reason), UNKNOWN)


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "days": Function((NUMBER,), DURATION, lambda _, count: Duration(days=int(count))),
        "months": Function((NUMBER,), DURATION, lambda _, count: Duration(months=int(count))),
        "years": Function((NUMBER,), DURATION, lambda _, count: Duration(months=12 * int(count))),
        "open_day_from": Function((DATE,), DATE, _open_day(calendar.open_day_from)),
        "attains": Function((DATE, NUMBER), DATE, lambda _, birth, age: calendar.attains(birth, int(age))),
        "age_on": Function((DATE, DATE), NUMBER, lambda _, birth, day: calendar.age_on(birth, day)),
        "school_year_end": Function((DATE,), DATE, lambda _, day: calendar.school_year_end(day)),
        "fiscal_year": Function((DATE,), NUMBER, lambda _, day: calendar.fiscal_year(day)),
        "month_end": Function((DATE,), DATE, lambda _, day: calendar.month_end(day)),
        "open_day_until": Function((DATE,), DATE, _open_day(calendar.open_day_until)),
        "open_days_after": Function((DATE, NUMBER), DATE, _open_days_after),
        "month_of": Function((DATE,), MONTH, lambda _, day: (day.year, day.month)),
        "month_start": Function((MONTH,), DATE, lambda _, month: date(month[0], month[1], 1)),
        "month_number": Function((MONTH,), NUMBER, lambda _, month: month[1]),
        "minutes_between": Function((TIME, TIME), NUMBER, _minutes_between),
        "first_of": Function((DATE, DATE), DATE, lambda _, one, other: min(one, other)),
        "last_of": Function((DATE, DATE), DATE, lambda _, one, other: max(one, other)),
        "share": Function((MONEY, NUMBER, NUMBER), MONEY, _share, rounds=True),
        "times": Function((MONEY, NUMBER), MONEY, _times),
        "only_if": Function((YES_NO, MONEY), MONEY, _only_if),
        "same_holder": Function((SPELLING, SPELLING), YES_NO, _same_holder),
        "household.children_until": Function((NUMBER,), ROWS, _children_until),
        "household.everyone_if": Function((YES_NO,), ROWS, _everyone_if),
        "register.child_until": Function((NUMBER,), YES_NO, lambda env, age: _child_until(env, int(age))),
        "register.anyone_aged": Function(
            (NUMBER, NUMBER), YES_NO, lambda env, youngest, oldest: _anyone_aged(env, int(youngest), int(oldest))
        ),
        "register.event_date": Function((OTHER,), DATE, _event_date),
        "register.leaving_date": Function((), DATE, lambda env: env.events.get(LEAVING, UNKNOWN)),
    }
)
ROUNDINGS = ("down", "up", "half")
# One of two values of any type. The checker knows it: only the value that counts has to be answered.
CHOOSE = "choose"
NAMES = (*FUNCTIONS, CHOOSE)
