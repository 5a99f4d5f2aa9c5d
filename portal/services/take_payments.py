"""Money that the other zone knows of. Inside an order is as the outer zone told it, unless the section has ordered something that is not
heard there yet; outside what the section ordered is done by the jobs there are, once."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.left_over import LeftOver
from portal.services.refund_payment import move_payment
from portal.services.tell_payments import BY_INSIDE, orders
from portal.services.write_audit import write_audit
from portal.store import payments
from portal.store.payments import AWAY, COUNTER, PaymentEventRow, PaymentRow

Said = Mapping[str, Any]
STATES = frozenset(
    {"open", "paid", "failed", "cancelled", "expired", "mismatch", "refund_asked", "refund_by_hand", "refunded"}
)
_MOST = 100  # of one application
_ACTOR = Actor("system", "courier")
_PAID = frozenset({"paid", "mismatch"})


def take_payments(installation: Installation, unit: Unit, case: Case, told: Sequence[Said]) -> None:
    """Inside. The caller commits. LeftOver where an order is another application's, or no order."""
    if len(told) > _MOST or any(one["state"] not in STATES or type(one["amount"]) is not int for one in told):
        raise LeftOver("payment")
    payments.lock(unit, case.row.id)
    # What ended makes room for what is open: there is one such a time.
    for one in sorted(told, key=lambda it: bool(it["state"] == "open")):
        row = _row_of(unit, case, one, AWAY)
        ordered = {order.at for order in orders(unit, row.id)}
        if ordered <= set(one["heard"]) and row.state != one["state"]:
            _become(installation, unit, case, row, one)
    _give_back_twice(installation, unit, case)


def _give_back_twice(installation: Installation, unit: Unit, case: Case) -> None:
    """It was paid at the counter before anybody inside could know that it was paid outside."""
    paid = [row for row in payments.of_application(unit, case.row.id) if row.state == "paid"]
    if any(row.provider == COUNTER for row in paid):
        for row in paid:
            if row.provider == AWAY:
                move_payment(installation, unit, case, row, "refund_asked", "refund by rule", _ACTOR, "")


def hear_till(installation: Installation, unit: Unit, case: Case, told: Sequence[Said]) -> None:
    """Outside. The caller commits. Money at the counter is here as it is there; an order of the section changes what stands as the
    section saw it, and is heard whether it still could be done or not."""
    payments.lock(unit, case.row.id)
    for one in told:
        if one["counter"]:
            row = _row_of(unit, case, one, COUNTER)
            if row.state != one["state"]:
                _become(installation, unit, case, row, one)
            continue
        row = _row_of(unit, case, one, "")
        heard = {event.at for event in payments.events(unit, row.id) if event.actor == BY_INSIDE}
        for order in sorted(one["orders"], key=lambda it: int(it["at"])):
            if order["at"] not in heard:
                row = _obey(installation, unit, case, row, order)


def _row_of(unit: Unit, case: Case, one: Said, provider: str) -> PaymentRow:
    """Under its number, made now where it is new. `provider` "": it has to be there."""
    row = payments.by_number(unit, one["number"])
    if row is None and provider:
        times = (one["ends_at"], one["made_at"], one["made_at"], one["changed_at"])
        new = PaymentRow(
            0, one["number"], case.row.id, one["amount"], "JPY", one["state"], provider, one["reference"], *times
        )
        payments.add(unit, new)
        row = payments.by_number(unit, one["number"])
        if row is not None:
            _note(unit, row, _came(one), "", row.changed_at, row.state)
    if row is None or row.application_id != case.row.id or (provider and row.provider != provider):
        raise LeftOver("payment")
    return row


def _become(installation: Installation, unit: Unit, case: Case, row: PaymentRow, one: Said) -> None:
    state = str(one["state"])
    _note(unit, row, _came(one), row.state, one["changed_at"], state)
    payments.settle(unit, row, state, one["reference"], to_micro(installation.clock.now()))
    detail = f"{row.number} {state}"
    write_audit(installation, unit, _ACTOR, "settle payment", application_id=case.row.id, detail=detail)


def _obey(installation: Installation, unit: Unit, case: Case, row: PaymentRow, order: Said) -> PaymentRow:
    by_hand = order["what"] == "refund by hand"
    may = row.state in (("refund_by_hand", "mismatch") if by_hand else _PAID)
    state = ("refunded" if by_hand else "refund_asked") if may else row.state
    _note(unit, row, row.amount, row.state, order["at"], state, order["what"])
    if may:
        payments.settle(unit, row, state, row.reference, to_micro(installation.clock.now()))
        write_audit(installation, unit, _ACTOR, str(order["what"]), application_id=case.row.id, detail=row.number)
    return payments.by_number(unit, row.number) or row


def _came(one: Said) -> int:
    """How much the provider says that came; the till says what it took."""
    return int(one.get("came", one["amount"]))


def _note(
    unit: Unit, row: PaymentRow, amount: int, before: str, at: int, after: str, what: str = "carried"
) -> None:  # fmt: skip
    payments.add_event(unit, PaymentEventRow(row.id, at, str(_ACTOR), what, after, amount, before, after))
