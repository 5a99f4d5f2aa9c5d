"""Inside, an order is as outside reports, unless one of the section is unacknowledged; outside, jobs carry out each
order once."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.courier.report_payments import BY_INSIDE, orders
from portal.services.fees.refund_payment import move_payment
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import payments
from portal.store.fees.payments import AWAY, COUNTER, PaymentEventRow, PaymentRow

Payload = Mapping[str, Any]
STATES = frozenset(
    {"open", "paid", "failed", "cancelled", "expired", "mismatch", "refund_asked", "refund_by_hand", "refunded"}
)
_MOST = 100  # per application
_ACTOR = Actor("system", "courier")
_PAID = frozenset({"paid", "mismatch"})


def take_payments(installation: Basics, unit: Unit, case: Case, reported: Sequence[Payload]) -> None:
    """Inside. Raises LeftOver."""
    if len(reported) > _MOST or any(
        payment["state"] not in STATES or type(payment["amount"]) is not int for payment in reported
    ):
        raise LeftOver("payment")
    payments.lock(unit, case.row.id)
    # Ended orders first: only one order may be open at a time.
    for payment in sorted(reported, key=lambda payment: bool(payment["state"] == "open")):
        row = _row_of(unit, case, payment, AWAY)
        ordered = {order.at for order in orders(unit, row.id)}
        if ordered <= set(payment["heard"]) and row.state != payment["state"]:
            _become(installation, unit, case, row, payment)
    _give_back_twice(installation, unit, case)


def _give_back_twice(installation: Basics, unit: Unit, case: Case) -> None:
    paid = [row for row in payments.of_application(unit, case.row.id) if row.state == "paid"]
    if any(row.provider == COUNTER for row in paid):
        for row in paid:
            if row.provider == AWAY:
                move_payment(installation, unit, case, row, "refund_asked", "refund by rule", _ACTOR, "")


def apply_till(installation: Basics, unit: Unit, case: Case, reported: Sequence[Payload]) -> None:
    """Outside. An order no longer possible is acknowledged too."""
    payments.lock(unit, case.row.id)
    for payment in reported:
        if payment["counter"]:
            row = _row_of(unit, case, payment, COUNTER)
            if row.state != payment["state"]:
                _become(installation, unit, case, row, payment)
            continue
        row = _row_of(unit, case, payment, "")
        heard = {event.at for event in payments.events(unit, row.id) if event.actor == BY_INSIDE}
        for order in sorted(payment["orders"], key=lambda order: int(order["at"])):
            if order["at"] not in heard:
                row = _obey(installation, unit, case, row, order)


def _row_of(unit: Unit, case: Case, payment: Payload, provider: str) -> PaymentRow:
    row = payments.by_number(unit, payment["number"])
    if row is None and provider:
        times = (payment["ends_at"], payment["made_at"], payment["made_at"], payment["changed_at"])
        new = PaymentRow(
            0,
            payment["number"],
            case.row.id,
            payment["amount"],
            "JPY",
            payment["state"],
            provider,
            payment["reference"],
            *times,
        )
        payments.add(unit, new)
        row = payments.by_number(unit, payment["number"])
        if row is not None:
            _note(unit, row, _amount_received(payment), "", row.changed_at, row.state)
    if row is None or row.application_id != case.row.id or (provider and row.provider != provider):
        raise LeftOver("payment")
    return row


def _become(installation: Basics, unit: Unit, case: Case, row: PaymentRow, payment: Payload) -> None:
    state = str(payment["state"])
    _note(unit, row, _amount_received(payment), row.state, payment["changed_at"], state)
    payments.settle(unit, row, state, payment["reference"], to_micro(installation.clock.now()))
    detail = f"{row.number} {state}"
    write_audit(installation, unit, _ACTOR, "settle payment", application_id=case.row.id, detail=detail)


def _obey(installation: Basics, unit: Unit, case: Case, row: PaymentRow, order: Payload) -> PaymentRow:
    by_hand = order["what"] == "refund by hand"
    may = row.state in (("refund_by_hand", "mismatch") if by_hand else _PAID)
    state = ("refunded" if by_hand else "refund_asked") if may else row.state
    _note(unit, row, row.amount, row.state, order["at"], state, order["what"])
    if may:
        payments.settle(unit, row, state, row.reference, to_micro(installation.clock.now()))
        write_audit(installation, unit, _ACTOR, str(order["what"]), application_id=case.row.id, detail=row.number)
    return payments.by_number(unit, row.number) or row


def _amount_received(payment: Payload) -> int:
    return int(payment.get("came", payment["amount"]))


def _note(
    unit: Unit, row: PaymentRow, amount: int, before: str, at: int, after: str, act: str = "carried"
) -> None:  # fmt: skip
    payments.add_event(unit, PaymentEventRow(row.id, at, str(_ACTOR), act, after, amount, before, after))
