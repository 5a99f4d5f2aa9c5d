"""Visits and what is done in each. Whoever changes one says which revision they saw."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class VisitRow:
    id: str
    once: str
    day: str
    ticket: str
    open_ticket: str | None
    staff_id: int
    key_id: str
    wrapped_key: bytes
    sealed_words: bytes
    revision: int
    begun_at: int
    changed_at: int
    parked_at: int | None = None
    ended_at: int | None = None
    sealed_facts: bytes | None = None


@dataclass(frozen=True)
class ItemRow:
    """`meaning` is the version of its draft or application, "" where it is gone; `receipt_number` "" until it is filed."""

    visit_id: str
    uid: str
    booked: bool
    meaning: str
    receipt_number: str


_COLUMNS = (
    "id, once, day, ticket, open_ticket, staff_id, key_id, wrapped_key, sealed_words, revision, begun_at, changed_at, "
    "parked_at, ended_at, sealed_facts"
)
_ADD = insert("visit", *_COLUMNS.split(", "), tail="ON CONFLICT DO NOTHING RETURNING id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM visit WHERE id = :id")
_BY_ONCE = sql(f"SELECT {_COLUMNS} FROM visit WHERE once = :once")
_BY_TICKET = sql(
    f"SELECT {_COLUMNS} FROM visit WHERE day = :day AND ticket = :ticket AND ended_at IS NULL ORDER BY begun_at"
)
_OPEN = sql(f"SELECT {_COLUMNS} FROM visit WHERE ended_at IS NULL ORDER BY begun_at LIMIT 200")
_VISITS = ", ".join(f"visit.{name}" for name in _COLUMNS.split(", "))
_OF_UID = sql(f"SELECT {_VISITS} FROM visit JOIN visit_item ON visit_id = visit.id WHERE uid = :uid AND booked = 0")
_OF_BOOKED = sql(
    f"SELECT {_VISITS} FROM visit JOIN visit_item ON visit_id = visit.id WHERE uid = :uid AND booked = 1 "
    "AND ended_at IS NULL AND day = :day ORDER BY begun_at"
)
_SAVE = sql(
    "UPDATE visit SET ticket = :ticket, open_ticket = :open_ticket, staff_id = :staff_id, sealed_words = :sealed_words, "
    "changed_at = :changed_at, parked_at = :parked_at, ended_at = :ended_at, revision = revision + 1 "
    "WHERE id = :id AND revision = :revision"
)
_SAVE_FACTS = sql(
    "UPDATE visit SET sealed_facts = :sealed, changed_at = :now, revision = revision + 1 "
    "WHERE id = :id AND revision = :revision"
)
_ADD_ITEM = insert("visit_item", "visit_id", "uid", "booked", tail="ON CONFLICT DO NOTHING")
_LEAVE = sql("DELETE FROM visit_item WHERE uid = :uid AND booked = 0")
_ITEMS = sql(
    "SELECT visit_id, visit_item.uid, booked, COALESCE(draft.meaning, application.meaning, ''), COALESCE(receipt_number, '') "
    "FROM visit_item LEFT JOIN draft ON draft.id = visit_item.uid AND draft.discarded_at IS NULL "
    "LEFT JOIN application ON application.uid = visit_item.uid "
    "WHERE visit_id IN :ids ORDER BY COALESCE(draft.made_at, application.stored_at), visit_item.uid"
).bindparams(bindparam("ids", expanding=True))
_IN_VISITS = sql("SELECT uid FROM visit_item JOIN visit ON visit.id = visit_id WHERE booked = 0 AND ended_at IS NULL")
# What was done is gone, or nobody touched it for so long: who came is nobody's business any more.
_REMOVE = sql(
    "DELETE FROM visit WHERE changed_at < :before OR (changed_at < :empty AND NOT EXISTS "
    "(SELECT 1 FROM visit_item WHERE visit_id = visit.id AND (EXISTS (SELECT 1 FROM draft WHERE draft.id = visit_item.uid) "
    "OR EXISTS (SELECT 1 FROM application WHERE application.uid = visit_item.uid))))"
)


def add(unit: Unit, row: VisitRow) -> bool:
    """False if the same press, or another clerk with the same ticket, was faster."""
    return one(unit, _ADD, **vars(row)) is not None


def by_id(unit: Unit, visit_id: str) -> VisitRow | None:
    return _row(one(unit, _BY_ID, id=visit_id))


def by_once(unit: Unit, once: str) -> VisitRow | None:
    return _row(one(unit, _BY_ONCE, once=once))


def by_ticket(unit: Unit, day: str, ticket: str) -> list[VisitRow]:
    """Those of this day that have not ended: more than one where a ticket was mended."""
    return [VisitRow(*row) for row in every(unit, _BY_TICKET, day=day, ticket=ticket)]


def of_uid(unit: Unit, uid: str) -> VisitRow | None:
    """The visit in which this draft is filled in, or this application was."""
    return _row(one(unit, _OF_UID, uid=uid))


def of_booked(unit: Unit, uid: str, day: str) -> list[VisitRow]:
    """Those of this day that have not ended and were begun for what was booked."""
    return [VisitRow(*row) for row in every(unit, _OF_BOOKED, uid=uid, day=day)]


def _row(found: Sequence[object] | None) -> VisitRow | None:
    return VisitRow(*found) if found else None  # type: ignore[arg-type]


def open_ones(unit: Unit) -> list[VisitRow]:
    """Those that have not ended, who waits longest first; at most 200."""
    return [VisitRow(*row) for row in every(unit, _OPEN)]


def save(unit: Unit, row: VisitRow) -> bool:
    """False if somebody else saved since `row.revision` was read."""
    return run(unit, _SAVE, vars(row)).rowcount == 1


def save_facts(unit: Unit, row: VisitRow, sealed: bytes, now: int) -> bool:
    """As `save`, of what is known of its people."""
    values = {"id": row.id, "revision": row.revision, "sealed": sealed, "now": now}
    return run(unit, _SAVE_FACTS, values).rowcount == 1


def join(unit: Unit, visit_id: str, uid: str, *, booked: bool = False) -> None:
    """A draft is part of one visit: it leaves the one in which it was before."""
    if not booked:
        leave(unit, uid)
    run(unit, _ADD_ITEM, {"visit_id": visit_id, "uid": uid, "booked": int(booked)})


def leave(unit: Unit, uid: str) -> None:
    run(unit, _LEAVE, {"uid": uid})


def items(unit: Unit, visit_ids: Sequence[str]) -> list[ItemRow]:
    """In the order in which they were begun."""
    if not visit_ids:
        return []
    found = every(unit, _ITEMS, ids=list(visit_ids))
    return [ItemRow(row[0], row[1], bool(row[2]), row[3], row[4]) for row in found]


def drafts_in_visits(unit: Unit) -> set[str]:
    """What is filled in in visits that are open."""
    return {row[0] for row in every(unit, _IN_VISITS)}


def remove_done(unit: Unit, before: int, empty: int) -> int:
    """Those last changed before `before`, and those before `empty` of which nothing is left; how many."""
    return run(unit, _REMOVE, {"before": before, "empty": empty}).rowcount
