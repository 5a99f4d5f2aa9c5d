import secrets

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, required
from portal.services.fees.advances import fee_ahead, move_advance
from portal.services.fees.begin_payment import LIVES
from portal.services.filing.drafts import Draft
from portal.services.shared.needs import HasPayments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import advances
from portal.store.fees.advances import AdvanceEventRow, AdvanceRow
from portal.store.filing import drafts


def begin_advance(
    installation: HasPayments, unit: Unit, draft: Draft, actor: Actor, person_id: str | None
) -> AdvanceRow:
    # The caller commits before it calls the provider. Raises Closed if nothing is payable.
    # The same lock as of sending: what is being sent is not paid once more.
    if not drafts.lock(unit, draft.id):
        raise Closed("payment")
    advances.lock(unit, draft.id)
    ahead, provider = fee_ahead(installation, unit, draft), installation.payments
    if ahead is None or provider is None or not ahead.payable:
        raise Closed("payment")
    standing = advances.open_of(unit, draft.id)
    if standing is not None and standing.amount == ahead.amount:
        return standing
    if standing is not None:
        # The answers changed. Should it be paid after all, it shows as another amount, or goes back as the second.
        move_advance(installation, unit, standing, "cancelled", "replace", actor)
    now = installation.clock.now()
    row = AdvanceRow(
        0, secrets.token_hex(16), draft.id, person_id, draft.procedure.id, draft.procedure.duty, ahead.amount, "JPY",
        "open", provider.name, "", to_micro(now + LIVES), to_micro(now), to_micro(now), to_micro(now),
    )  # fmt: skip
    advance_id = required(advances.add(unit, row), Closed("payment"))
    event = AdvanceEventRow(advance_id, to_micro(now), str(actor), "begin", "open", row.amount, "", "open")
    advances.add_event(unit, event)
    write_audit(installation, unit, actor, "begin advance", detail=row.number)
    return advances.by_number(unit, row.number) or row
