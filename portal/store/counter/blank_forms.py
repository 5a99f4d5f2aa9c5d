# A registered sheet stays keyed; one whose draft is gone can be keyed again.

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select, update

from portal.db import Unit
from portal.models.counter.blank_form import BlankForm
from portal.models.filing.draft import Draft
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class BlankRow:
    number: int
    batch: str
    procedure: str
    meaning: str
    staff_id: int
    made_at: int
    uid: str | None = None
    filed_at: int | None = None
    spoiled_at: int | None = None


_form = BlankForm.table
_draft = Draft.table
_ADD = sql(insert_into(BlankForm, BlankRow).on_conflict_do_nothing())
_LAST = sql(select(func.coalesce(func.max(_form.c.number), 0)), int)
_OF_BATCH = sql(rows(BlankRow, BlankForm).where(by(_form.c.batch)).order_by(_form.c.number))
_BY_NUMBER = sql(rows(BlankRow, BlankForm).where(by(_form.c.number)))
_OF_UID = sql(rows(BlankRow, BlankForm).where(by(_form.c.uid)))
_UNFILED = and_(_form.c.filed_at.is_(None), _form.c.spoiled_at.is_(None))
_OPEN = sql(rows(BlankRow, BlankForm).where(_UNFILED).order_by(_form.c.number).limit(1000))
_FREE = and_(_UNFILED, or_(_form.c.uid.is_(None), ~exists().where(_draft.c.id == _form.c.uid)))
_KEY = sql(update(_form).where(by(_form.c.number), _FREE).values(bound("uid")))
_SPOIL = sql(update(_form).where(by(_form.c.number), _FREE).values(bound("spoiled_at")))
_FILE = sql(update(_form).where(by(_form.c.uid)).values(bound("filed_at")))


def add(unit: Unit, row: BlankRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def last(unit: Unit) -> int:
    return exactly(unit, _LAST)


def of_batch(unit: Unit, batch: str) -> list[BlankRow]:
    return every(unit, _OF_BATCH, batch=batch)


def by_number(unit: Unit, number: int) -> BlankRow | None:
    return one(unit, _BY_NUMBER, number=number)


def of_uid(unit: Unit, uid: str) -> BlankRow | None:
    return one(unit, _OF_UID, uid=uid)


def open_ones(unit: Unit) -> list[BlankRow]:
    return every(unit, _OPEN)


def key(unit: Unit, number: int, uid: str) -> bool:
    return run(unit, _KEY, {"number": number, "uid": uid}).rowcount == 1


def spoil(unit: Unit, number: int, now: int) -> bool:
    return run(unit, _SPOIL, {"number": number, "spoiled_at": now}).rowcount == 1


def file(unit: Unit, uid: str, now: int) -> None:
    run(unit, _FILE, {"uid": uid, "filed_at": now})
