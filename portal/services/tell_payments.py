"""Money as it goes between the zones: the provider is outside, the till and the decision to give back are inside. Each order is one row at
both sides under one number; who asks the provider is the outer zone alone."""

from typing import Any

from portal.db import Unit
from portal.services.settle_payment import amount_that_came
from portal.store import payments
from portal.store.payments import AWAY, COUNTER, PaymentEventRow

Told = dict[str, Any]
# What the section does with an order of the outer zone; and who that is, there.
ORDERS = ("ask refund", "refund by rule", "refund by hand")
BY_INSIDE = "system:courier"
_FACTS = ("number", "amount", "state", "reference", "ends_at", "made_at", "changed_at")


def tell_payments(unit: Unit, application_id: int) -> list[Told]:
    """Outside: every order, what came of it, and which orders of the section it has heard (their instants)."""
    return [
        {name: getattr(row, name) for name in _FACTS}
        | {
            "came": amount_that_came(unit, row),
            "heard": [one.at for one in payments.events(unit, row.id) if one.actor == BY_INSIDE],
        }
        for row in payments.of_application(unit, application_id)
        if row.provider != COUNTER
    ]


def tell_till(unit: Unit, application_id: int) -> list[Told]:
    """Inside: what was paid at the counter, and what the section ordered about orders of the outer zone."""
    return [
        {name: getattr(row, name) for name in _FACTS}
        | {
            "counter": row.provider == COUNTER,
            "orders": [{"at": one.at, "what": one.what} for one in orders(unit, row.id)],
        }
        for row in payments.of_application(unit, application_id)
        if row.provider in (COUNTER, AWAY)
    ]


def orders(unit: Unit, payment_id: int) -> list[PaymentEventRow]:
    return [one for one in payments.events(unit, payment_id) if one.what in ORDERS]
