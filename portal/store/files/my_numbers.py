"""Sealed, with who viewed them why."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import String, bindparam, delete, or_, select, union, update
from sqlalchemy.dialects.postgresql import Insert

from portal.db import Unit
from portal.models.files.my_number import MyNumber
from portal.models.files.number_look import NumberLook
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.files.attachments import Holder
from portal.store.statements import bound, by, columns, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class NumberRow:
    """`whose` None: entered by the applicant."""

    id: str
    whose: str | None
    key_id: str
    wrapped_key: bytes
    sealed: bytes
    made_at: int
    made_by: str = ""


@dataclass(frozen=True)
class LookRow:
    application_id: int
    place: str
    purpose: str
    sealed_note: bytes
    seen_by: str
    seen_at: int


_number = MyNumber.table
_look = NumberLook.table
_hand_over = HandOver.table
_change = HandOverChange.table
# NULL equals nothing, so the only value of the holder that is not NULL decides.
_HERE = or_(by(_number.c.draft_id), by(_number.c.application_id))
_ADD = sql(
    insert_into(MyNumber, NumberRow, beside=("draft_id", "application_id")).on_conflict_do_nothing(
        index_elements=[_number.c.application_id, _number.c.whose]
    )
)
_OF = sql(rows(NumberRow, MyNumber).where(_HERE).order_by(_number.c.made_at, _number.c.id))
_DROP = sql(delete(_number).where(by(_number.c.id), _HERE))
_DROP_OTHERS = sql(delete(_number).where(_HERE, _number.c.whose.is_(None), _number.c.id.not_in(bindparam("ids"))))
_CARRY = sql(
    update(_number)
    .where(by(_number.c.id), _number.c.draft_id == bindparam("draft"))
    .values(bound("application_id") | {"draft_id": None})
)
_IN_BATCH = sql(
    select(_number.c.application_id)
    .distinct()
    .where(
        _number.c.application_id.in_(
            union(
                select(_hand_over.c.application_id).where(by(_hand_over.c.batch_id)),
                select(_change.c.application_id).where(by(_change.c.batch_id)),
            )
        )
    )
    .order_by(_number.c.application_id),
    int,
)
_SHARED = columns(NumberRow, MyNumber)
_SHARE = sql(
    Insert(_number)
    .from_select(
        [_number.c.draft_id, *_SHARED],
        select(bindparam("into", type_=String), *_SHARED).where(by(_number.c.id, _number.c.draft_id)),
        include_defaults=False,
    )
    .on_conflict_do_nothing(index_elements=[_number.c.id, _number.c.draft_id])
)
_ADD_LOOK = sql(insert_into(NumberLook, LookRow))
_LOOKS = sql(
    rows(LookRow, NumberLook)
    .where(by(_look.c.application_id))
    .order_by(_look.c.seen_at.desc(), _look.c.id.desc())
    .limit(100)
)


def add(unit: Unit, holder: Holder, row: NumberRow) -> bool:
    """False if staff entered it meanwhile."""
    return run(unit, _ADD, {**vars(row), **vars(holder)}).rowcount == 1


def of(unit: Unit, holder: Holder) -> list[NumberRow]:
    return every(unit, _OF, **vars(holder))


def drop(unit: Unit, holder: Holder, number_id: str) -> bool:
    return run(unit, _DROP, {"id": number_id, **vars(holder)}).rowcount == 1


def drop_others(unit: Unit, holder: Holder, kept: Collection[str]) -> None:
    """Keeps those entered by staff."""
    run(unit, _DROP_OTHERS, {"ids": kept, **vars(holder)})


def carry_over(unit: Unit, draft_id: str, application_id: int, ids: Collection[str]) -> int:
    return sum(
        run(unit, _CARRY, {"id": number_id, "draft": draft_id, "application_id": application_id}).rowcount
        for number_id in ids
    )


def in_batch(unit: Unit, batch_id: int) -> list[int]:
    return every(unit, _IN_BATCH, batch_id=batch_id)


def share(unit: Unit, number_id: str, draft_id: str, into: str) -> bool:
    return run(unit, _SHARE, {"id": number_id, "draft_id": draft_id, "into": into}).rowcount == 1


def add_look(unit: Unit, row: LookRow) -> None:
    run(unit, _ADD_LOOK, vars(row))


def looks(unit: Unit, application_id: int) -> list[LookRow]:
    return every(unit, _LOOKS, application_id=application_id)
