# A mark is moved from the one that was read: of two workers one mails.

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.office_mail import OfficeMail
from portal.store.statements import by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class OfficeMailRow:
    address: str
    office: str
    last_id: int
    mailed_at: int


_mail = OfficeMail.table
_application = Application.table
_EVERY = sql(rows(OfficeMailRow, OfficeMail))
_ADD = sql(insert_into(OfficeMail, OfficeMailRow).on_conflict_do_nothing())
_MOVE = sql(
    update(_mail)
    .where(
        by(_mail.c.address, _mail.c.office),
        _mail.c.last_id == bindparam("was"),
        _mail.c.mailed_at == bindparam("before"),
    )
    .values(last_id=bindparam("last_id"), mailed_at=bindparam("mailed_at"))
)
_STORED = sql(
    select(_application.c.id, _application.c.duty)
    .where(_application.c.id > bindparam("last"), _application.c.stored_at <= bindparam("until"))
    .order_by(_application.c.id)
    .limit(bindparam("most"))
)


def marks(unit: Unit) -> dict[tuple[str, str], OfficeMailRow]:
    return {(row.address, row.office): row for row in every(unit, _EVERY)}


def add(unit: Unit, row: OfficeMailRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def move(unit: Unit, row: OfficeMailRow, was: OfficeMailRow) -> bool:
    return run(unit, _MOVE, {**vars(row), "was": was.last_id, "before": was.mailed_at}).rowcount == 1


def stored(unit: Unit, last: int, until: int, most: int) -> list[tuple[int, str]]:
    # (id, duty) after `last`, as they came into this database, also by courier or import.
    return every(unit, _STORED, last=last, until=until, most=most)
