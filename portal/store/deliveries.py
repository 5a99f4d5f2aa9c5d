"""The outbox's rows: asked for once, claimed by one worker at a time, ended once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


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
_LETTERS_OF = sql(
    f"SELECT {_COLUMNS} FROM outbox WHERE application_id = :application_id AND kind = 'letter' ORDER BY made_at, id"
)
_DUE = sql("SELECT 1 FROM outbox WHERE state = 'waiting' AND next_try <= :now AND kind = :kind LIMIT 1")
_NEXT = (
    "SELECT id FROM outbox WHERE state = 'waiting' AND next_try <= :now AND kind = :kind "
    "ORDER BY CASE WHEN message IN :first THEN 0 ELSE 1 END, next_try, id LIMIT 1"
)
_TAKE = (
    "UPDATE outbox SET attempts = attempts + 1, next_try = :until, changed_at = :now WHERE id = ({next}) "
    f"AND state = 'waiting' AND next_try <= :now RETURNING {_COLUMNS}"
)
# Several workers on PostgreSQL take the next row each; on SQLite writers come one after the other anyway.
_CLAIM = {
    "sqlite": sql(_TAKE.format(next=_NEXT)).bindparams(bindparam("first", expanding=True)),
    "postgresql": sql(_TAKE.format(next=f"{_NEXT} FOR UPDATE SKIP LOCKED")).bindparams(
        bindparam("first", expanding=True)
    ),
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

_WHERE = "o.duty IN :duties AND (:state = '' OR o.state = :state) AND (:kind = '' OR o.kind = :kind) "
_BOARD = sql(
    "SELECT o.id, o.kind, o.message, o.state, o.attempts, o.next_try, o.error_code, o.duty, o.made_at, a.receipt_number "
    f"FROM outbox o LEFT JOIN application a ON a.id = o.application_id WHERE {_WHERE}"
    "AND (:number = '' OR a.receipt_number = :number) "
    "AND (o.made_at < :made_at OR (o.made_at = :made_at AND o.id < :after)) ORDER BY o.made_at DESC, o.id DESC LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_COUNT = sql(f"SELECT count(*) FROM (SELECT 1 FROM outbox o WHERE {_WHERE} LIMIT :most) counted").bindparams(
    bindparam("duties", expanding=True)
)
_CLOSE = sql(
    "UPDATE outbox SET state = :state, error_code = :code, changed_at = :now WHERE id = :id "
    "AND state IN ('waiting', 'parked', 'bounced')"
)


@dataclass(frozen=True)
class BoardRow:
    """What the board shows of a delivery: nothing of its payload."""

    id: str
    kind: str
    message: str
    state: str
    attempts: int
    next_try: int
    error_code: str
    duty: str
    made_at: int
    receipt_number: str | None


def board(
    unit: Unit, duties: Sequence[str], *, state: str, kind: str, number: str, before: tuple[int, str], most: int
) -> list[BoardRow]:
    """Newest first, behind `before` (made_at, id). "" wants any."""
    values = {"duties": list(duties), "state": state, "kind": kind, "number": number, "most": most}
    return [BoardRow(*row) for row in every(unit, _BOARD, made_at=before[0], after=before[1], **values)]


def count(unit: Unit, duties: Sequence[str], state: str, kind: str, most: int) -> int:
    """How many, counted up to `most`."""
    row = one(unit, _COUNT, duties=list(duties), state=state, kind=kind, most=most)
    return int(row[0]) if row else 0


def close(unit: Unit, delivery_id: str, state: str, code: str, now: int) -> bool:
    """Ended by people. False if it had left or ended already."""
    return run(unit, _CLOSE, {"id": delivery_id, "state": state, "code": code, "now": now}).rowcount == 1


def add(unit: Unit, row: DeliveryRow) -> bool:
    """False if the same was asked for before."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_id(unit: Unit, delivery_id: str) -> DeliveryRow | None:
    row = one(unit, _BY_ID, id=delivery_id)
    return DeliveryRow(*row) if row else None


def letters_of(unit: Unit, application_id: int) -> list[DeliveryRow]:
    """Whatever became of them, the oldest first."""
    return [DeliveryRow(*row) for row in every(unit, _LETTERS_OF, application_id=application_id)]


def any_due(unit: Unit, kind: str, now: int) -> bool:
    return one(unit, _DUE, kind=kind, now=now) is not None


def claim(unit: Unit, kind: str, now: int, until: int, first: Sequence[str] = ()) -> DeliveryRow | None:
    """The longest due one, of the messages `first` before others, taken until then: one statement, so that of two workers one
    gets it. `attempts` counts this."""
    statement = _CLAIM[unit.connection.dialect.name]
    row = one(unit, statement, kind=kind, now=now, until=until, first=list(first) or [""])
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
