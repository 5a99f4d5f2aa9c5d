"""One open order per application."""

import secrets
from datetime import timedelta

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentOrder
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Closed, NeighbourDown, required
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.shared.needs import HasPayments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import advances, payments
from portal.store.fees.advances import AdvanceRow
from portal.store.fees.payments import PaymentEventRow, PaymentRow

LIVES = timedelta(minutes=30)


def begin_payment(installation: HasPayments, unit: Unit, case: Case, actor: Actor) -> PaymentRow:
    """The caller commits before it calls the provider. Raises Closed if nothing is payable."""
    payments.lock(unit, case.row.id)
    fee = amount_due(installation, unit, case)
    provider = installation.payments
    if fee is None or provider is None or fee.state not in ("asked", "open", "failed", "cancelled", "expired"):
        raise Closed("payment")
    open_order = payments.open_of(unit, case.row.id)
    if open_order is not None:
        return open_order
    now = installation.clock.now()
    row = PaymentRow(
        0, secrets.token_hex(16), case.row.id, fee.amount, "JPY", "open", provider.name, "", to_micro(now + LIVES),
        to_micro(now), to_micro(now), to_micro(now),
    )  # fmt: skip
    payment_id = payments.add(unit, row)
    if payment_id is None:
        return required(payments.open_of(unit, case.row.id), Closed("payment"))
    payments.add_event(
        unit, PaymentEventRow(payment_id, to_micro(now), str(actor), "begin", "open", row.amount, "", "open")
    )
    write_audit(installation, unit, actor, "begin payment", application_id=case.row.id, detail=row.number)
    return payments.by_number(unit, row.number) or row


def pay_page(installation: HasPayments, row: PaymentRow | AdvanceRow, title: str, back: str = "") -> str:
    """Outside a unit. Of an order that was begun the same page. Raises NeighbourDown."""
    base = installation.settings.base_url
    order = PaymentOrder(
        row.number, row.amount, title, f"{base}{back or f'/payments/{row.number}/back'}", f"{base}/payments/callback",
        from_micro(row.ends_at), row.currency, row.reference,
    )  # fmt: skip
    if installation.payments is None:
        raise NeighbourDown("payments")
    try:
        page = installation.payments.begin(order)
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from failed
    if page.reference and page.reference != row.reference:
        with installation.database.change() as unit:
            _note_reference(unit, row, page.reference)
    return page.address


def _note_reference(unit: Unit, row: PaymentRow | AdvanceRow, reference: str) -> None:
    if isinstance(row, AdvanceRow):
        advances.note_reference(unit, row, reference)
    else:
        payments.note_reference(unit, row, reference)
