"""By day, without personal data."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import median

from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.store.counter import visit_figures
from portal.store.counter.visit_figures import FigureRow

_MINUTE = 60_000_000
_DAYS = 31


@dataclass(frozen=True)
class DayOfVisits:
    """Minutes are medians."""

    day: date
    begun: int
    ended: int
    filed: int
    first_filed: int | None
    whole: int | None
    parked: int
    unwritten: float | None  # 書かない率 over all boxes
    spoken: float | None  # without usual answers and `chosen` boxes, filled by visitors
    chosen: int
    corrected: int  # prefilled values, by visitors
    disputed: int
    reprinted: int  # extra prints


def figures_by_day(clock: Clock, unit: Unit) -> list[DayOfVisits]:
    since = (clock.today() - timedelta(days=_DAYS)).isoformat()
    rows = visit_figures.since(unit, since)
    return [_day(day, list(own)) for day, own in groupby(rows, key=lambda row: row.day)]


def _day(day: str, rows: list[FigureRow]) -> DayOfVisits:
    counts = ((row.boxes, row.unkeyed, row.usual, row.chosen) for row in rows)
    boxes, unkeyed, usual, chosen = (sum(column) for column in zip(*counts, strict=True))
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
class VisitCounts:
    """`minutes` until the end or now, without time parked."""

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
    def spoken(self) -> float | None:
        return (self.unkeyed - self.usual - self.chosen) / self.boxes if self.boxes else None


def figures_of_visit(clock: Clock, unit: Unit, visit_id: str) -> VisitCounts | None:
    row = visit_figures.by_uid(unit, visit_id)
    if row is None:
        return None
    until = row.ended_at if row.ended_at is not None else to_micro(clock.now())
    minutes = round((until - row.begun_at - row.parked) / _MINUTE)
    return VisitCounts(minutes, row.boxes, row.unkeyed, row.corrected, row.usual, row.chosen)


def _median(spans: list[int]) -> int | None:
    return round(median(spans) / _MINUTE) if spans else None
