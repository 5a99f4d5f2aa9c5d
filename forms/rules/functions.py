"""The functions of rules: no I/O, bounded cost."""

# Environment first; OverflowError or ValueError makes the expression unknown.

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from forms.numbers import calendar
from forms.numbers.zengin import same_holder
from forms.path.environment import LEAVING, Calendar, Environment
from forms.rules.scope import UNKNOWN
from forms.rules.types import DATE, DURATION, MONEY, MONTH, NUMBER, OTHER, ROWS, SPELLING, TIME, YES_NO, Type

OTHERS, PARENTS = "household.others", "household.parents"


@dataclass(frozen=True)
class Duration:
    months: int = 0
    days: int = 0

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.months + other.months, self.days + other.days)

    def __sub__(self, other: "Duration") -> "Duration":
        return self + -other

    def __neg__(self) -> "Duration":
        return Duration(-self.months, -self.days)

    def __radd__(self, day: object) -> date:
        """Raises TypeError for a partly known date."""
        if not isinstance(day, date):
            return NotImplemented
        return calendar.add_days(calendar.add_months(day, self.months), self.days)

    def __rsub__(self, day: date) -> date:
        return day + -self


@dataclass(frozen=True)
class Function:
    takes: tuple[Type, ...]
    gives: Type
    call: Callable[..., object]
    rounds: bool = False  # takes `round=` down, up or half


def _share(_: Environment, amount: int, part: int, total: int, rounding: str) -> int:
    # In yen. Raises ValueError if `total` is not positive.
    if total <= 0:
        raise ValueError("a share of nothing")
    exact = amount * part
    match rounding:
        case "up":
            return -(-exact // total)
        case "half":
            return (2 * exact + total) // (2 * total)
    return exact // total


def _times(_: Environment, amount: int, count: int | Decimal) -> int:
    # Raises ValueError for fractions: `share` states the rounding.
    if count != int(count):
        raise ValueError("no whole number")
    return amount * int(count)


def _only_if(_: Environment, holds: bool, amount: int) -> int:
    return amount if holds else 0


def _children_until(environment: Environment, age: int) -> tuple[Mapping[str, object], ...]:
    # Members before the end of the school year in which they reach `age` (児童手当法3条).
    return tuple(
        member
        for member in environment.household
        if calendar.school_year_end(calendar.attains(date.fromisoformat(str(member["birth"])), age))
        >= environment.today
    )


def _everyone_if(environment: Environment, holds: bool) -> tuple[Mapping[str, object], ...]:
    """Empty unless `holds`, or without known household. Without `relation`: the register gives it towards the
    applicant, forms towards the 世帯主."""
    if not holds or not environment.household:
        return ()
    return (environment.applicant, *map(_without_relation, environment.household))


# By the applicant's place in the household, the places of the parents (住民票の続柄).
_PARENTS = {"head": frozenset({"parent"}), "child": frozenset({"head", "husband", "wife"})}


def _parents(environment: Environment) -> tuple[Mapping[str, object], ...]:
    # Of the applicant, in the same household; `living` is together.
    places = _PARENTS.get(str(environment.applicant.get("household_role")), frozenset())
    members = (member for member in environment.household if member.get("household_role") in places)
    return tuple({**_without_relation(member), "living": "together"} for member in members)


def _others(environment: Environment) -> tuple[Mapping[str, object], ...]:
    # Without the applicant, their spouse and parents; `Repeat.rest` also leaves out whom the answers name.
    parents = {str(member["name"]) for member in _parents(environment) if "name" in member}
    members = (member for member in environment.household if str(member.get("name")) not in parents)
    spouse = environment.applicant.get("spouse.name")
    return tuple(_without_relation(member) for member in members if member.get("name") != spouse)


def _without_relation(member: Mapping[str, object]) -> dict[str, object]:
    return {name: member[name] for name in member if name != "relation"}


def _lives_here(environment: Environment) -> object:
    # True of whom the register has, else unknown.
    return True if "household_role" in environment.applicant else UNKNOWN


def _child_until(environment: Environment, age: int) -> bool:
    # Raises ValueError if no household is known: the applicant may not live alone.
    if not environment.household:
        raise ValueError("no household is known")
    return bool(_children_until(environment, age))


def _child_born(environment: Environment, birth: object) -> object:
    # True of a child in the applicant's household, else unknown.
    born = (member["birth"] for member in environment.household if member.get("relation") == "child")
    return True if str(birth) in {str(day) for day in born} else UNKNOWN


def _anyone_aged(environment: Environment, youngest: int, oldest: int) -> bool:
    # Ages are those of today. Raises ValueError if no household is known.
    if not environment.household:
        raise ValueError("no household is known")
    people = [environment.applicant, *environment.household]
    births = [date.fromisoformat(str(person["birth"])) for person in people if "birth" in person]
    today = environment.today
    return any(calendar.attains(birth, youngest) <= today < calendar.attains(birth, oldest + 1) for birth in births)


def _open_day(find: Callable[[date, Calendar], date]) -> Callable[[Environment, date], date]:
    # Raises ValueError past the calendar's horizon, where holidays are not announced yet.

    def call(environment: Environment, day: date) -> date:
        open_day = find(day, environment.calendar)
        if max(day, open_day) > environment.calendar.horizon:
            raise ValueError("past the horizon of the calendar")
        return open_day

    return call


def _open_days_after(environment: Environment, day: date, count: int | Decimal) -> date:
    # Without `day` itself (3営業日前まで). Raises ValueError past the calendar's horizon and for counts outside 0–366.
    if not 0 <= count <= 366:
        raise ValueError("no such number of open days")
    open_day = calendar.add_open_days(day, int(count), environment.calendar)
    if max(day, open_day) > environment.calendar.horizon:
        raise ValueError("past the horizon of the calendar")
    return open_day


def _minutes_between(_: Environment, first: str, last: str) -> int:
    # HH:MM; negative if `last` is earlier.
    early, late = (60 * int(time[:2]) + int(time[3:]) for time in (first, last))
    return late - early


def _same_holder(_: Environment, first: object, second: object) -> bool:
    return same_holder(_spelling(first), _spelling(second))


def _spelling(written: object) -> str:
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
        "months_on": Function((DATE, NUMBER), DATE, lambda _, day, count: calendar.months_on(day, int(count))),
        "years_on": Function((DATE, NUMBER), DATE, lambda _, day, count: calendar.months_on(day, 12 * int(count))),
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
        "first_of": Function((DATE, DATE), DATE, lambda _, first, second: min(first, second)),
        "last_of": Function((DATE, DATE), DATE, lambda _, first, second: max(first, second)),
        "share": Function((MONEY, NUMBER, NUMBER), MONEY, _share, rounds=True),
        "times": Function((MONEY, NUMBER), MONEY, _times),
        "only_if": Function((YES_NO, MONEY), MONEY, _only_if),
        "same_holder": Function((SPELLING, SPELLING), YES_NO, _same_holder),
        "household.children_until": Function((NUMBER,), ROWS, _children_until),
        "household.everyone_if": Function((YES_NO,), ROWS, _everyone_if),
        PARENTS: Function((), ROWS, _parents),
        OTHERS: Function((), ROWS, _others),
        "register.lives_here": Function((), YES_NO, _lives_here),
        "register.child_until": Function((NUMBER,), YES_NO, lambda env, age: _child_until(env, int(age))),
        "register.child_born": Function((DATE,), YES_NO, _child_born),
        "register.anyone_aged": Function(
            (NUMBER, NUMBER), YES_NO, lambda env, youngest, oldest: _anyone_aged(env, int(youngest), int(oldest))
        ),
        "register.event_date": Function((OTHER,), DATE, _event_date),
        "register.leaving_date": Function((), DATE, lambda env: env.events.get(LEAVING, UNKNOWN)),
    }
)
ROUNDINGS = ("down", "up", "half")
# Not in FUNCTIONS: the checker handles it, because only the branch that is taken has to be answered.
CHOOSE = "choose"
# Nor these: they give what they take, numbers or amounts.
EXTREMES: Mapping[str, Callable[..., object]] = MappingProxyType({"min": min, "max": max})
SIZE = "abs"


def _row(table: Mapping[str, object], key: object) -> object:
    return table.get(f"{key:f}" if isinstance(key, Decimal) else str(key), UNKNOWN)


def _band(table: Mapping[str, object], amount: object) -> object:
    # The highest row not above `amount`; UNKNOWN below the first.
    reached = [int(row) for row in table if int(row) <= amount]  # type: ignore[operator]
    return table[str(max(reached))] if reached else UNKNOWN


# Nor these: they give what is in the table, a setting of the city.
LOOKUPS: Mapping[str, Callable[..., object]] = MappingProxyType({"lookup": _row, "band": _band})
NAMES = (*FUNCTIONS, CHOOSE, *EXTREMES, SIZE, *LOOKUPS)
