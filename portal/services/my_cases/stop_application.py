"""申請をやめる (取下げ): immediate before examination, on request during it, impossible later."""

from dataclasses import dataclass
from datetime import date

from forms.definition.kind import APPLICANT, STAFF, WITHDRAWN, moves
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.cases.cases import Case
from portal.services.cases.entitlements import end_effects
from portal.services.cases.last_change import is_past, last_day_to_stop
from portal.services.cases.move_application import Act, move_application, notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.fees.refund_payment import refund_by_rule
from portal.services.my_cases.needs import MyCasesNeeds
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.official_words import WITHHELD
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.signing.end_signing import end_signing
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow, EventRow
from portal.store.desk import corrections
from portal.store.my_cases import withdrawals
from portal.store.my_cases.withdrawals import DECLINED, GRANTED, WithdrawalRow

NOW, ASK, ASKED, LATE, OVER = "now", "ask", "asked", "late", ""
MOST_SIGNS = 500  # characters of a reason or an answer


@dataclass(frozen=True)
class Asking:
    """Microseconds."""

    at: int
    reason: str


def way_to_stop(installation: Basics, unit: Unit, case: Case, on: date) -> str:
    """NOW, ASK, ASKED (waiting), LATE (after the last day) or OVER, as a booking whose times are past."""
    way = _way(unit, case.row)
    until = last_day_to_stop(installation, unit, case) if way in (NOW, ASK) else None
    if until is None or on <= until:
        return way
    return OVER if is_past(installation, unit, case) else LATE


def _way(unit: Unit, row: ApplicationRow) -> str:
    if any(move.to == WITHDRAWN for move in moves(row.kind, row.state, APPLICANT)):
        return NOW
    if not any(move.to == WITHDRAWN for move in moves(row.kind, row.state, STAFF)):
        return OVER
    return ASKED if withdrawals.open_one(unit, row.id) else ASK


def stop_application(
    installation: Correspondence, unit: Unit, case: Case, actor: Actor, way: str, reason: str, at: int = 0
) -> None:  # fmt: skip
    """`way`: as shown on the page; `at`: microseconds, 0 = now. Idempotent. Raises Conflict, Closed."""
    now = at or to_micro(installation.clock.now())
    now_possible = way_to_stop(installation, unit, case, tokyo_day(from_micro(now)))
    if case.row.state == WITHDRAWN or (way == ASK and now_possible == ASKED):
        return
    if now_possible in (LATE, OVER):
        raise Closed("application")
    if way != now_possible:
        raise Conflict("stop")
    sealed = case.sealer.seal(f"stop:{now}", reason)
    if way == ASK:
        _ask(unit, case.row, actor, sealed, now)
    else:
        _stop(unit, case.row, actor, sealed, now)
        end_signing(installation, unit, case)
        refund_by_rule(installation, unit, case, actor, "stopped")
    action = "ask to withdraw" if way == ASK else "withdraw application"
    write_audit(installation, unit, actor, action, application_id=case.row.id)


def _stop(unit: Unit, row: ApplicationRow, actor: Actor, sealed_reason: bytes, now: int) -> None:
    if not applications.move(unit, row, state=WITHDRAWN, due=row.due, decided_at=now, now=now):
        raise Conflict("stop")
    end_effects(unit, row.id, now)
    close_correction(unit, row.id, now)
    withdrawals.add(unit, row.id, sealed_reason, now, answer=GRANTED, answered_by=str(actor))
    applications.add_event(unit, row.id, EventRow(now, str(actor), "withdraw", row.state, WITHDRAWN, None))


def _ask(unit: Unit, row: ApplicationRow, actor: Actor, sealed_reason: bytes, now: int) -> None:
    # raises the revision: a decision made on a page without the request conflicts
    if not applications.move(unit, row, state=row.state, due=row.due, decided_at=None, now=now):
        raise Conflict("stop")
    if withdrawals.add(unit, row.id, sealed_reason, now):
        applications.add_event(unit, row.id, EventRow(now, str(actor), "ask_to_stop", row.state, row.state, None))


def open_asking(unit: Unit, case: Case) -> Asking | None:
    row = withdrawals.open_one(unit, case.row.id)
    return _asking(case, row) if row else None


def reasons_to_stop(unit: Unit, case: Case) -> list[Asking]:
    return [_asking(case, row) for row in withdrawals.of_application(unit, case.row.id)]


def _asking(case: Case, row: WithdrawalRow) -> Asking:
    # Where a protected person lives may be among the reason, as in messages.
    reason = WITHHELD if case.hides else case.sealer.open(f"stop:{row.asked_at}", row.sealed_reason)
    return Asking(row.asked_at, reason)


def answer_stop(
    installation: MyCasesNeeds, unit: Unit, member: Member, case: Case, revision: int, *, grant: bool, words: str
) -> None:
    """Raises NotAllowed, OwnCase; Conflict if nothing is requested or the case changed."""
    demand_review(installation, unit, member, case)
    if withdrawals.open_one(unit, case.row.id) is None:
        raise Conflict("stop")
    if grant:
        act = Act("withdraw", WITHDRAWN, "withdraw application", words)
        now = move_application(installation, unit, member, case, revision, act)
        end_effects(unit, case.row.id, now)
        close_asking(unit, case, member.actor, GRANTED, now)
        end_signing(installation, unit, case)
        refund_by_rule(installation, unit, case, member.actor, "withdrawn")
        notify_applicant(installation, unit, case, "withdrawn", now)
        return
    row, now = case.row, to_micro(installation.clock.now())
    if row.revision != revision or not applications.move(
        unit, row, state=row.state, due=row.due, decided_at=None, now=now
    ):
        raise Conflict("stop")
    sealed = case.sealer.seal(f"words:{now}", words)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "go_on", row.state, row.state, sealed))
    close_asking(unit, case, member.actor, DECLINED, now)
    notify_applicant(installation, unit, case, "message", now)
    write_audit(installation, unit, member.actor, "decline withdrawal", application_id=row.id)


def close_asking(unit: Unit, case: Case, actor: Actor, answer: str, now: int) -> None:
    withdrawals.answer(unit, case.row.id, answer, str(actor), now)


def close_correction(unit: Unit, application_id: int, now: int) -> None:
    waiting = corrections.open_one(unit, application_id)
    if waiting is not None:
        corrections.answer(unit, waiting.id, now)
