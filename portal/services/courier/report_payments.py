"""Only outside asks the provider."""

from typing import Any

from portal.db import Unit
from portal.services.fees.settle_payment import amount_received
from portal.store.fees import payments
from portal.store.fees.payments import AWAY, COUNTER, PaymentEventRow

Report = dict[str, Any]
# Moves by which the section orders something of an outer order; and their actor in the outer zone.
ORDERS = ("ask refund", "refund by rule", "refund by hand")
BY_INSIDE = "system:courier"
_FACTS = ("number", "amount", "state", "reference", "ends_at", "made_at", "changed_at")


def list_payments(unit: Unit, application_id: int) -> list[Report]:
    """`heard`: instants of acknowledged orders."""
    return [
        {name: getattr(row, name) for name in _FACTS}
        | {
            "came": amount_received(unit, row),
            "heard": [event.at for event in payments.events(unit, row.id) if event.actor == BY_INSIDE],
        }
        for row in payments.of_application(unit, application_id)
        if row.provider != COUNTER
    ]


def list_till_payments(unit: Unit, application_id: int) -> list[Report]:
    return [
        {name: getattr(row, name) for name in _FACTS}
        | {
            "counter": row.provider == COUNTER,
            "orders": [{"at": order.at, "what": order.what} for order in orders(unit, row.id)],
        }
        for row in payments.of_application(unit, application_id)
        # What is provisional stays here: outside an order may be open, and only one can be.
        if row.provider == AWAY or (row.provider == COUNTER and row.state not in ("open", "cancelled"))
    ]


def orders(unit: Unit, payment_id: int) -> list[PaymentEventRow]:
    return [event for event in payments.events(unit, payment_id) if event.what in ORDERS]
