"""Rows name no person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select

from portal.db import Unit
from portal.models.shared.support_entry import SupportEntry
from portal.store.statements import by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class SupportRow:
    code: str
    at: int
    method: str
    route: str
    status: int
    error: str  # our own key or the kind of a bug
    places: str  # field ids
    language: str
    procedure: str
    page: str


_entry = SupportEntry.table
_ADD = sql(insert_into(SupportEntry, SupportRow))
_OF_CODE = sql(rows(SupportRow, SupportEntry).where(by(_entry.c.code)).order_by(_entry.c.id.desc()).limit(20))
_SWEEP = sql(delete(_entry).where(_entry.c.at < bindparam("before")))
_NEWEST = select(func.coalesce(func.max(_entry.c.id), 0)).scalar_subquery()
_SWEEP_MANY = sql(delete(_entry).where(_entry.c.id <= _NEWEST - bindparam("most")))


def add(unit: Unit, entries: Sequence[SupportRow]) -> None:
    run(unit, _ADD, [vars(entry) for entry in entries])


def of_code(unit: Unit, code: str) -> list[SupportRow]:
    return every(unit, _OF_CODE, code=code)


def sweep(unit: Unit, before: int, most: int) -> None:
    """Also the oldest above `most`."""
    run(unit, _SWEEP, {"before": before})
    run(unit, _SWEEP_MANY, {"most": most})
