# A save names the revision that was read.

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.counter.visit import Visit
from portal.models.counter.visit_item import VisitItem
from portal.models.filing.draft import Draft
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


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
    """`meaning` "": draft and application are gone."""

    visit_id: str
    uid: str
    booked: bool
    meaning: str
    receipt_number: str


_visit = Visit.table
_item = VisitItem.table
_draft = Draft.table
_application = Application.table
_OPEN_VISIT = _visit.c.ended_at.is_(None)
_WITH_ITEMS = rows(VisitRow, Visit).join(_item, _item.c.visit_id == _visit.c.id)
_ADD = sql(insert_into(Visit, VisitRow).on_conflict_do_nothing().returning(_visit.c.id), str)
_BY_ID = sql(rows(VisitRow, Visit).where(by(_visit.c.id)))
_BY_ONCE = sql(rows(VisitRow, Visit).where(by(_visit.c.once)))
_BY_TICKET = sql(
    rows(VisitRow, Visit).where(by(_visit.c.day, _visit.c.ticket), _OPEN_VISIT).order_by(_visit.c.begun_at)
)
_OPEN = sql(rows(VisitRow, Visit).where(_OPEN_VISIT).order_by(_visit.c.begun_at).limit(200))
_OF_UID = sql(_WITH_ITEMS.where(by(_item.c.uid), _item.c.booked == 0))
_OF_BOOKED = sql(
    _WITH_ITEMS.where(by(_item.c.uid, _visit.c.day), _item.c.booked == 1, _OPEN_VISIT).order_by(_visit.c.begun_at)
)
_REVISION = by(_visit.c.id, _visit.c.revision)
_SAVE = sql(
    update(_visit)
    .where(_REVISION)
    .values(
        bound("ticket", "open_ticket", "staff_id", "sealed_words", "changed_at", "parked_at", "ended_at")
        | {"revision": _visit.c.revision + 1}
    )
)
_SAVE_FACTS = sql(
    update(_visit).where(_REVISION).values(bound("sealed_facts", "changed_at") | {"revision": _visit.c.revision + 1})
)
_ADD_ITEM = sql(insert_into(VisitItem, beside=("visit_id", "uid", "booked")).on_conflict_do_nothing())
_LEAVE = sql(delete(_item).where(by(_item.c.uid), _item.c.booked == 0))
_ITEMS = sql(
    select(
        _item.c.visit_id,
        _item.c.uid,
        _item.c.booked,
        func.coalesce(_draft.c.meaning, _application.c.meaning, "").label("meaning"),
        func.coalesce(_application.c.receipt_number, "").label("receipt_number"),
    )
    .select_from(
        _item.outerjoin(_draft, and_(_draft.c.id == _item.c.uid, _draft.c.discarded_at.is_(None))).outerjoin(
            _application, _application.c.uid == _item.c.uid
        )
    )
    .where(_item.c.visit_id.in_(bindparam("ids")))
    .order_by(func.coalesce(_draft.c.made_at, _application.c.stored_at), _item.c.uid)
)
_IN_VISITS = sql(
    select(_item.c.uid).join(_visit, _visit.c.id == _item.c.visit_id).where(_item.c.booked == 0, _OPEN_VISIT),
    str,
)
_REMOVE_THIS = sql(delete(_visit).where(by(_visit.c.id)))
# Records of visitors are not kept longer than the drafts and applications of the visit.
_REMOVE = sql(
    delete(_visit).where(
        or_(
            _visit.c.changed_at < bindparam("before"),
            and_(
                _visit.c.changed_at < bindparam("empty"),
                ~exists().where(
                    _item.c.visit_id == _visit.c.id,
                    or_(
                        exists().where(_draft.c.id == _item.c.uid),
                        exists().where(_application.c.uid == _item.c.uid),
                    ),
                ),
            ),
        )
    )
)


def add(unit: Unit, row: VisitRow) -> bool:
    """False for a repeated form or a ticket of another clerk's visit."""
    return one(unit, _ADD, **vars(row)) is not None


def by_id(unit: Unit, visit_id: str) -> VisitRow | None:
    return one(unit, _BY_ID, id=visit_id)


def by_once(unit: Unit, once: str) -> VisitRow | None:
    return one(unit, _BY_ONCE, once=once)


def by_ticket(unit: Unit, day: str, ticket: str) -> list[VisitRow]:
    """Several if a ticket was corrected."""
    return every(unit, _BY_TICKET, day=day, ticket=ticket)


def of_uid(unit: Unit, uid: str) -> VisitRow | None:
    return one(unit, _OF_UID, uid=uid)


def of_booked(unit: Unit, uid: str, day: str) -> list[VisitRow]:
    return every(unit, _OF_BOOKED, uid=uid, day=day)


def open_ones(unit: Unit) -> list[VisitRow]:
    return every(unit, _OPEN)


def save(unit: Unit, row: VisitRow) -> bool:
    return run(unit, _SAVE, vars(row)).rowcount == 1


def save_facts(unit: Unit, row: VisitRow, sealed: bytes, now: int) -> bool:
    values = {"id": row.id, "revision": row.revision, "sealed_facts": sealed, "changed_at": now}
    return run(unit, _SAVE_FACTS, values).rowcount == 1


def join(unit: Unit, visit_id: str, uid: str, *, booked: bool = False) -> None:
    """Leaves its earlier visit."""
    if not booked:
        leave(unit, uid)
    run(unit, _ADD_ITEM, {"visit_id": visit_id, "uid": uid, "booked": int(booked)})


def leave(unit: Unit, uid: str) -> None:
    run(unit, _LEAVE, {"uid": uid})


def items(unit: Unit, visit_ids: Sequence[str]) -> list[ItemRow]:
    return [
        ItemRow(row.visit_id, row.uid, bool(row.booked), row.meaning, row.receipt_number)
        for row in every(unit, _ITEMS, ids=visit_ids)
    ]


def drafts_in_visits(unit: Unit) -> set[str]:
    return set(every(unit, _IN_VISITS))


def remove(unit: Unit, visit_id: str) -> None:
    run(unit, _REMOVE_THIS, {"id": visit_id})


def remove_done(unit: Unit, before: int, empty: int) -> int:
    return run(unit, _REMOVE, {"before": before, "empty": empty}).rowcount
