"""Cases that were sent on to the prefecture (進達), and came back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.applications import ApplicationRow
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class ForwardingRow:
    """Days are ISO, `returned_on` "" while it is there; instants are microseconds UTC."""

    id: int
    application_id: int
    once: str
    number: str
    sent_on: str
    sent_by: int
    sent_at: int
    returned_on: str
    result: str
    sealed_words: bytes | None
    returned_by: int | None
    returned_at: int | None
    due: str = ""


_COLUMNS = (
    "id, application_id, once, number, sent_on, sent_by, sent_at, returned_on, result, sealed_words, returned_by, "
    "returned_at, due"
)
_EACH = ", ".join(f"f.{name}" for name in _COLUMNS.split(", "))
_ADD = insert(
    "forwarding", "application_id", "once", "number", "sent_on", "sent_by", "sent_at", "due",
    tail="ON CONFLICT (application_id, once) DO NOTHING",
)  # fmt: skip
_BY_FORM = sql(f"SELECT {_COLUMNS} FROM forwarding WHERE application_id = :application_id AND once = :once")
_OF = sql(f"SELECT {_COLUMNS} FROM forwarding WHERE application_id = :application_id ORDER BY id")
_RETURN = sql(
    "UPDATE forwarding SET returned_on = :returned_on, result = :result, sealed_words = :sealed_words, "
    "returned_by = :staff_id, returned_at = :now WHERE id = :id AND returned_on = ''"
)
_OF_DUTIES = sql(
    f"SELECT {_EACH} FROM forwarding f JOIN application a ON a.id = f.application_id WHERE a.duty IN :duties "
    "ORDER BY CASE WHEN f.returned_on = '' THEN 0 ELSE 1 END, f.sent_on DESC, f.number, f.id LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_UNDER = sql(
    f"SELECT {_EACH} FROM forwarding f JOIN application a ON a.id = f.application_id WHERE f.number = :number "
    "AND f.sent_on = :sent_on AND a.duty IN :duties ORDER BY a.arrived_at, f.id"
).bindparams(bindparam("duties", expanding=True))


def add(
    unit: Unit, row: ApplicationRow, once: str, number: str, sent_on: str, staff_id: int, now: int, due: str
) -> bool:
    """`due`: as it was, where the period stands meanwhile. False if the same form was sent before."""
    values = {
        "application_id": row.id, "once": once, "number": number, "sent_on": sent_on, "sent_by": staff_id, "sent_at": now,
        "due": due,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def by_form(unit: Unit, application_id: int, once: str) -> ForwardingRow | None:
    row = one(unit, _BY_FORM, application_id=application_id, once=once)
    return ForwardingRow(*row) if row else None


def of(unit: Unit, application_id: int) -> list[ForwardingRow]:
    return [ForwardingRow(*row) for row in every(unit, _OF, application_id=application_id)]


def come_back(
    unit: Unit, forwarding_id: int, returned_on: str, result: str, sealed_words: bytes | None, staff_id: int, now: int
) -> bool:
    """False if it is back already."""
    values = {
        "id": forwarding_id, "returned_on": returned_on, "result": result, "sealed_words": sealed_words,
        "staff_id": staff_id, "now": now,
    }  # fmt: skip
    return run(unit, _RETURN, values).rowcount == 1


def of_duties(unit: Unit, duties: Sequence[str], most: int) -> list[ForwardingRow]:
    """Those that are there first, the newest first."""
    return [ForwardingRow(*row) for row in every(unit, _OF_DUTIES, duties=list(duties), most=most)]


def under(unit: Unit, duties: Sequence[str], number: str, sent_on: str) -> list[ForwardingRow]:
    """What went under one covering document, in order of arrival."""
    return [ForwardingRow(*row) for row in every(unit, _UNDER, duties=list(duties), number=number, sent_on=sent_on)]
