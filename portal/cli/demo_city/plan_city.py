"""Plans cases, the same for the same seed, day and definitions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random

from forms.definition.kind import IN_VAIN
from forms.definition.procedure import Procedure
from forms.numbers.calendar import add_open_days, open_day_until
from portal.cli.demo_city.file_case import doors_of
from portal.cli.demo_city.invent_people import sheet
from portal.cli.demo_city.lives import FATES, Fate
from portal.cli.demo_city.making import Making
from portal.clock import TOKYO, tokyo_day
from portal.services.shared.city_rules import PORTAL_DOOR

# How doors follow each other.
_DOORS = ("online", "counter", "online", "post", "online", "counter", PORTAL_DOOR, "online", "counter", "post")
# Fates of people of the city's file, who sign in to see them.
_OWN = ("returned", "decided", "new", "got an answer", "examined", "corrected")
_MOST_OWN = 12
# With a case of each of these fates, for the tour.
_FIRST = ("takamihon-hanako", "takamihon-taro")


@dataclass(frozen=True)
class Planned:
    number: int
    fate: Fate
    door: str
    procedures: tuple[str, ...]  # the first that can be filed
    arrives: datetime
    resident: str = ""  # of the city's file, "" = invented


class Shares:
    """Each procedure's share of the cases, in an order mixed by the seed."""

    def __init__(self, making: Making, source: Random) -> None:
        self._making = making
        every = list(making.installation.catalogue.all())
        source.shuffle(every)
        self._doors = {procedure.id: doors_of(making, procedure) for procedure in every}
        self._every: Sequence[Procedure] = every
        self._used: dict[str, int] = {}
        self._weights: Mapping[str, int] = sheet()["used"]

    def take(self, fate: Fate, door: str, most: int = 6) -> tuple[str, ...]:
        """Counts the first."""
        fitting = [
            procedure for procedure in self._every if door in self._doors[procedure.id] and self._fits(procedure, fate)
        ]
        ordered = sorted(fitting, key=lambda procedure: self._share(procedure.id))[:most]
        if ordered:
            self._used[ordered[0].id] = self._used.get(ordered[0].id, 0) + 1
        return tuple(procedure.id for procedure in ordered)

    def _share(self, procedure: str) -> float:
        return (self._used.get(procedure, 0) + 1) / self._weights.get(procedure, 1)

    def _fits(self, procedure: Procedure, fate: Fate) -> bool:
        approval = needs_approval(self._making, procedure)
        if fate.kind not in ("", procedure.kind) or (fate.want and approval is not fate.approval):
            return False
        states = {outcome.state for outcome in procedure.outcomes_of(procedure.kind).values()}
        wanted = {"bad": set(IN_VAIN), "partly": {"partly"}, "waiting": {"waiting"}}.get(fate.want)
        return wanted is None or bool(states & wanted)


def needs_approval(making: Making, procedure: Procedure) -> bool:
    return making.installation.city.office(procedure.duty, making.installation.clock.today()).approval


def plan_city(making: Making, until: datetime, count: int, seed: int) -> list[Planned]:
    """`until`: when the city is shown; the clock of `making` is months before."""
    source, today = Random(seed), tokyo_day(until)
    shares, calendar = Shares(making, source), making.installation.city.calendar
    planned = list(_of_residents(making, until, min(_MOST_OWN, count // 20), source))
    for fate in _fates(count - len(planned), source):
        number = len(planned)
        wanted = "online" if fate.online else _DOORS[number % len(_DOORS)]
        doors = dict.fromkeys((wanted, *(["online"] if fate.online else _DOORS)))
        door, procedures = next(((door, ids) for door in doors if (ids := shares.take(fate, door))), ("", ()))
        if procedures:
            day = today - timedelta(days=source.randint(*fate.ages))
            day = day if door == "online" else open_day_until(day, calendar)
            planned.append(Planned(number, fate, door, procedures, _before(until, day, source, door)))
    return planned


def _fates(count: int, source: Random) -> list[Fate]:
    # Each once, then by shares.
    total = sum(fate.share for fate in FATES)
    more = max(0, count - len(FATES))
    shared = chain.from_iterable([fate] * (fate.share * more // total) for fate in FATES)
    chosen = [*FATES, *shared]
    chosen += [FATES[0]] * (count - len(chosen))
    source.shuffle(chosen)
    return chosen[:count]


def _of_residents(making: Making, until: datetime, count: int, source: Random) -> Iterator[Planned]:
    holders = {person.id for person in making.installation.city.people if person.card}
    own = {
        (scenario["person"], procedure.id)
        for procedure in making.installation.catalogue.all()
        if "online" in doors_of(making, procedure)
        for scenario in procedure.scenarios
        if scenario.get("person") in holders and scenario["expect"].get("complete")
    }
    pairs = sorted(own, key=lambda pair: (pair[0] not in _FIRST, pair))
    by_name = {fate.name: fate for fate in FATES}
    for number, (resident, procedure) in zip(range(count), pairs, strict=False):
        fate = by_name[_OWN[number % len(_OWN)]]
        if fate.want and needs_approval(making, making.installation.catalogue.current(procedure)):
            fate = by_name["approved by two"]
        day = tokyo_day(until) - timedelta(days=source.randint(*fate.ages))
        others = [other for person, other in pairs if person == resident and other != procedure]
        yield Planned(number, fate, "online", (procedure, *others), _before(until, day, source, "online"), resident)


def _before(until: datetime, day: date, source: Random, door: str) -> datetime:
    return min(_at(day, source, door), until - timedelta(minutes=source.randint(5, 300)))


def _at(day: date, source: Random, door: str = "") -> datetime:
    # In office hours; online also in the evening.
    hours = (7, 22) if door == "online" else (9, 15)
    return datetime.combine(day, time(source.randint(*hours), source.randint(0, 59)), TOKYO)


def next_moment(making: Making, after: datetime, days: int, source: Random) -> datetime:
    """Open days later, in office hours; 0: soon after."""
    if not days:
        return after + timedelta(minutes=source.randint(3, 20))
    return _at(add_open_days(after.astimezone(TOKYO).date(), days, making.installation.city.calendar), source)
