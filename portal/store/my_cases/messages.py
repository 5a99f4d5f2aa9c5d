from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.my_cases.message import Message
from portal.store.statements import by, cross_join, every, exactly, insert_into, one, rows, run, sql

RESIDENT, STAFF = "resident", "staff"


@dataclass(frozen=True)
class MessageRow:
    id: int
    application_id: int
    once: str
    author: str
    staff_id: int | None
    sealed_text: bytes
    sent_at: int
    read_at: int | None


_message = Message.table
_application = Application.table
_UNREAD_ONES = _message.c.read_at.is_(None)
_ADD = sql(
    insert_into(Message, MessageRow, but=("id",))
    .on_conflict_do_nothing(index_elements=[_message.c.application_id, _message.c.once])
    .returning(_message.c.id),
    int,
)
_OF = sql(rows(MessageRow, Message).where(by(_message.c.application_id)).order_by(_message.c.id))
_COUNT = sql(select(func.count()).select_from(_message).where(by(_message.c.application_id, _message.c.author)), int)
_READ = sql(
    update(_message)
    .where(by(_message.c.application_id, _message.c.author), _UNREAD_ONES)
    .values(read_at=bindparam("now"))
)
_READ_ONE = sql(
    update(_message)
    .where(by(_message.c.application_id, _message.c.once), _UNREAD_ONES)
    .values(read_at=bindparam("now"))
)
_UNREAD = sql(
    select(_message.c.application_id, func.count().label("unread"))
    .where(_message.c.application_id.in_(bindparam("ids")), by(_message.c.author), _UNREAD_ONES)
    .group_by(_message.c.application_id)
)
# This order makes SQLite read the few messages first instead of every application by its number.
_NUMBERS = sql(
    select(_application.c.receipt_number)
    .select_from(cross_join(_message, _application))
    .where(
        _application.c.id == _message.c.application_id,
        _application.c.duty.in_(bindparam("duties")),
        _message.c.author == RESIDENT,
        _UNREAD_ONES,
    )
    .group_by(_application.c.receipt_number)
    .order_by(func.min(_message.c.id))
    .limit(bindparam("most")),
    str,
)


def add(
    unit: Unit, application_id: int, once: str, author: str, staff_id: int | None, sealed_text: bytes, now: int
) -> int | None:
    """None for a repeated form."""
    values = {
        "application_id": application_id, "once": once, "author": author, "staff_id": staff_id,
        "sealed_text": sealed_text, "sent_at": now, "read_at": None,
    }  # fmt: skip
    return one(unit, _ADD, **values)


def of(unit: Unit, application_id: int) -> list[MessageRow]:
    return every(unit, _OF, application_id=application_id)


def count(unit: Unit, application_id: int, author: str) -> int:
    return exactly(unit, _COUNT, application_id=application_id, author=author)


def mark_read(unit: Unit, application_id: int, author: str, now: int) -> None:
    run(unit, _READ, {"application_id": application_id, "author": author, "now": now})


def mark_one_read(unit: Unit, application_id: int, once: str, now: int) -> None:
    run(unit, _READ_ONE, {"application_id": application_id, "once": once, "now": now})


def unread(unit: Unit, application_ids: Sequence[int], author: str) -> dict[int, int]:
    counts = every(unit, _UNREAD, ids=application_ids, author=author)
    return {row.application_id: row.unread for row in counts}


def unread_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _NUMBERS, duties=duties, most=most)
