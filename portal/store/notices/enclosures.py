"""By the keyed hash of the file."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from portal.db import Unit
from portal.models.notices.dispatch import Enclosure
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class EnclosureRow:
    """`file_id` "": added by staff."""

    id: int
    dispatch_id: int
    application_id: int
    token: bytes
    file_id: str
    sealed_name: bytes


_enclosure = Enclosure.table
_ADD = sql(insert_into(Enclosure, EnclosureRow, but=("id",)).on_conflict_do_nothing())
_OF = sql(rows(EnclosureRow, Enclosure).where(by(_enclosure.c.dispatch_id)).order_by(_enclosure.c.id))
_ELSEWHERE = sql(
    select(_enclosure.c.id)
    .where(by(_enclosure.c.token), _enclosure.c.application_id != bindparam("application_id"))
    .limit(1)
)
_REMOVE = sql(delete(_enclosure).where(by(_enclosure.c.id, _enclosure.c.dispatch_id)))


def add(unit: Unit, row: EnclosureRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def of(unit: Unit, dispatch_id: int) -> list[EnclosureRow]:
    return every(unit, _OF, dispatch_id=dispatch_id)


def is_of_another(unit: Unit, application_id: int, token: bytes) -> bool:
    return one(unit, _ELSEWHERE, application_id=application_id, token=token) is not None


def remove(unit: Unit, dispatch_id: int, enclosure_id: int) -> None:
    run(unit, _REMOVE, {"id": enclosure_id, "dispatch_id": dispatch_id})
