"""Settles a payment by what the provider told: called back or asked. The same thing told twice, late or in the wrong order
ends in the same state, and nothing that was told is forgotten."""

from collections.abc import Mapping

from forms.kind import IN_VAIN
from integrations.interfaces import AdapterError
from integrations.payment_socket import PaymentAnswer, PaymentNotice
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import applications, payments
from portal.store.payments import PaymentEventRow, PaymentRow

# (as it stands, as it is told) → after it; whatever is not here changes nothing. Money that came is believed also after
# somebody stopped; money that is there does not go by an older message.
_AFTER: Mapping[tuple[str, str], str] = {
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
}
PROVIDER = Actor("system", "payments")


def take_notice(installation: Installation, unit: Unit, notice: PaymentNotice) -> bool:
    """False if this very message came before. NotFound for an order that we never began."""
    return settle_payment(installation, unit, notice.answer, "notice", nonce=notice.nonce)


def settle_payment(
    installation: Installation, unit: Unit, answer: PaymentAnswer, what: str, *, nonce: str | None = None
) -> bool:
    """The caller commits."""
    found = payments.by_number(unit, answer.number)
    if found is None:
        raise NotFound("payment")
    payments.lock(unit, found.application_id)
    row = payments.by_number(unit, answer.number) or found
    state = _after(unit, row, answer)
    now = to_micro(installation.clock.now())
    if nonce is None and state == row.state:
        return False  # asked, and nothing new: no event every half a minute
    event = PaymentEventRow(
        row.id, now, str(PROVIDER), what, answer.state, answer.amount, row.state, state, nonce
    )  # fmt: skip
    if not payments.add_event(unit, event):
        return False
    if state != row.state:
        payments.settle(unit, row, state, answer.reference or row.reference, now)
        detail = f"{row.number} {state}"
        write_audit(installation, unit, PROVIDER, "settle payment", application_id=row.application_id, detail=detail)
    return True


def _after(unit: Unit, row: PaymentRow, answer: PaymentAnswer) -> str:
    state = _AFTER.get((row.state, answer.state), row.state)
    if state == row.state:
        return state
    amount = amount_that_came(unit, row) if state == "refunded" else row.amount
    if (answer.amount, answer.currency) != (amount, row.currency):
        # Money came, but not this much: a person has to look. Other news of a wrong amount are no news.
        return "mismatch" if state == "paid" else row.state
    others = (one for one in payments.of_application(unit, row.application_id) if one.id != row.id)
    if state == "paid" and (any(one.state == "paid" for one in others) or _ended(unit, row)):
        return "refund_asked"  # a late message: after a second order was paid, or when nothing was asked for any more
    return state


def _ended(unit: Unit, row: PaymentRow) -> bool:
    application = applications.by_id(unit, row.application_id)
    return application is not None and application.state in IN_VAIN


def amount_that_came(unit: Unit, row: PaymentRow) -> int:
    """As the provider told it; what was asked for where it told nothing."""
    told = (event.amount for event in reversed(payments.events(unit, row.id)) if event.told == "paid")
    return next(told, row.amount)


def is_gone(installation: Installation, row: PaymentRow) -> bool:
    """The provider of this order was switched off."""
    return installation.payments is None or row.provider != installation.payments.name


def ask_provider(installation: Installation, row: PaymentRow) -> PaymentAnswer:
    """How the order stands there; AdapterError where it cannot be told now. No unit may be open meanwhile. A provider that was
    switched off, or never heard of it, tells nothing any more."""
    nothing = PaymentAnswer(row.number, "open", row.amount, row.currency)
    if installation.payments is None or is_gone(installation, row):
        return nothing
    try:
        return installation.payments.status(row.number)
    except AdapterError as failed:
        if failed.code == "ORDER_UNKNOWN":
            return nothing
        raise


def expired(installation: Installation, row: PaymentRow, answer: PaymentAnswer) -> PaymentAnswer:
    """An order that nobody paid in its time has ended, whatever the provider's page still shows."""
    over = to_micro(installation.clock.now()) > row.ends_at
    if answer.state == "open" and over:
        return PaymentAnswer(row.number, "expired", row.amount, row.currency)
    return answer
