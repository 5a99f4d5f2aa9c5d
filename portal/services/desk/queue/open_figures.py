"""Counts by quarter: small ones hidden, and others so that no sum gives them away."""

# Quarters share no application, and each has one table: comparing them reveals nothing.

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.numbers.calendar import month_end
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.services.desk.queue.day_groups import GROUP_WORDS, group_of
from portal.services.desk.queue.kept_hour import KeptHour
from portal.services.shared.needs import Basics
from portal.services.shared.official_words import DOORS
from portal.services.shared.suppress_small import Grid, shown
from portal.store.desk import procedure_figures

_MOST = 12  # quarters
# Paper is keyed late, and a count that is published must not move: a difference of two would be a single application.
SETTLING_DAYS = 31
REST = ""  # key of all procedures with small sums


@dataclass(frozen=True)
class Quarter:
    year: int  # 年度; `number` 1 begins in April
    number: int

    @property
    def first(self) -> date:
        return date(self.year + (self.number == 4), 3 * self.number + 1 - 12 * (self.number == 4), 1)

    @property
    def last(self) -> date:
        return month_end(self.first.replace(month=self.first.month + 2))

    @property
    def id(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass(frozen=True)
class OpenFigures:
    quarter: Quarter
    # (id, title, and a count per door and their sum), the sums of all last
    procedures: tuple[tuple[str, str, tuple[int | None, ...]], ...] = ()
    sums: tuple[int | None, ...] = ()
    rest: int = 0  # procedures in REST; None for what is hidden
    days: tuple[tuple[int, int | None], ...] = ()  # (bound, decided)


def open_quarters(installation: Basics) -> tuple[Quarter, ...]:
    """Newest first; none unless the city says so."""
    opened = installation.city.open_figures
    settled = settled_quarters(installation.clock.today()) if opened is not None else ()
    return tuple(quarter for quarter in settled if opened is not None and opened.holds(quarter.first))


def settled_quarters(today: date) -> tuple[Quarter, ...]:
    every = (Quarter(today.year - back, number) for back in range(5) for number in (4, 3, 2, 1))
    return tuple(quarter for quarter in every if quarter.last + timedelta(days=SETTLING_DAYS) < today)[:_MOST]


def open_figures(installation: Basics, unit: Unit, quarter: Quarter) -> OpenFigures:
    duties = tuple(installation.city.duties)
    span = to_micro(tokyo_midnight(quarter.first)), to_micro(tokyo_midnight(quarter.last + timedelta(days=1)))
    least = installation.settings.small_count
    counts: dict[str, Counter[str]] = {}
    for row in procedure_figures.arrivals(unit, duties, *span):
        counts.setdefault(row.procedure, Counter())[row.door] += row.number
    days = Counter(dict.fromkeys(GROUP_WORDS, 0))
    for number, cases in procedure_figures.decided(unit, duties, *span).items():
        days[group_of(number)] += cases
    small = [procedure for procedure, doors in counts.items() if doors.total() < least]
    rest = sum((counts.pop(procedure) for procedure in small), Counter[str]())
    titles = {procedure.id: procedure.title for procedure in installation.catalogue.all()}
    order = sorted(counts, key=lambda procedure: titles.get(procedure, procedure))
    lines = [counts[procedure] for procedure in order] + ([rest] if small else [])
    grid = shown([[line[door] for door in DOORS] for line in lines], least) if lines else None
    if grid is None:
        return OpenFigures(quarter, days=_days(days, least))
    names = [(procedure, titles.get(procedure, procedure)) for procedure in order] + ([(REST, "")] if small else [])
    rows = tuple((*name, line) for name, line in zip(names, grid[:-1], strict=True))
    return OpenFigures(quarter, rows, grid[-1], len(small), _days(days, least))


def _days(days: Mapping[int, int], least: int) -> tuple[tuple[int, int | None], ...]:
    grid: Grid | None = shown([[number] for number in days.values()], least)
    return () if grid is None else tuple((bound, line[0]) for bound, line in zip(days, grid[:-1], strict=True))


def kept_figures(installation: Basics) -> KeptHour[Quarter, OpenFigures]:
    def count(quarter: Quarter) -> OpenFigures:
        return installation.database.count_behind(lambda unit: open_figures(installation, unit, quarter))

    return KeptHour(installation.clock, count)
