# All of a payment goes back: at once where nothing of it is owed, else proposed by one and approved by another.

import secrets

from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.own_case import demand_review
from portal.services.cases.parts import Part, parts_of, returned
from portal.services.fees.refund_part import note_part, settle_part
from portal.services.fees.refund_payment import ask_refund
from portal.services.fees.settle_payment import amount_received
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.store.fees import payments
from portal.store.fees.payments import PART_DROPPED, WHOLE_APPROVED, WHOLE_PROPOSED, PaymentRow

PROPOSED = "proposed"


def refund_whole(
    installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, reason: str
) -> str:  # fmt: skip
    # The payment's state, or PROPOSED. Raises as `ask_refund` does.
    demand_review(installation, unit, member, case)
    row = _row(unit, case, number)
    fee = amount_due(installation, unit, case)
    # Of several orders a wrong amount of one does not free the other.
    if row.state == "mismatch" or fee is None or fee.nothing_due:
        return ask_refund(installation, unit, member, case, number, reason).state
    parts = parts_of(payments.events(unit, row.id))
    if row.state != "paid" or any(part.ahead for part in parts):
        raise Conflict("payment")
    at = installation.clock.now()
    part = Part(secrets.token_hex(16), amount_received(unit, row) - returned(parts), "", "", at, at, whole=True)
    note_part(installation, unit, row, part, WHOLE_PROPOSED, member.actor, (case, reason))
    return PROPOSED


def settle_proposed(
    installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, part_number: str, *, approve: bool
) -> str:
    # A part, or all: then the payment's state, or "" where it stays. Raises as `settle_part` does; Conflict if a part
    # went back since.
    row = _row(unit, case, number)
    parts = parts_of(payments.events(unit, row.id))
    whole = next((part for part in parts if part.number == part_number and part.whole), None)
    if whole is None:
        settle_part(installation, unit, member, case, number, part_number, approve=approve)
        return ""
    demand_review(installation, unit, member, case)
    if whole.state != "proposed" or row.state != "paid":
        raise Conflict("payment")
    if not approve:
        note_part(installation, unit, row, whole, PART_DROPPED, member.actor)
        return ""
    if whole.proposed_by == str(member.actor):
        raise NotAllowed("approve refund")
    if whole.amount != amount_received(unit, row) - returned(parts):
        raise Conflict("payment")
    note_part(installation, unit, row, whole, WHOLE_APPROVED, member.actor)
    return ask_refund(installation, unit, member, case, number, "").state


def _row(unit: Unit, case: Case, number: str) -> PaymentRow:
    payments.lock(unit, case.row.id)
    row = payments.by_number(unit, number)
    if row is None or row.application_id != case.row.id:
        raise Conflict("payment")
    return row
