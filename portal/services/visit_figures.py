"""How long visits take, day by day: until the first was filed, until they left, and how long they stood aside. Names nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import median

from portal.clock import to_micro
from portal.db import Unit
from portal.services.installation import Installation
from portal.store import visit_figures
from portal.store.visit_figures import FigureRow

_MINUTE = 60_000_000
_DAYS = 31


@dataclass(frozen=True)
class DayOfVisits:
    """Minutes are medians; None where there is nothing to measure. `unwritten`: 書かない率, of all boxes of the day, `told` without what is only usual or was
    pressed by the visitor, and `chosen` how many boxes these are; `corrected`: what a
    source told and visitors said otherwise; `disputed`: sections that visitors said were wrong; `reprinted`: how often papers were printed
    once more."""

    day: date
    begun: int
    ended: int
    filed: int
    first_filed: int | None
    whole: int | None
    parked: int
    unwritten: float | None
    told: float | None
    chosen: int
    corrected: int
    disputed: int
    reprinted: int


def figures_by_day(installation: Installation, unit: Unit) -> list[DayOfVisits]:
    """The last 31 days that had visits, the newest first."""
    since = (installation.clock.today() - timedelta(days=_DAYS)).isoformat()
    rows = visit_figures.since(unit, since)
    return [_day(day, list(own)) for day, own in groupby(rows, key=lambda row: row.day)]


def _day(day: str, rows: list[FigureRow]) -> DayOfVisits:
    counts = ((one.boxes, one.unkeyed, one.usual, one.chosen) for one in rows)
    boxes, unkeyed, usual, chosen = (sum(of) for of in zip(*counts, strict=True))
    return DayOfVisits(
        date.fromisoformat(day),
        len(rows),
        sum(row.ended_at is not None for row in rows),
        sum(row.filed for row in rows),
        _median([row.registered_at - row.begun_at for row in rows if row.registered_at is not None]),
        _median([row.ended_at - row.begun_at - row.parked for row in rows if row.ended_at is not None]),
        sum(row.parked for row in rows) // _MINUTE,
        unkeyed / boxes if boxes else None,
        (unkeyed - usual - chosen) / boxes if boxes else None,
        chosen,
        sum(row.corrected for row in rows),
        sum(row.disputed for row in rows),
        sum(max(0, row.printed - 1) for row in rows),
    )


@dataclass(frozen=True)
class OneVisit:
    """`minutes` until they left, or until now, without what they stood aside."""

    minutes: int
    boxes: int
    unkeyed: int
    corrected: int
    usual: int
    chosen: int

    @property
    def unwritten(self) -> float | None:
        return self.unkeyed / self.boxes if self.boxes else None

    @property
    def told(self) -> float | None:
        """Without what is only usual, and without what the visitor pressed."""
        return (self.unkeyed - self.usual - self.chosen) / self.boxes if self.boxes else None


def figures_of_visit(installation: Installation, unit: Unit, visit_id: str) -> OneVisit | None:
    """None where there are none, because the visit is of long ago."""
    row = visit_figures.by_uid(unit, visit_id)
    if row is None:
        return None
    until = row.ended_at if row.ended_at is not None else to_micro(installation.clock.now())
    minutes = round((until - row.begun_at - row.parked) / _MINUTE)
    return OneVisit(minutes, row.boxes, row.unkeyed, row.corrected, row.usual, row.chosen)


def _median(spans: list[int]) -> int | None:
    return round(median(spans) / _MINUTE) if spans else None
