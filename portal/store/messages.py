"""Messages about an application, in the order in which they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

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


_COLUMNS = "id, application_id, once, author, staff_id, sealed_text, sent_at, read_at"
_ADD = insert("message", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT (application_id, once) DO NOTHING RETURNING id")
_OF = sql(f"SELECT {_COLUMNS} FROM message WHERE application_id = :application_id ORDER BY id")
_COUNT = sql("SELECT COUNT(*) FROM message WHERE application_id = :application_id AND author = :author")
_READ = sql(
    "UPDATE message SET read_at = :now WHERE application_id = :application_id AND author = :author AND read_at IS NULL"
)
_READ_ONE = sql(
    "UPDATE message SET read_at = :now WHERE application_id = :application_id AND once = :once AND read_at IS NULL"
)
_UNREAD = sql(
    "SELECT application_id, COUNT(*) AS unread FROM message WHERE application_id IN :ids AND author = :author "
    "AND read_at IS NULL GROUP BY application_id"
).bindparams(bindparam("ids", expanding=True))
# CROSS: SQLite reads the few first so, and not every application in the order of its number.
_NUMBERS = sql(
    "SELECT a.receipt_number FROM message m CROSS JOIN application a WHERE a.id = m.application_id AND a.duty IN :duties "
    "AND m.author = 'resident' AND m.read_at IS NULL GROUP BY a.receipt_number ORDER BY MIN(m.id) LIMIT :most"
).bindparams(bindparam("duties", expanding=True))


def add(
    unit: Unit, application_id: int, once: str, author: str, staff_id: int | None, sealed_text: bytes, now: int
) -> int | None:
    """The new id; None if the same form was sent before."""
    values = {
        "application_id": application_id, "once": once, "author": author, "staff_id": staff_id,
        "sealed_text": sealed_text, "sent_at": now, "read_at": None,
    }  # fmt: skip
    row = one(unit, _ADD, **values)
    return int(row[0]) if row else None


def of(unit: Unit, application_id: int) -> list[MessageRow]:
    return [MessageRow(*row) for row in every(unit, _OF, application_id=application_id)]


def count(unit: Unit, application_id: int, author: str) -> int:
    row = one(unit, _COUNT, application_id=application_id, author=author)
    return int(row[0]) if row else 0


def mark_read(unit: Unit, application_id: int, author: str, now: int) -> None:
    """What `author` wrote was read by the other side."""
    run(unit, _READ, {"application_id": application_id, "author": author, "now": now})


def mark_one_read(unit: Unit, application_id: int, once: str, now: int) -> None:
    """By the other side, as the other zone says."""
    run(unit, _READ_ONE, {"application_id": application_id, "once": once, "now": now})


def unread(unit: Unit, application_ids: Sequence[int], author: str) -> dict[int, int]:
    """How many of `author`'s messages the other side has not read, for those that have any."""
    rows = every(unit, _UNREAD, ids=list(application_ids), author=author)
    return {row.application_id: int(row.unread) for row in rows}


def unread_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    """Receipt numbers of these duties with a question that nobody has read, longest waiting first."""
    return [row.receipt_number for row in every(unit, _NUMBERS, duties=list(duties), most=most)]
