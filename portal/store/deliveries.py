"""The outbox's rows: asked for once, claimed by one worker at a time, ended once."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class DeliveryRow:
    """`once` "" is never stored: every row has a key. Instants in microseconds."""

    id: str
    once: str
    kind: str
    message: str
    state: str
    attempts: int
    next_try: int
    error_code: str
    duty: str
    person_id: str | None
    application_id: int | None
    draft_id: str | None
    contact_id: str | None
    key_id: str
    wrapped_key: bytes
    sealed_payload: bytes
    made_at: int
    changed_at: int


_COLUMNS = (
    "id, once, kind, message, state, attempts, next_try, error_code, duty, person_id, application_id, draft_id, "
    "contact_id, key_id, wrapped_key, sealed_payload, made_at, changed_at"
)
_ADD = insert("outbox", *_COLUMNS.split(", "), tail="ON CONFLICT (once) DO NOTHING")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM outbox WHERE id = :id")
_DUE = sql("SELECT 1 FROM outbox WHERE state = 'waiting' AND next_try <= :now AND kind = :kind LIMIT 1")
_NEXT = (
    "SELECT id FROM outbox WHERE state = 'waiting' AND next_try <= :now AND kind = :kind ORDER BY next_try, id LIMIT 1"
)
_TAKE = (
    "UPDATE outbox SET attempts = attempts + 1, next_try = :until, changed_at = :now WHERE id = ({next}) "
    f"AND state = 'waiting' AND next_try <= :now RETURNING {_COLUMNS}"
)
# Several workers on PostgreSQL take the next row each; on SQLite writers come one after the other anyway.
_CLAIM = {
    "sqlite": sql(_TAKE.format(next=_NEXT)),
    "postgresql": sql(_TAKE.format(next=f"{_NEXT} FOR UPDATE SKIP LOCKED")),
}
_END = sql(
    "UPDATE outbox SET state = :state, next_try = :next_try, error_code = :error_code, changed_at = :now "
    "WHERE id = :id AND attempts = :attempts AND state = 'waiting'"
)
_BOUNCE = sql(
    "UPDATE outbox SET state = 'bounced', error_code = :code, changed_at = :now WHERE id = :id "
    "AND state IN ('waiting', 'sent', 'parked')"
)
_SWEEP = sql("DELETE FROM outbox WHERE state IN ('sent', 'given_up', 'bounced') AND changed_at < :before")


def add(unit: Unit, row: DeliveryRow) -> bool:
    """False if the same was asked for before."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_id(unit: Unit, delivery_id: str) -> DeliveryRow | None:
    row = one(unit, _BY_ID, id=delivery_id)
    return DeliveryRow(*row) if row else None


def any_due(unit: Unit, kind: str, now: int) -> bool:
    return one(unit, _DUE, kind=kind, now=now) is not None


def claim(unit: Unit, kind: str, now: int, until: int) -> DeliveryRow | None:
    """The longest due one, taken until then: one statement, so that of two workers one gets it. `attempts` counts this."""
    row = one(unit, _CLAIM[unit.connection.dialect.name], kind=kind, now=now, until=until)
    return DeliveryRow(*row) if row else None


def end(unit: Unit, row: DeliveryRow, state: str, next_try: int, error_code: str, now: int) -> bool:
    """What came of the attempt. False if it counted as forgotten meanwhile, and another worker has it or had it."""
    values = {
        "id": row.id, "attempts": row.attempts, "state": state, "next_try": next_try, "error_code": error_code, "now": now,
    }  # fmt: skip
    return run(unit, _END, values).rowcount == 1


def bounce(unit: Unit, delivery_id: str, code: str, now: int) -> bool:
    """It came back. False if that was known, or it was given up."""
    return run(unit, _BOUNCE, {"id": delivery_id, "code": code, "now": now}).rowcount == 1


def sweep(unit: Unit, before: int) -> None:
    """Removes what was ended before; addresses go with it."""
    run(unit, _SWEEP, {"before": before})
