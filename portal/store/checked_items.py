"""Ticks of the check list, in the order in which they were made."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class TickRow:
    item: str
    ticked: int
    answers_revision: int
    staff_id: int
    at: int


_COLUMNS = "item, ticked, answers_revision, staff_id, at"
_ADD = insert("checked_item", "application_id", *_COLUMNS.split(", "))
_OF = sql(f"SELECT {_COLUMNS} FROM checked_item WHERE application_id = :application_id ORDER BY id")

_TICKED = sql(
    "SELECT DISTINCT a.receipt_number FROM checked_item c JOIN application a ON a.id = c.application_id "
    "AND a.answers_revision = c.answers_revision WHERE c.ticked = 1 AND a.receipt_number IN :numbers "
    "AND NOT EXISTS (SELECT 1 FROM checked_item n WHERE n.application_id = c.application_id AND n.item = c.item AND n.id > c.id)"
).bindparams(bindparam("numbers", expanding=True))


def add(unit: Unit, application_id: int, row: TickRow) -> None:
    run(unit, _ADD, vars(row) | {"application_id": application_id})


def last_of(unit: Unit, application_id: int) -> dict[str, TickRow]:
    """By line: the row that stands."""
    return {row.item: row for row in (TickRow(*row) for row in every(unit, _OF, application_id=application_id))}


def ticked_among(unit: Unit, receipt_numbers: Sequence[str]) -> frozenset[str]:
    """Those of whose present answers a line is ticked now; what was taken back counts for nothing."""
    return frozenset(row[0] for row in every(unit, _TICKED, numbers=list(receipt_numbers)))
