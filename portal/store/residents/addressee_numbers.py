"""宛名番号 of cases. Rows never change; the last one of a case counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.residents.addressee_number import AddresseeNumber
from portal.store.statements import by, cross_join, every, insert_into, one, rows, run, sql

TYPED, CHOSEN, UNDONE = "typed", "chosen", "undone"


@dataclass(frozen=True)
class AddresseeRow:
    application_id: int
    place: int
    basis: str
    token: str
    sealed_number: bytes
    sealed_reason: bytes | None
    made_by: str
    made_at: int


_number = AddresseeNumber.table
_later = _number.alias()
_application = Application.table
_LAST = ~(
    select(_later.c.place)
    .where(_later.c.application_id == _number.c.application_id, _later.c.place > _number.c.place)
    .exists()
)
_ADD = sql(
    insert_into(AddresseeNumber, AddresseeRow).on_conflict_do_nothing(
        index_elements=[_number.c.application_id, _number.c.place]
    )
)
_OF = sql(rows(AddresseeRow, AddresseeNumber).where(by(_number.c.application_id)).order_by(_number.c.place))
_ANY = sql(select(_number.c.application_id).limit(1))
_UNTIL = sql(
    rows(AddresseeRow, AddresseeNumber)
    .where(_number.c.application_id.in_(bindparam("ids")), _number.c.made_at <= bindparam("until"))
    .order_by(_number.c.application_id, _number.c.place)
)
_BEARERS = sql(
    select(_application.c.receipt_number, _application.c.procedure, _application.c.duty, _application.c.arrived_at)
    .select_from(cross_join(_number, _application))
    .where(by(_number.c.token), _application.c.id == _number.c.application_id, _LAST)
    .where(_application.c.id != bindparam("but"))
    .order_by(_application.c.arrived_at.desc())
    .limit(bindparam("most"))
)


def add(unit: Unit, row: AddresseeRow) -> bool:
    """False if the place is taken."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def of(unit: Unit, application_id: int) -> list[AddresseeRow]:
    return every(unit, _OF, application_id=application_id)


def until(unit: Unit, application_ids: Sequence[int], instant: int) -> dict[int, AddresseeRow]:
    """The last row of each case at that instant (microseconds), also of those undone."""
    if not application_ids or one(unit, _ANY) is None:
        return {}
    return {row.application_id: row for row in every(unit, _UNTIL, ids=application_ids, until=instant)}


@dataclass(frozen=True)
class Bearer:
    receipt_number: str
    procedure: str
    duty: str
    arrived_at: int


def bearers(unit: Unit, token: str, but: int, most: int) -> list[Bearer]:
    """Other cases whose last number it is, newest first."""
    return [Bearer(*row) for row in every(unit, _BEARERS, token=token, but=but, most=most)]
