"""The resident is led to the bank's page."""

import secrets
from datetime import timedelta

from integrations.sockets.debit_socket import DebitOrder
from integrations.sockets.interfaces import AdapterError
from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.errors import Closed, NeighbourDown
from portal.services.cases.cases import Case
from portal.services.cases.debits import Debited, debited
from portal.services.shared.needs import HasDebits
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import debits
from portal.store.fees.debits import DebitRow

LIVES = timedelta(minutes=30)
_AGAIN = ("none", "open", "failed", "cancelled")


def may_register(installation: HasDebits, case: Case, debit: Debited | None) -> bool:
    # Until it is decided, unless the bank has registered it or its result is unknown.
    open_ = installation.debits is not None and case.row.decided_at is None
    return open_ and debit is not None and debit.state in _AGAIN


def begin_debit(installation: HasDebits, unit: Unit, case: Case, actor: Actor) -> DebitRow:
    # The caller commits before it calls the service. Raises Closed if there is nothing to register.
    if installation.debits is None or not may_register(installation, case, debited(unit, case)):
        raise Closed("debit")
    now = installation.clock.now()
    row = DebitRow(
        0, secrets.token_hex(16), case.row.id, "open", installation.debits.name, "", None, to_micro(now + LIVES),
        to_micro(now), to_micro(now), to_micro(now),
    )  # fmt: skip
    if debits.add(unit, row):
        write_audit(installation, unit, actor, "begin debit", application_id=case.row.id, detail=row.number)
    rows = debits.of_applications(unit, [case.row.id]).get(case.row.id, [])
    begun = next((row for row in rows if row.state == "open"), None)
    if begun is None:  # its result came at this moment
        raise Closed("debit")
    return begun


def bank_page(installation: HasDebits, row: DebitRow, title: str) -> str:
    # Outside a unit. Of one that was begun the same page. Raises NeighbourDown.
    base = installation.settings.base_url
    order = DebitOrder(
        row.number, title, f"{base}/debits/{row.number}/back", f"{base}/debits/callback", from_micro(row.ends_at)
    )  # fmt: skip
    if installation.debits is None:
        raise NeighbourDown("debits")
    try:
        return installation.debits.begin(order)
    except AdapterError as failed:
        raise NeighbourDown(failed.code) from failed
