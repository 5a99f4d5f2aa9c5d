"""Gives money back: asked for by staff with a reason, by the definition's own rule when an application ends, or because it
was paid twice or after the end; done at the provider, exactly once."""

from forms.kind import EXAMINING
from integrations.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.logs import log
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.owed import owed
from portal.services.own_case import demand_review
from portal.services.rights import Member
from portal.services.settle_payment import PROVIDER, amount_that_came, is_gone, settle_payment
from portal.services.till import return_from_till
from portal.services.write_audit import write_audit
from portal.store import payments
from portal.store.payments import PaymentEventRow, PaymentRow

MOST_SIGNS = 500


def ask_refund(
    installation: Installation, unit: Unit, member: Member, case: Case, number: str, reason: str
) -> PaymentRow:
    """The payment that will be given back. NotAllowed without the right for the duty; OwnCase; Conflict where there is nothing to
    give back (any more). What was taken at the counter is given back there: it is recorded, and done."""
    demand_review(installation, unit, member, case)
    payments.lock(unit, case.row.id)
    row = payments.by_number(unit, number)
    if row is None or row.application_id != case.row.id or row.state not in ("paid", "mismatch"):
        raise Conflict("payment")
    state = "refunded" if row.provider == "counter" else "refund_asked"
    return_from_till(installation, unit, member, row)
    move_payment(installation, unit, case, row, state, "ask refund", member.actor, reason)
    return row


def refund_by_rule(installation: Installation, unit: Unit, case: Case, actor: Actor, ended: str) -> None:
    """`ended`: how, as `fee.refund` of the definition names it. What the rule does not name, and what was paid at the
    counter, is for staff to decide; the page of the case says so."""
    if ended not in case.procedure.fee.refund or installation.settings.zone == "outer":
        return  # outside nobody knows yet how it ended: the inner zone orders it
    payments.lock(unit, case.row.id)
    for row in payments.of_application(unit, case.row.id):
        if row.state == "paid" and row.provider != "counter":
            move_payment(installation, unit, case, row, "refund_asked", "refund by rule", actor, "")


def fee_after(installation: Installation, unit: Unit, case: Case) -> str:
    """What becomes of the fee if the applicant stops now: "" where none was paid, `back` where all of it is given back by
    itself, `decided` where the section decides."""
    found = owed(installation, unit, case)
    if found is None or found.payment is None or not found.paid:
        return ""
    ended = "withdrawn" if case.row.state == EXAMINING else "stopped"
    return "back" if ended in case.procedure.fee.refund and found.payment.provider != "counter" else "decided"


def receive_at_counter(
    installation: Installation, unit: Unit, member: Member, case: Case, amount: int, *, right: str = "review"
) -> PaymentRow:
    """The fee was paid at the counter, or by 納付書. NotAllowed; Conflict if it is paid already, or an order is open."""
    member.demand(right, case.row.duty)
    payments.lock(unit, case.row.id)
    standing = payments.of_application(unit, case.row.id)
    if any(one.state in ("open", "paid", "mismatch", "refund_by_hand") for one in standing):
        raise Conflict("payment")
    now = to_micro(installation.clock.now())
    number = f"counter-{case.row.id}-{len(standing) + 1}"
    row = PaymentRow(0, number, case.row.id, amount, "JPY", "paid", "counter", "", now, now, now, now)
    payment_id = payments.add(unit, row)
    if payment_id is None:
        raise Conflict("payment")
    event = PaymentEventRow(payment_id, now, str(member.actor), "receive", "paid", amount, "", "paid")
    payments.add_event(unit, event)
    write_audit(installation, unit, member.actor, "receive payment", application_id=case.row.id, detail=number)
    return row


def give_back(installation: Installation, row: PaymentRow) -> bool:
    """Asks the provider for what came, then stores what it said; whether it is done. No unit may be open meanwhile: refunds of
    one order are one at the provider, so that a lost answer costs nothing. What it refuses for good is for staff to look at;
    AdapterError where it does not answer."""
    if installation.payments is None or is_gone(installation, row):
        return False
    with installation.database.read() as unit:
        came = amount_that_came(unit, row)
    try:
        answer = installation.payments.refund(row.number, came)
    except AdapterError as failed:
        if not failed.permanent:
            raise
        log.warning("refund", code=failed.code)
        with installation.database.write() as unit:
            _refused(installation, unit, row, came, failed.code)
            unit.commit()
        return False
    with installation.database.write() as unit:
        done = settle_payment(installation, unit, answer, "refund")
        unit.commit()
    return done


def _refused(installation: Installation, unit: Unit, row: PaymentRow, amount: int, code: str) -> None:
    payments.lock(unit, row.application_id)
    now = to_micro(installation.clock.now())
    if payments.settle(unit, row, "mismatch", row.reference, now):
        event = PaymentEventRow(row.id, now, str(PROVIDER), "refund", code, amount, row.state, "mismatch")
        payments.add_event(unit, event)
        detail = f"{row.number} mismatch"
        write_audit(installation, unit, PROVIDER, "settle payment", application_id=row.application_id, detail=detail)


def move_payment(
    installation: Installation, unit: Unit, case: Case, row: PaymentRow, state: str, what: str, actor: Actor, words: str
) -> None:  # fmt: skip
    """Conflict if it does not stand as `row` any more. The caller commits."""
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"payment words:{now}", words) if words else None
    event = PaymentEventRow(row.id, now, str(actor), what, state, row.amount, row.state, state, None, sealed)
    payments.add_event(unit, event)
    if not payments.settle(unit, row, state, row.reference, now):
        raise Conflict("payment")
    write_audit(installation, unit, actor, what, application_id=case.row.id, detail=row.number)
