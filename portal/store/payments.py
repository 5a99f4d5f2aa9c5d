"""Payments and their events. An event is never changed; a nonce is stored once, whoever brings it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

COUNTER = "counter"  # what was taken at the counter, as its provider
AWAY = "outer"  # the provider of the other zone: nobody here can ask it


@dataclass(frozen=True)
class PaymentRow:
    """All instants are microseconds UTC, amounts whole yen."""

    id: int
    number: str
    application_id: int
    amount: int
    currency: str
    state: str
    provider: str
    reference: str
    ends_at: int
    asked_at: int
    made_at: int
    changed_at: int


@dataclass(frozen=True)
class PaymentEventRow:
    payment_id: int
    at: int
    actor: str
    what: str
    told: str
    amount: int
    from_state: str
    to_state: str
    nonce: str | None = None
    sealed_words: bytes | None = None


_COLUMNS = (
    "id, number, application_id, amount, currency, state, provider, reference, ends_at, asked_at, made_at, changed_at"
)
_EVENT = "payment_id, at, actor, what, told, amount, from_state, to_state, nonce, sealed_words"
_ADD = insert("payment", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING RETURNING id")
_ADD_EVENT = insert("payment_event", *_EVENT.split(", "), tail="ON CONFLICT DO NOTHING")
_BY_NUMBER = sql(f"SELECT {_COLUMNS} FROM payment WHERE number = :number")
_OPEN_OF = sql(f"SELECT {_COLUMNS} FROM payment WHERE application_id = :application_id AND state = 'open'")
_OF_APPLICATION = sql(f"SELECT {_COLUMNS} FROM payment WHERE application_id = :application_id ORDER BY id")
_OF_APPLICATIONS = sql(f"SELECT {_COLUMNS} FROM payment WHERE application_id IN :ids ORDER BY id").bindparams(
    bindparam("ids", expanding=True)
)
_EVENTS = sql(f"SELECT {_EVENT} FROM payment_event WHERE payment_id = :payment_id ORDER BY id")
# Changes nothing, and lets nobody else at the payments of this application until the unit ends.
_LOCK = sql("UPDATE payment SET changed_at = changed_at WHERE application_id = :application_id")
_SETTLE = sql(
    "UPDATE payment SET state = :state, reference = :reference, changed_at = :now WHERE id = :id AND state = :was"
)
_ASKED = sql("UPDATE payment SET asked_at = :now WHERE id = :id AND asked_at = :was")
_TO_ASK = sql(
    f"SELECT {_COLUMNS} FROM payment WHERE state IN ('open', 'refund_asked') AND asked_at < :before "
    f"AND provider NOT IN ('{COUNTER}', '{AWAY}') ORDER BY asked_at LIMIT 50"
)
# Of one application once, however many orders.
# CROSS: SQLite reads the few first so, and not every application in the order of its number.
_FOR_STAFF = sql(
    "SELECT a.receipt_number FROM payment p CROSS JOIN application a "
    "WHERE a.id = p.application_id AND p.state IN ('mismatch', 'refund_by_hand') AND a.duty IN :duties "
    "GROUP BY a.receipt_number ORDER BY MIN(p.changed_at), a.receipt_number LIMIT :most"
).bindparams(bindparam("duties", expanding=True))


def add(unit: Unit, row: PaymentRow) -> int | None:
    """None if the application has an open order already; `row.id` is not looked at."""
    found = one(unit, _ADD, **{name: value for name, value in vars(row).items() if name != "id"})
    return int(found[0]) if found else None


def add_event(unit: Unit, event: PaymentEventRow) -> bool:
    """False if its nonce was told before."""
    return run(unit, _ADD_EVENT, vars(event)).rowcount == 1


def by_number(unit: Unit, number: str) -> PaymentRow | None:
    row = one(unit, _BY_NUMBER, number=number)
    return PaymentRow(*row) if row else None


def open_of(unit: Unit, application_id: int) -> PaymentRow | None:
    row = one(unit, _OPEN_OF, application_id=application_id)
    return PaymentRow(*row) if row else None


def of_application(unit: Unit, application_id: int) -> list[PaymentRow]:
    """All orders that were begun, the first one first."""
    return [PaymentRow(*row) for row in every(unit, _OF_APPLICATION, application_id=application_id)]


def of_applications(unit: Unit, ids: Sequence[int]) -> dict[int, list[PaymentRow]]:
    """The same of several, by application; those without an order are not there."""
    found: dict[int, list[PaymentRow]] = {}
    for row in every(unit, _OF_APPLICATIONS, ids=list(ids) or [0]):
        found.setdefault(row.application_id, []).append(PaymentRow(*row))
    return found


def events(unit: Unit, payment_id: int) -> list[PaymentEventRow]:
    return [PaymentEventRow(*row) for row in every(unit, _EVENTS, payment_id=payment_id)]


def numbers_for_staff(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    """Receipt numbers of these duties where money waits for somebody to look at it, or to give it back; longest first."""
    return [row.receipt_number for row in every(unit, _FOR_STAFF, duties=list(duties), most=most)]


def lock(unit: Unit, application_id: int) -> None:
    """Whoever comes second sees what the first one stored."""
    run(unit, _LOCK, {"application_id": application_id})


def settle(unit: Unit, row: PaymentRow, state: str, reference: str, now: int) -> bool:
    """False if it is not as `row` says any more."""
    values = {"id": row.id, "was": row.state, "state": state, "reference": reference, "now": now}
    return run(unit, _SETTLE, values).rowcount == 1


def asked(unit: Unit, row: PaymentRow, now: int) -> bool:
    """False if another worker asks about it."""
    return run(unit, _ASKED, {"id": row.id, "was": row.asked_at, "now": now}).rowcount == 1


def to_ask(unit: Unit, before: int) -> list[PaymentRow]:
    """Those of which nothing certain was heard, and that were not asked about since `before`."""
    return [PaymentRow(*row) for row in every(unit, _TO_ASK, before=before)]
