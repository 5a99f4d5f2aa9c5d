"""A city's settings, 年度 and calendar on a day; the last day for a decision; the city in force."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from forms.city.city import City
from forms.definition.procedure import Procedure
from forms.guide.slots_for import slots_for
from forms.numbers.calendar import ClosedDays, add_days, add_open_days, months_on
from forms.path.consequences import window_on
from forms.path.environment import Environment, KeptFile, OpenYear, Slot
from forms.path.scope import Scope
from forms.rules.expression import Expression
from forms.text.speech import Speech
from integrations.sockets.interfaces import BankLookup, TownLookup
from portal.clock import Clock
from portal.services.shared.follow_lists import KeptLists
from portal.services.shared.free_places import NOTHING, Booked
from portal.services.shared.known_sources import NOTHING_KNOWN, KnownFacts

_SEEN: ContextVar[dict[int, tuple[int, City]] | None] = ContextVar("cities seen", default=None)
if TYPE_CHECKING:
    Like = City
else:
    Like = object
PORTAL_DOOR = "mynaportal"
NO_DUE = "9999-12-31"
NAMELESS = "（市の名前）"
_NOT_NOW = "今は受け付けていません。"  # bundle.alone.closed: translated there


def is_nameless(city: City) -> bool:
    # A copy of the blank folder, at any code.
    return city.name == NAMELESS


def _open(_procedure: str) -> str:
    return ""


@dataclass(frozen=True)
class CityRules:
    city: City
    towns: TownLookup
    banks: BankLookup
    clock: Clock
    numbers: bool  # this zone keeps 個人番号
    stopped: Callable[[str], str] = _open  # words for residents by procedure, "" while it is taken

    @property
    def calendar(self) -> ClosedDays:
        return self.city.calendar

    @cached_property
    def lists(self) -> KeptLists:
        return KeptLists(self.city)

    def settings_in_force(self, procedure: Procedure, on: date) -> dict[str, object]:
        if not procedure.settings:
            return {}
        city = self.city.settings_of(procedure.id, on)
        return {name: city.get(name, setting.default) for name, setting in procedure.settings.items()}

    def option_places(self, procedure: Procedure) -> dict[str, dict[str, int]]:
        """By question and option, of today."""
        if not procedure.option_places:
            return {}
        city = self.settings_in_force(procedure, self.clock.today())
        return {
            question: {code: _number(number, city) for code, number in places.items()}
            for question, places in procedure.option_places.items()
        }

    def years_of(self, procedure: Procedure) -> tuple[OpenYear, ...]:
        """() if the procedure has no year."""
        return self.city.fiscal.of(procedure.id) if procedure.year is not None else ()

    def closed_words(self, procedure: Procedure, speech: Speech, on: date) -> str:
        """ "" within the acceptance period (受付期間), unless stopped."""
        stopped = self.stopped(procedure.id)
        if not procedure.meaning:
            return stopped or speech.text("", _NOT_NOW)
        if stopped or procedure.window is None:
            return stopped
        message = window_on(procedure, on, self.settings_in_force(procedure, on), self.years_of(procedure))
        return speech.text("time.window.say", message) if message else ""

    def environment(
        self,
        procedure: Procedure,
        on: date,
        door: str,
        *,
        known: KnownFacts = NOTHING_KNOWN,
        principal: Mapping[str, object] | None = None,
        earlier: Mapping[str, object] | None = None,
        in_force: Mapping[str, object] | None = None,
        files: Mapping[str, KeptFile] = {},
        booked: Booked = NOTHING,
        accept_incomplete: bool = False,
    ) -> Environment:
        # `in_force`: settings stored with an application; None = those of `on`. `booked`: places left, as it sees
        # them. `principal`: facts of the person when it was sent, `earlier`: of the application that it follows; None =
        # of `known`.
        city = self.settings_in_force(procedure, on) if in_force is None else in_force
        return Environment(
            today=on,
            calendar=self.calendar,
            towns=self.towns.towns,
            # What was filed at マイナポータル was filed on line: no definition knows a door of its own for it.
            door="online" if door == PORTAL_DOOR else door,
            city=city,
            principal=known.principal if principal is None else principal,
            applicant=known.applicant,
            household=known.household,
            events=known.events,
            earlier=known.earlier if earlier is None else earlier,
            numbers=self.numbers,
            # What was sent was taken then, whatever the city has written since.
            years=self.years_of(procedure) if in_force is None else (),
            files=files.get,
            banks=self.banks.banks,
            facilities=lambda kind: self.city.facilities(kind, on),
            # Rules may see an earlier day, but a time that has passed cannot be booked.
            slots=lambda resource: self._slots(procedure, resource, max(on, self.clock.today()), booked, city),
            left=booked.options,
            lists=self.lists.entries,
            sent=in_force is not None,
            accept_incomplete=accept_incomplete,
        )

    def _slots(
        self, procedure: Procedure, resource: str, on: date, booked: Booked, settings: Mapping[str, object]
    ) -> tuple[Slot, ...]:
        slots = slots_for(procedure, resource, on, self.city, settings)
        return booked.offered(resource, slots) if procedure.drawing is None else booked.left(slots)

    def signature_needed(self, procedure: Procedure, on: date) -> bool:
        if procedure.signature is None:
            return False
        need = procedure.signature.need
        if need.startswith("city."):
            need = str(self.settings_in_force(procedure, on)[need.removeprefix("city.")])
        return need == "required"

    def due_day(self, procedure: Procedure, arrival: date, settings: Mapping[str, object]) -> str:
        """An ISO day, or NO_DUE. The day after arrival is the first (民法140条). A closed last day stays: 地方自治法4条の2第4項
        moves only the days of residents' acts."""
        period = procedure.period
        if period is None:
            return NO_DUE
        days: object = period.days
        if isinstance(days, Expression):
            days = promised_days(procedure, self.environment(procedure, arrival, "online", in_force=settings))
        if not isinstance(days, int):
            return NO_DUE
        match period.unit:
            case "bizday":
                return add_open_days(arrival, days, self.calendar).isoformat()
            case "week":
                return add_days(arrival, days * 7).isoformat()
            case "month":
                return months_on(arrival, days).isoformat()
            case _:
                return add_days(arrival, days).isoformat()


def promised_days(procedure: Procedure, environment: Environment) -> int | None:
    """None if the procedure promises nothing."""
    days: object = procedure.period.days if procedure.period else None
    if isinstance(days, Expression):
        days = days.evaluate(Scope(environment))
    return days if isinstance(days, int) else None


def days_certainty(procedure: Procedure) -> str:
    """`assumed` also where a city setting that the days read is; "" if the procedure promises nothing."""
    period = procedure.period
    if period is None:
        return ""
    read = period.days.names if isinstance(period.days, Expression) else frozenset()
    settings = {setting.certainty for name, setting in procedure.settings.items() if f"city.{name}" in read}
    return "assumed" if "assumed" in settings else period.certainty


def _number(number: int | str, city: Mapping[str, object]) -> int:
    return int(str(city[number.removeprefix("city.")])) if isinstance(number, str) else number


class CityInForce(Like):
    """Takes the place of a `City`: each attribute is read from the newest, within `one_city` from the first that was
    read there."""

    def __init__(self, city: City) -> None:
        self.__dict__["newest"] = (0, city)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.numbered()[1], name)

    def __eq__(self, other: object) -> bool:
        return self.numbered()[1] == other

    __hash__ = object.__hash__

    def numbered(self) -> tuple[int, City]:
        newest: tuple[int, City] = self.__dict__["newest"]
        seen = _SEEN.get()
        return newest if seen is None else seen.setdefault(id(self), newest)


def put(city: City, newer: City) -> None:
    # All that hold this city see the newer one's values from now. Raises TypeError for a city that is not in force.
    if not isinstance(city, CityInForce):
        raise TypeError("only a city in force is exchanged")
    city.__dict__["newest"] = (city.__dict__["newest"][0] + 1, newer)


def number_of(city: City) -> int:
    """Another after each exchange."""
    return city.numbered()[0] if isinstance(city, CityInForce) else 0


@contextmanager
def one_city() -> Iterator[None]:
    before = _SEEN.set({})
    try:
        yield
    finally:
        _SEEN.reset(before)


def moment_of(clock: Clock, city: City) -> tuple[date, int]:
    return clock.today(), number_of(city)
