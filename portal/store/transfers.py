"""Cases that one section offers to another (移送・所管替え)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.applications import ApplicationRow
from portal.store.statements import every, insert, one, run, sql

OFFERED, ACCEPTED, SENT_BACK, TAKEN_BACK = "offered", "accepted", "sent_back", "taken_back"


@dataclass(frozen=True)
class TransferRow:
    """Instants are microseconds UTC."""

    id: int
    application_id: int
    once: str
    from_duty: str
    to_duty: str
    state: str
    offered_by: int
    offered_at: int
    sealed_reason: bytes
    ended_by: int | None
    ended_at: int | None
    sealed_answer: bytes | None


_COLUMNS = (
    "id, application_id, once, from_duty, to_duty, state, offered_by, offered_at, sealed_reason, ended_by, ended_at, "
    "sealed_answer"
)
_ADD = insert(
    "transfer", "application_id", "once", "from_duty", "to_duty", "state", "offered_by", "offered_at", "sealed_reason",
    tail="ON CONFLICT (application_id, once) DO NOTHING",
)  # fmt: skip
_BY_ID = sql(f"SELECT {_COLUMNS} FROM transfer WHERE id = :id")
_BY_FORM = sql(f"SELECT {_COLUMNS} FROM transfer WHERE application_id = :application_id AND once = :once")
_OF = sql(f"SELECT {_COLUMNS} FROM transfer WHERE application_id = :application_id ORDER BY id")
_END = sql(
    "UPDATE transfer SET state = :state, ended_by = :staff_id, ended_at = :now, sealed_answer = :sealed "
    "WHERE id = :id AND state = 'offered'"
)
# Whoever had it in the old section has it no more.
_MOVE = sql(
    "UPDATE application SET duty = :duty, assignee_id = NULL, changed_at = :now, revision = revision + 1 "
    "WHERE id = :id AND revision = :revision AND decided_at IS NULL"
)
_OFFERED_TO = sql(
    f"SELECT {', '.join(f't.{name}' for name in _COLUMNS.split(', '))} FROM transfer t CROSS JOIN application a "
    "WHERE a.id = t.application_id AND t.state = 'offered' AND a.decided_at IS NULL AND t.to_duty IN :duties "
    "ORDER BY t.id LIMIT :most"
).bindparams(bindparam("duties", expanding=True))


def add(
    unit: Unit, row: ApplicationRow, once: str, to_duty: str, staff_id: int, sealed_reason: bytes, now: int
) -> bool:
    """False if the same form was sent before."""
    values = {
        "application_id": row.id, "once": once, "from_duty": row.duty, "to_duty": to_duty, "state": OFFERED,
        "offered_by": staff_id, "offered_at": now, "sealed_reason": sealed_reason,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def by_id(unit: Unit, transfer_id: int) -> TransferRow | None:
    row = one(unit, _BY_ID, id=transfer_id)
    return TransferRow(*row) if row else None


def by_form(unit: Unit, application_id: int, once: str) -> TransferRow | None:
    row = one(unit, _BY_FORM, application_id=application_id, once=once)
    return TransferRow(*row) if row else None


def of(unit: Unit, application_id: int) -> list[TransferRow]:
    return [TransferRow(*row) for row in every(unit, _OF, application_id=application_id)]


def end(unit: Unit, transfer_id: int, state: str, staff_id: int, sealed_answer: bytes | None, now: int) -> bool:
    """False if it was accepted, sent back or taken back before."""
    values = {"id": transfer_id, "state": state, "staff_id": staff_id, "now": now, "sealed": sealed_answer}
    return run(unit, _END, values).rowcount == 1


def move(unit: Unit, row: ApplicationRow, duty: str, now: int) -> bool:
    """False if somebody moved the application since `row` was read."""
    values = {"id": row.id, "revision": row.revision, "duty": duty, "now": now}
    return run(unit, _MOVE, values).rowcount == 1


def offered_to(unit: Unit, duties: Sequence[str], most: int) -> list[TransferRow]:
    """What waits for sections with these duties, the longest first."""
    return [TransferRow(*row) for row in every(unit, _OFFERED_TO, duties=list(duties), most=most)]
