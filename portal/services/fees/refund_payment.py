"""Refunds by staff, by rule, or of double and late payments; exactly once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from forms.definition.kind import APPLICANT, WITHDRAWN, moves
from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict, required
from portal.logs import log
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.last_change import asked_late, percent_back, percent_of_time
from portal.services.cases.own_case import demand_review
from portal.services.cases.parts import Part, parts_of, returned, settled, shares_by_rule
from portal.services.fees.refund_part import give_share, part_by_percent
from portal.services.fees.settle_payment import PROVIDER, amount_received, lost_provider, settle_payment
from portal.services.fees.till import return_from_till
from portal.services.shared.needs import Basics, HasPayments, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings.reservations import ReservationRow
from portal.store.cases.applications import ApplicationRow
from portal.store.fees import payments
from portal.store.fees.payments import AWAY, COUNTER, PaymentEventRow, PaymentRow

MOST_SIGNS = 500
REVIEW = "review"
_BY_WISH = ("stopped", "withdrawn")


def ask_refund(
    installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, reason: str
) -> PaymentRow:
    # Raises NotAllowed, OwnCase; Conflict without anything to refund. Counter payments are refunded there.
    demand_review(installation, unit, member, case)
    payments.lock(unit, case.row.id)
    row = payments.by_number(unit, number)
    if row is None or row.application_id != case.row.id or row.state not in ("paid", "mismatch"):
        raise Conflict("payment")
    parts = parts_of(payments.events(unit, row.id))
    if any(part.state == "approved" for part in parts):
        raise Conflict("payment")
    # What a store took is paid out, and staff note how.
    state = "refund_by_hand" if row.by_shop else "refunded" if row.provider == COUNTER else _asks(parts)
    return_from_till(installation, unit, member, row, row.amount - returned(parts), row.number)
    move_payment(installation, unit, case, row, state, "ask refund", member.actor, reason)
    return replace(row, state=state)


def refund_by_rule(
    installation: Basics, unit: Unit, case: Case, actor: Actor, ended: str, stated: date | None = None
) -> None:  # fmt: skip
    # `ended`: a value of `fee.refund`. Staff decide about others and counter payments. `stated`: day of a wish that
    # staff enter later.
    if ended not in case.procedure.fee.refund or installation.settings.zone == "outer":
        return  # the outer zone does not know the outcome; the inner zone orders the refund
    if ended in _BY_WISH and asked_late(installation, unit, case, stated):
        return  # others can hardly take the time or place: staff decide
    payments.lock(unit, case.row.id)
    percent = percent_back(installation, unit, case, stated) if ended in _BY_WISH else 100
    for row in _paid_online(unit, case):
        events = payments.events(unit, row.id)
        shares, state = shares_by_rule(events), _asks(parts_of(events))
        if percent == 100 and all(share.percent == 100 for share in shares):
            move_payment(installation, unit, case, row, state, "refund by rule", actor, "")
        elif row.provider != AWAY:  # an order of the other zone goes back whole: staff decide
            give_share(installation, unit, row, percent, row.amount - settled(shares), "all", actor)


def end_of_wish(row: ApplicationRow) -> str:
    # `fee.refund` distinguishes a stop before the examination, however it was made known, from one after it.
    before = any(move.to == WITHDRAWN for move in moves(row.kind, row.state, APPLICANT))
    return "stopped" if before else "withdrawn"


def refund_time(
    installation: Basics, unit: Unit, case: Case, actor: Actor, booked: ReservationRow, due: int
) -> None:  # fmt: skip
    # `booked` was given up and `due` is the fee without it. Counter payments, and those of the other zone, are for staff.
    if "stopped" not in case.procedure.fee.refund or installation.settings.zone == "outer":
        return
    payments.lock(unit, case.row.id)
    for row in _paid_online(unit, case):
        shares = shares_by_rule(payments.events(unit, row.id))
        base, percent = row.amount - settled(shares) - due, percent_of_time(installation, booked)
        if base <= 0 or row.provider == AWAY:
            continue
        if due == 0 and percent == 100 and all(share.percent == 100 for share in shares):
            state = _asks(parts_of(payments.events(unit, row.id)))
            move_payment(installation, unit, case, row, state, "refund by rule", actor, "")
        else:
            give_share(installation, unit, row, percent, base, str(booked.id), actor)


def _paid_online(unit: Unit, case: Case) -> list[PaymentRow]:
    rows = payments.of_application(unit, case.row.id)
    return [row for row in rows if row.state == "paid" and row.provider != COUNTER]


def _asks(parts: Iterable[Part]) -> str:
    # At the provider an order is never whole again of which a part went back past it.
    return "refund_by_hand" if any(part.state == "by_hand" for part in parts) else "refund_asked"


@dataclass(frozen=True)
class FeeAfter:
    way: str  # `back` (all), `part` and `kept` (nothing) follow the rule of the booking, `decided` by staff
    amount: int  # yen
    paid: int


def fee_after(installation: HasPayments, unit: Unit, case: Case, stated: date | None = None) -> FeeAfter | None:
    # For a withdrawal today, or on the day that staff state; None if unpaid.
    percent = percent_back(installation, unit, case, stated)
    ended = "" if asked_late(installation, unit, case, stated) else end_of_wish(case.row)
    return _fee_after(installation, unit, case, ended, percent, 0)


def fee_after_cancelling(
    installation: HasPayments, unit: Unit, case: Case, booked: ReservationRow, due: int
) -> FeeAfter | None:  # fmt: skip
    # For one time given up; None if unpaid, or the fee does not fall.
    return _fee_after(installation, unit, case, "stopped", percent_of_time(installation, booked), due)


def _fee_after(
    installation: HasPayments, unit: Unit, case: Case, ended: str, percent: int, due: int
) -> FeeAfter | None:  # fmt: skip
    fee = amount_due(installation, unit, case)
    if fee is None or fee.payment is None or not fee.paid:
        return None
    base = fee.payment.amount - settled(fee.shares) - due
    if base <= 0:
        return None
    # Of two zones, one has the provider and the other the rule: an order goes back whole, or staff decide.
    apart = fee.payment.provider == AWAY or installation.settings.zone == "outer"
    share = percent < 100 or due > 0 or base < fee.payment.amount
    if ended not in case.procedure.fee.refund or fee.payment.provider == COUNTER or (apart and share):
        return FeeAfter("decided", 0, base)
    if percent == 100:
        return FeeAfter("back", base, base)
    amount = part_by_percent(unit, fee.payment, percent, base)
    return FeeAfter("part" if amount else "kept", amount, base)


def receive_at_counter(
    installation: Records, unit: Unit, member: Member, case: Case, amount: int, *, right: str = REVIEW
) -> PaymentRow:
    # Or by 納付書. Raises NotAllowed; Closed on a laptop; Conflict if paid or an order is open. What goes into no till,
    # which two people count, is not recorded for oneself: OwnCase.
    if right == REVIEW:
        demand_review(installation, unit, member, case)
    else:
        member.demand(right, case.row.duty)
    if installation.settings.laptop:
        raise Closed("cash")  # it is erased there with its till, and no package has it
    payments.lock(unit, case.row.id)
    earlier = payments.of_application(unit, case.row.id)
    if any(payment.state in ("open", "paid", "mismatch", "refund_by_hand") for payment in earlier):
        raise Conflict("payment")
    now = to_micro(installation.clock.now())
    number = f"counter-{case.row.id}-{len(earlier) + 1}"
    row = PaymentRow(0, number, case.row.id, amount, "JPY", "paid", "counter", "", now, now, now, now)
    payment_id = required(payments.add(unit, row), Conflict("payment"))
    event = PaymentEventRow(payment_id, now, str(member.actor), "receive", "paid", amount, "", "paid")
    payments.add_event(unit, event)
    write_audit(installation, unit, member.actor, "receive payment", application_id=case.row.id, detail=number)
    return row


def give_back(installation: HasPayments, row: PaymentRow) -> bool:
    # The rest, after its approved parts. Outside a unit. Idempotent per order. A permanent refusal goes to staff;
    # raises AdapterError without a response.
    if installation.payments is None or lost_provider(installation.payments, row):
        return False
    with installation.database.read() as unit:
        received, parts = amount_received(unit, row), parts_of(payments.events(unit, row.id))
    if any(part.state == "approved" for part in parts):
        return False
    rest = received - returned(parts)
    try:
        answer = installation.payments.refund(row.number, row.reference, rest, f"refund-{row.number}")
    except AdapterError as failed:
        if not failed.permanent:
            raise
        log.warning("refund", code=failed.code)
        with installation.database.change() as unit:
            _refused(installation, unit, row, received, failed.code)
        return False
    with installation.database.change() as unit:
        return settle_payment(installation, unit, answer, "refund")


def _refused(installation: Basics, unit: Unit, row: PaymentRow, amount: int, code: str) -> None:
    payments.lock(unit, row.application_id)
    now = to_micro(installation.clock.now())
    if payments.settle(unit, row, "mismatch", row.reference, now):
        event = PaymentEventRow(row.id, now, str(PROVIDER), "refund", code, amount, row.state, "mismatch")
        payments.add_event(unit, event)
        detail = f"{row.number} mismatch"
        write_audit(installation, unit, PROVIDER, "settle payment", application_id=row.application_id, detail=detail)


def move_payment(
    installation: Basics, unit: Unit, case: Case, row: PaymentRow, state: str, act: str, actor: Actor, words: str
) -> None:  # fmt: skip
    # Raises Conflict if it no longer matches `row`.
    now = to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"payment words:{now}", words) if words else None
    event = PaymentEventRow(row.id, now, str(actor), act, state, row.amount, row.state, state, None, sealed)
    payments.add_event(unit, event)
    if not payments.settle(unit, row, state, row.reference, now):
        raise Conflict("payment")
    write_audit(installation, unit, actor, act, application_id=case.row.id, detail=row.number)
