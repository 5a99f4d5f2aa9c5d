"""Begins an order at the payment provider: the amount is computed here and fixed, one open order an application."""

import secrets
from datetime import timedelta

from integrations.interfaces import AdapterError
from integrations.payment_socket import PaymentOrder
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Closed, NeighbourDown
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.owed import owed
from portal.services.write_audit import write_audit
from portal.store import payments
from portal.store.payments import PaymentEventRow, PaymentRow

LIVES = timedelta(minutes=30)


def begin_payment(installation: Installation, unit: Unit, case: Case, actor: Actor) -> PaymentRow:
    """The open order of this application, begun now if there is none. The caller commits before it asks the provider.
    Closed where nothing is to be paid now."""
    payments.lock(unit, case.row.id)
    found = owed(installation, unit, case)
    provider = installation.payments
    if found is None or provider is None or found.state not in ("asked", "open", "failed", "cancelled", "expired"):
        raise Closed("payment")
    standing = payments.open_of(unit, case.row.id)
    if standing is not None:
        return standing
    now = installation.clock.now()
    row = PaymentRow(
        0, secrets.token_hex(16), case.row.id, found.amount, "JPY", "open", provider.name, "", to_micro(now + LIVES),
        to_micro(now), to_micro(now), to_micro(now),
    )  # fmt: skip
    payment_id = payments.add(unit, row)
    if payment_id is None:
        other = payments.open_of(unit, case.row.id)
        if other is None:
            raise Closed("payment")
        return other
    payments.add_event(
        unit, PaymentEventRow(payment_id, to_micro(now), str(actor), "begin", "open", row.amount, "", "open")
    )
    write_audit(installation, unit, actor, "begin payment", application_id=case.row.id, detail=row.number)
    return payments.by_number(unit, row.number) or row


def pay_page(installation: Installation, row: PaymentRow, title: str, back: str = "") -> str:
    """Where to pay. Talks to the provider: no unit may be open meanwhile. The same order asked twice has one page, so that
    an answer that was lost costs nothing. `back`: where it leads afterwards, if not to the application's own page.
    NeighbourDown."""
    base = installation.settings.base_url
    order = PaymentOrder(
        row.number, row.amount, title, f"{base}{back or f'/payments/{row.number}/back'}", f"{base}/payments/callback",
        from_micro(row.ends_at), row.currency,
    )  # fmt: skip
    if installation.payments is None:
        raise NeighbourDown("payments")
    try:
        return installation.payments.begin(order)
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from failed
