from datetime import date, timedelta

from integrations.sockets.interfaces import AdapterError
from portal.clock import from_micro, to_micro, tokyo_day
from portal.config import Settings
from portal.db import Unit
from portal.errors import BadRequest, Closed, Conflict, NotFound, required
from portal.logs import log
from portal.services.fees.advances import move_advance
from portal.services.fees.refund_by_hand import BY_HAND
from portal.services.fees.settle_advance import sum_received
from portal.services.fees.settle_order import settle_order
from portal.services.fees.settle_payment import PROVIDER, UNANSWERED_AFTER, lost_provider
from portal.services.fees.till import TAKES
from portal.services.shared.needs import Basics, Correspondence, HasPayments
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.fees import advances
from portal.store.fees.advances import FOR_STAFF, REMIND, AdvanceEventRow, AdvanceRow

# How staff gave money back that the provider cannot: no free text, since there is no case whose key would seal it.
WAYS = ("provider", "transfer", "cash")
_JOB = Actor("system", "watch_advances")


def kept(settings: Settings) -> timedelta:
    # Paid and not sent.
    return timedelta(days=settings.advance_days)


def returned_on(settings: Settings, paid_at: int) -> date:
    return tokyo_day(from_micro(paid_at) + kept(settings))


def return_advance(installation: Basics, unit: Unit, draft_id: str, actor: Actor) -> bool:
    # By its person, before sending. Raises Closed if nothing is paid. False: it was asked before.
    advances.lock(unit, draft_id)
    rows = advances.of_draft(unit, draft_id)
    paid = [row for row in rows if row.state == "paid"]
    if not paid and not any(row.state == "refund_asked" for row in rows):
        raise Closed("payment")
    for row in paid:
        move_advance(installation, unit, row, "refund_asked", "return", actor)
    return bool(paid)


def return_unsent(installation: Correspondence, unit: Unit, number: str) -> bool:
    # By the rule of `kept`, or because the draft is no more; with a notice. False if it is no longer paid and unsent.
    row = _locked(unit, number)
    if row is None or row.state != "paid" or not move_advance(installation, unit, row, "refund_asked", "return", _JOB):
        return False
    to = Addressee(row.person_id, duty=row.duty)
    notify(
        installation, unit, to, "advance_back", link=f"/payments/{row.number}/back", once=f"advance_back:{row.number}"
    )
    return True


def remind_unsent(installation: Correspondence, unit: Unit, number: str) -> bool:
    # Once per order: paid is not sent.
    row = _locked(unit, number)
    if row is None or row.state != "paid":
        return False
    now, nonce = to_micro(installation.clock.now()), f"{REMIND} {row.number}"
    event = AdvanceEventRow(row.id, now, str(_JOB), REMIND, "", row.amount, "paid", "paid", nonce)
    if not advances.add_event(unit, event):
        return False
    until = returned_on(installation.settings, row.changed_at).isoformat()
    to, link = Addressee(row.person_id, draft_id=row.draft_id, duty=row.duty), f"/payments/{row.number}/back"
    notify(installation, unit, to, "advance_unsent", link=link, once=f"advance_unsent:{row.number}", until=until)
    return True


def give_advance_back(installation: HasPayments, row: AdvanceRow) -> bool:
    # Outside a unit; idempotent per order. A permanent refusal goes to staff; raises AdapterError without a response.
    if installation.payments is None or lost_provider(installation.payments, row):
        return False
    with installation.database.read() as unit:
        came = sum_received(unit, row)
    try:
        answer = installation.payments.refund(row.number, row.reference, came, f"refund-{row.number}")
    except AdapterError as failed:
        if not failed.permanent:
            raise
        log.warning("refund", code=failed.code)
        with installation.database.change() as unit:
            move_to_staff(installation, unit, row, "mismatch", failed.code)
        return False
    with installation.database.change() as unit:
        return settle_order(installation, unit, answer, "refund")


def leave_advance_to_staff(installation: Basics, unit: Unit, row: AdvanceRow) -> bool:
    # Once the provider has been gone for a day.
    if row.changed_at > to_micro(installation.clock.now() - UNANSWERED_AFTER):
        return False
    return move_to_staff(installation, unit, row, BY_HAND, "PROVIDER_GONE")


def move_to_staff(installation: Basics, unit: Unit, row: AdvanceRow, state: str, code: str) -> bool:
    advances.lock(unit, row.draft_id)
    return move_advance(installation, unit, row, state, "refund", PROVIDER, code)


def close_by_hand(installation: Basics, unit: Unit, member: Member, number: str, way: str) -> None:
    # Staff gave the money back. Raises NotAllowed, BadRequest; Conflict unless it waits for them.
    member.demand(TAKES, required(advances.by_number(unit, number), NotFound("payment")).duty)
    if way not in WAYS:
        raise BadRequest("way")
    row = _locked(unit, number)
    if row is None or row.state not in FOR_STAFF:
        raise Conflict("payment")
    if not move_advance(installation, unit, row, "refunded", "refund by hand", member.actor, way):
        raise Conflict("payment")


def _locked(unit: Unit, number: str) -> AdvanceRow | None:
    stored = advances.by_number(unit, number)
    if stored is None:
        return None
    advances.lock(unit, stored.draft_id)
    return advances.by_number(unit, number)
