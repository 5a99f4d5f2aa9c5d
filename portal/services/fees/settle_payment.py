# Repeated, late or reordered ones lead to the same state.

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from forms.definition.kind import IN_VAIN
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import REFUND_FAILED, PaymentAnswer, PaymentProvider
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.cases import applications
from portal.store.fees import payments
from portal.store.fees.advances import AdvanceEventRow, AdvanceRow
from portal.store.fees.payments import PaymentEventRow, PaymentRow

# (stored state, reported state) → new state; other pairs change nothing. Received money counts even after
# cancellation, and an older report does not undo it.
AFTER: Mapping[tuple[str, str], str] = {
    ("open", "paid"): "paid",
    ("open", "failed"): "failed",
    ("open", "cancelled"): "cancelled",
    ("open", "expired"): "expired",
    ("failed", "paid"): "paid",
    ("cancelled", "paid"): "paid",
    ("expired", "paid"): "paid",
    ("paid", "refunded"): "refunded",
    ("refund_asked", "refunded"): "refunded",
    ("mismatch", "refunded"): "refunded",
    ("refund_by_hand", "refunded"): "refunded",
    ("refunded", REFUND_FAILED): "refund_by_hand",
    ("refund_asked", REFUND_FAILED): "refund_by_hand",
}
PROVIDER = Actor("system", "payments")
# Then staff look: a provider missing by a mistake in the settings is back sooner.
UNANSWERED_AFTER = timedelta(days=1)
Order = PaymentRow | AdvanceRow


def settle_payment(
    installation: Basics, unit: Unit, answer: PaymentAnswer, source: str, *, nonce: str | None = None
) -> bool:
    stored = required(payments.by_number(unit, answer.number), NotFound("payment"))
    payments.lock(unit, stored.application_id)
    row = payments.by_number(unit, answer.number) or stored
    state = _after(unit, row, answer)
    now = to_micro(installation.clock.now())
    if nonce is None and state == row.state:
        return False  # a poll without news: no event every half minute
    event = PaymentEventRow(
        row.id, now, str(PROVIDER), source, answer.state, answer.amount, row.state, state, nonce
    )  # fmt: skip
    if not payments.add_event(unit, event):
        return False
    if state != row.state:
        payments.settle(unit, row, state, answer.reference or row.reference, now)
        detail = f"{row.number} {state}"
        write_audit(installation, unit, PROVIDER, "settle payment", application_id=row.application_id, detail=detail)
    return True


def _after(unit: Unit, row: PaymentRow, answer: PaymentAnswer) -> str:
    def late() -> bool:
        others = (other for other in payments.of_application(unit, row.application_id) if other.id != row.id)
        return any(other.state == "paid" for other in others) or _ended(unit, row)

    if failed_before(answer, payments.events(unit, row.id)):
        return row.state
    return state_after(row, answer, lambda: amount_received(unit, row), late)


def failed_before(answer: PaymentAnswer, events: Sequence[PaymentEventRow | AdvanceEventRow]) -> bool:
    # Several events report one failure; meanwhile staff may have given the money back.
    return answer.state == REFUND_FAILED and any(event.report == REFUND_FAILED for event in events)


def state_after(row: Order, answer: PaymentAnswer, came: Callable[[], int], late: Callable[[], bool]) -> str:
    # `late`: another order was paid, or nothing is due any more.
    state = AFTER.get((row.state, answer.state), row.state)
    if state == row.state or answer.state == REFUND_FAILED:
        return state  # what failed is the rest after parts
    amount = came() if state == "refunded" else row.amount
    if (answer.amount, answer.currency) != (amount, row.currency):
        # Money came, but not this amount: staff have to look. Other reports with a wrong amount are ignored.
        return "mismatch" if state == "paid" else row.state
    return "refund_asked" if state == "paid" and late() else state


def _ended(unit: Unit, row: PaymentRow) -> bool:
    application = applications.by_id(unit, row.application_id)
    return application is not None and application.state in IN_VAIN


def amount_received(unit: Unit, row: PaymentRow) -> int:
    return last_paid(row, payments.events(unit, row.id))


def last_paid(row: Order, events: Sequence[PaymentEventRow | AdvanceEventRow]) -> int:
    return next((event.amount for event in reversed(events) if event.report == "paid"), row.amount)


def lost_provider(payments: PaymentProvider | None, row: Order) -> bool:
    return payments is None or row.provider != payments.name


def ask_provider(payments: PaymentProvider | None, row: Order) -> PaymentAnswer:
    """Outside a unit. An unknown order or provider counts as "open". Raises AdapterError."""
    no_news = PaymentAnswer(row.number, "open", row.amount, row.currency)
    if payments is None or lost_provider(payments, row):
        return no_news
    try:
        return payments.status(row.number, row.reference)
    except AdapterError as failed:
        if failed.code == "ORDER_UNKNOWN":
            return no_news
        raise


def expired(clock: Clock, row: Order, answer: PaymentAnswer) -> PaymentAnswer:
    over = to_micro(clock.now()) > row.ends_at
    if answer.state == "open" and over and not answer.awaited:
        return PaymentAnswer(row.number, "expired", row.amount, row.currency)
    return answer
