"""Lets the months before today pass."""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from forms.scenarios.sampling import NoSample
from portal.cli.demo_city.begin_city import begin_city
from portal.cli.demo_city.file_case import CannotFile, Filed, file_case
from portal.cli.demo_city.invent_people import invent
from portal.cli.demo_city.keep_up import close_tills, keep_up
from portal.cli.demo_city.making import Making
from portal.cli.demo_city.plan_city import Planned, next_moment, plan_city
from portal.cli.demo_city.serve_visit import leave_waiting
from portal.clock import TOKYO, tokyo_day
from portal.errors import Refusal
from portal.logs import log_bug

DAYS = 120
SEED = 20261123
_EVENING = -1  # beside numbers of lives
_FRIDAY = 4
_PARKED = (
    ("kokuho-kanyu", "印鑑を取りに帰りました。午後にまた来るそうです。"),
    ("juminhyo-utsushi", "同じ世帯の人の分も必要か、家に電話で聞いています。"),
)
Progress = Callable[[int, int], None]


@dataclass
class Made:
    filed: dict[int, str] = field(default_factory=dict)  # receipt number by number of the plan
    stuck: list[tuple[str, str, str]] = field(default_factory=list)  # (fate, procedure, why) of lives that ended early


@dataclass
class _Life:
    planned: Planned
    filed: Filed | None = None
    procedure: str = ""
    step: int = 0


def make_city(
    making: Making, until: datetime, count: int, seed: int = SEED, progress: Progress = lambda *_: None
) -> Made:
    # The clock of `making` never goes back, and ends at `until`.
    source, made = Random(seed), Made()
    begin_city(making)
    lives = [_Life(planned) for planned in plan_city(making, until, count, seed)]
    waiting = [(life.planned.arrives, number) for number, life in enumerate(lives)]
    waiting += [(evening, _EVENING) for evening in _evenings(making.installation.clock.now(), until)]
    heapq.heapify(waiting)
    while waiting:
        moment, number = heapq.heappop(waiting)
        if moment > until:
            continue
        making.moved.set(max(moment, making.installation.clock.now()))
        if number == _EVENING:
            close_tills(making)
            if moment.astimezone(TOKYO).weekday() == _FRIDAY:
                keep_up(making)
            continue
        life = lives[number]
        if _live(making, life, made, source):
            acts = life.planned.fate.acts
            if life.step < len(acts):
                heapq.heappush(waiting, (next_moment(making, moment, acts[life.step][0], source), number))
        progress(len(made.filed), len(lives))
    leave_open(making, until, source)
    making.moved.set(max(until, making.installation.clock.now()))
    return made


def leave_open(making: Making, until: datetime, source: Random) -> None:
    for minutes, (procedure, note) in zip((95, 40), _PARKED, strict=True):
        making.moved.set(max(until - timedelta(minutes=minutes), making.installation.clock.now()))
        ticket = f"{source.randint(1, 9)}{source.randint(0, 99):02}"
        if any(current.id == procedure for current in making.installation.catalogue.all()):
            leave_waiting(making, procedure, invent(source).full_name, ticket, note)


def _evenings(since: datetime, until: datetime) -> Iterator[datetime]:
    day = tokyo_day(since)
    while day < tokyo_day(until):
        yield datetime.combine(day, time(17, 15), TOKYO)
        day += timedelta(days=1)


def _live(making: Making, life: _Life, made: Made, source: Random) -> bool:
    # False at the end.
    if life.filed is None:
        return _arrive(making, life, made, source)
    duty = making.installation.catalogue.current(life.procedure).duty
    act = life.planned.fate.acts[life.step][1]
    life.step += 1
    with _noting(made, life.planned, life.procedure):
        act(making, life.filed, duty)
        return True
    return False


def _arrive(making: Making, life: _Life, made: Made, source: Random) -> bool:
    planned = life.planned
    for procedure in planned.procedures:
        with suppress(CannotFile), _noting(made, planned, procedure):
            life.filed = file_case(making, procedure, planned.door, source, planned.resident)
            life.procedure = procedure
            made.filed[planned.number] = life.filed.number
            return True
    made.stuck.append((planned.fate.name, planned.procedures[0], "cannot be filed"))
    return False


@contextmanager
def _noting(made: Made, planned: Planned, procedure: str) -> Iterator[None]:
    # A failing case, as with the reader's own definition, does not stop the demo.
    try:
        yield
    except CannotFile:
        raise
    except Exception as why:  # noqa: BLE001  # as the worker survives any job
        made.stuck.append((planned.fate.name, procedure, f"{type(why).__name__} {why}"))
        if not isinstance(why, Refusal | NoSample):
            log_bug("demo_city", why)
