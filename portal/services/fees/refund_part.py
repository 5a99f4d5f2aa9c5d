"""Part of a payment goes back: proposed by one, approved by another, given once."""

import secrets

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentProvider
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed
from portal.logs import log
from portal.services.cases.cases import Case
from portal.services.cases.own_case import demand_review
from portal.services.cases.parts import Part, parts_of, returned
from portal.services.fees.settle_payment import PROVIDER, UNANSWERED_AFTER, amount_received, lost_provider
from portal.services.fees.till import return_from_till
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import payments
from portal.store.fees.payments import (
    AWAY,
    COUNTER,
    PART_APPROVED,
    PART_BY_HAND,
    PART_DONE,
    PART_DROPPED,
    PART_PROPOSED,
    PART_REFUSED,
    PART_UNANSWERED,
    SHARE_BY_RULE,
    WHOLE_APPROVED,
    WHOLE_PROPOSED,
    PaymentEventRow,
    PaymentRow,
)


def most_of_part(unit: Unit, row: PaymentRow) -> int:
    # Yen that may still go back in parts. The last yen goes back with the whole.
    parts = parts_of(payments.events(unit, row.id))
    # A stuck one may go back by hand. A whole that waits for a second person binds nothing: what the city's rule gives
    # back meanwhile goes first.
    waits = sum(part.amount for part in parts if part.stuck or (part.ahead and not part.whole))
    return amount_received(unit, row) - waits - returned(parts) - 1


def propose_part(
    installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, amount: int, reason: str
) -> None:
    # Raises NotAllowed, OwnCase; Conflict unless so much of it is here. An order of the other zone goes back whole.
    demand_review(installation, unit, member, case)
    row = _paid(unit, case, number)
    whole_waits = any(part.whole and part.ahead for part in parts_of(payments.events(unit, row.id)))
    if row.provider == AWAY or whole_waits or not 0 < amount <= most_of_part(unit, row):
        raise Conflict("payment")
    at = installation.clock.now()
    part = Part(secrets.token_hex(16), amount, "", "", at, at)
    note_part(installation, unit, row, part, PART_PROPOSED, member.actor, (case, reason))


def give_share(
    installation: Basics, unit: Unit, row: PaymentRow, percent: int, base: int, about: str, actor: Actor
) -> None:  # fmt: skip
    # Under the lock of `row`, by the city's rule in place of two people; once for each `about`.
    at, amount = installation.clock.now(), part_by_percent(unit, row, percent, base)
    now, nonce = to_micro(at), f"share {row.number} {about}"
    event = PaymentEventRow(row.id, now, str(actor), SHARE_BY_RULE, str(percent), base, row.state, row.state, nonce)
    if not payments.add_event(unit, event):
        return
    detail = f"{row.number} {percent}"
    write_audit(installation, unit, actor, SHARE_BY_RULE, application_id=row.application_id, detail=detail)
    if amount:
        part = Part(secrets.token_hex(16), amount, "", "", at, at)
        for act in (PART_PROPOSED, PART_APPROVED):
            note_part(installation, unit, row, part, act, PROVIDER)


def part_by_percent(unit: Unit, row: PaymentRow, percent: int, base: int) -> int:
    # Whole yen, in favour of the city.
    return max(min(base * percent // 100, most_of_part(unit, row)), 0)


def settle_part(
    installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, part_number: str, *, approve: bool
) -> None:
    # Counter money goes back now, from today's till. Raises NotAllowed for the person who proposed and would approve;
    # OwnCase; Conflict if it is settled.
    demand_review(installation, unit, member, case)
    row = _paid(unit, case, number)
    parts = parts_of(payments.events(unit, row.id))
    part = next(
        (part for part in parts if (part.number, part.state, part.whole) == (part_number, "proposed", False)), None
    )
    if part is None:
        raise Conflict("payment")
    if approve and part.proposed_by == str(member.actor):
        raise NotAllowed("approve part")
    note_part(installation, unit, row, part, PART_APPROVED if approve else PART_DROPPED, member.actor)
    if approve and row.provider == COUNTER:
        return_from_till(installation, unit, member, row, part.amount, part.number)
        note_part(installation, unit, row, part, PART_DONE, member.actor)


# What staff found out about a part that the provider refused, or left without an answer.
CLOSES = {"by_hand": PART_BY_HAND, "went": PART_DONE, "drop": PART_DROPPED}


def close_part(
    installation: HasPayments, unit: Unit, member: Member, case: Case, number: str, part_number: str, act: str, how: str
) -> None:
    # `act`: of CLOSES. Raises NotAllowed, OwnCase; Conflict unless it waits for staff.
    demand_review(installation, unit, member, case)
    row = _paid(unit, case, number)
    part = next((part for part in parts_of(payments.events(unit, row.id)) if part.number == part_number), None)
    if part is None or not part.stuck:
        raise Conflict("payment")
    # What staff closed as gone may have come back since.
    step = "closed after failing" if part.state == "failed" else "closed"
    note_part(installation, unit, row, part, CLOSES[act], member.actor, (case, how), step=step)


def give_part(installation: HasPayments, row: PaymentRow, part: Part) -> bool:
    # Outside a unit. Raises AdapterError without a response. After a day it is left to staff.
    # Stripe keeps a key for a day: under a forgotten one the part would go back twice.
    if installation.clock.now() - part.changed_at > UNANSWERED_AFTER:
        act = PART_UNANSWERED
    elif installation.payments is None or lost_provider(installation.payments, row):
        return False
    else:
        act = _asked(installation.payments, row, part)
    with installation.database.change() as unit:
        payments.lock(unit, row.application_id)
        ahead = part in parts_of(payments.events(unit, row.id))
        if ahead:
            note_part(installation, unit, row, part, act, PROVIDER)
    return ahead


def _asked(provider: PaymentProvider, row: PaymentRow, part: Part) -> str:
    try:
        provider.refund(row.number, row.reference, part.amount, part.number)
    except AdapterError as failed:
        if not failed.permanent:
            raise
        log.warning("refund", code=failed.code)
        return PART_REFUSED
    return PART_DONE


def _paid(unit: Unit, case: Case, number: str) -> PaymentRow:
    payments.lock(unit, case.row.id)
    row = payments.by_number(unit, number)
    if row is None or row.application_id != case.row.id or row.state != "paid":
        raise Conflict("payment")
    return row


_STEPS = {
    PART_PROPOSED: "proposed", WHOLE_PROPOSED: "proposed", PART_APPROVED: "settled", WHOLE_APPROVED: "settled",
    PART_DROPPED: "settled",
}  # fmt: skip


def note_part(
    installation: Basics,
    unit: Unit,
    row: PaymentRow,
    part: Part,
    act: str,
    actor: Actor,
    words: tuple[Case, str] | None = None,
    *,
    step: str = "",
) -> None:
    # Approved or dropped; given, refused or unanswered: of each one.
    step = step or _STEPS.get(act, "ended")
    now, nonce = to_micro(installation.clock.now()), f"part {part.number} {step}"
    # The name that opens it has the event's own instant.
    sealed = words[0].sealer.seal(f"payment words:{now}", words[1]) if words else None
    event = PaymentEventRow(row.id, now, str(actor), act, part.number, part.amount, row.state, row.state, nonce, sealed)
    if not payments.add_event(unit, event):
        raise Conflict("payment")
    write_audit(installation, unit, actor, act, application_id=row.application_id, detail=f"{row.number} {part.amount}")
