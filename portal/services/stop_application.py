"""申請をやめる (取下げ): done at once before the examination, asked of the section during it, never after the decision."""

from dataclasses import dataclass

from forms.kind import APPLICANT, EXAMINING, STAFF, WITHDRAWN, moves
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.end_signing import end_signing
from portal.services.installation import Installation
from portal.services.move_application import Act, move_application, tell_applicant
from portal.services.own_case import demand_review
from portal.services.refund_payment import refund_by_rule
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, corrections, withdrawals
from portal.store.applications import ApplicationRow, EventRow
from portal.store.withdrawals import DECLINED, GRANTED

NOW, ASK, ASKED, OVER = "now", "ask", "asked", ""
MOST_SIGNS = 500  # of a reason, and of the section's answer


@dataclass(frozen=True)
class Asking:
    """What the section is asked: when (microseconds), and why in the applicant's words ("" if they gave none)."""

    at: int
    reason: str


def way_to_stop(unit: Unit, case: Case) -> str:
    """What the applicant may do now: NOW, ASK, ASKED (and wait), or OVER."""
    row = case.row
    if any(move.to == WITHDRAWN for move in moves(row.kind, row.state, APPLICANT)):
        return NOW
    if not any(move.to == WITHDRAWN for move in moves(row.kind, row.state, STAFF)):
        return OVER
    return ASKED if withdrawals.open_one(unit, row.id) else ASK


def stop_application(
    installation: Installation, unit: Unit, case: Case, actor: Actor, way: str, reason: str, at: int = 0
) -> None:  # fmt: skip
    """`way`: as the page said that it would be done. Done twice changes nothing. `at`: when (microseconds), if not now. Conflict if
    it can be done only in another way by now; Closed after the decision."""
    now_possible = way_to_stop(unit, case)
    if case.row.state == WITHDRAWN or (way == ASK and now_possible == ASKED):
        return
    if now_possible == OVER:
        raise Closed("application")
    if way != now_possible:
        raise Conflict("stop")
    now = at or to_micro(installation.clock.now())
    sealed = case.sealer.seal(f"stop:{now}", reason)
    if way == ASK:
        _ask(unit, case.row, actor, sealed, now)
    else:
        _stop(unit, case.row, actor, sealed, now)
        end_signing(installation, unit, case)
        refund_by_rule(installation, unit, case, actor, "stopped")
    did = "ask to withdraw" if way == ASK else "withdraw application"
    write_audit(installation, unit, actor, did, application_id=case.row.id)


def _stop(unit: Unit, row: ApplicationRow, actor: Actor, sealed_reason: bytes, now: int) -> None:
    if not applications.move(unit, row, state=WITHDRAWN, due=row.due, decided_at=now, now=now):
        raise Conflict("stop")
    waiting = corrections.open_one(unit, row.id)
    if waiting is not None:
        corrections.answer(unit, waiting.id, now)
    withdrawals.add(unit, row.id, sealed_reason, now, answer=GRANTED, answered_by=str(actor))
    applications.add_event(unit, row.id, EventRow(now, str(actor), "withdraw", row.state, WITHDRAWN, None))


def _ask(unit: Unit, row: ApplicationRow, actor: Actor, sealed_reason: bytes, now: int) -> None:
    # The row is counted up: whoever decides at this moment on a page without the question is told so.
    if not applications.move(unit, row, state=EXAMINING, due=row.due, decided_at=None, now=now):
        raise Conflict("stop")
    if withdrawals.add(unit, row.id, sealed_reason, now):
        applications.add_event(unit, row.id, EventRow(now, str(actor), "ask_to_stop", EXAMINING, EXAMINING, None))


def open_asking(unit: Unit, case: Case) -> Asking | None:
    """What waits for the section's answer."""
    row = withdrawals.open_one(unit, case.row.id)
    return Asking(row.asked_at, case.sealer.open(f"stop:{row.asked_at}", row.sealed_reason)) if row else None


def reasons_to_stop(unit: Unit, case: Case) -> list[Asking]:
    """Every time that the applicant stopped or asked to, the last one last."""
    return [
        Asking(row.asked_at, case.sealer.open(f"stop:{row.asked_at}", row.sealed_reason))
        for row in withdrawals.of_application(unit, case.row.id)
    ]


def answer_stop(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, *, grant: bool, words: str
) -> None:
    """The section's answer. `words` for the applicant, needed where it declines. NotAllowed, OwnCase; Conflict if nothing is asked
    (any more), or somebody else was faster."""
    demand_review(installation, unit, member, case)
    if withdrawals.open_one(unit, case.row.id) is None:
        raise Conflict("stop")
    if grant:
        act = Act("withdraw", WITHDRAWN, "withdraw application", words)
        now = move_application(installation, unit, member, case, revision, act)
        close_asking(unit, case, member.actor, GRANTED, now)
        end_signing(installation, unit, case)
        refund_by_rule(installation, unit, case, member.actor, "withdrawn")
        tell_applicant(installation, unit, case, "withdrawn", now)
        return
    row, now = case.row, to_micro(installation.clock.now())
    if row.revision != revision or not applications.move(
        unit, row, state=row.state, due=row.due, decided_at=None, now=now
    ):
        raise Conflict("stop")
    sealed = case.sealer.seal(f"words:{now}", words)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "go_on", row.state, row.state, sealed))
    close_asking(unit, case, member.actor, DECLINED, now)
    tell_applicant(installation, unit, case, "message", now)
    write_audit(installation, unit, member.actor, "decline withdrawal", application_id=row.id)


def close_asking(unit: Unit, case: Case, actor: Actor, answer: str, now: int) -> None:
    """Whatever was asked is answered, if anything was: by the section, or by a decision that came first."""
    withdrawals.answer(unit, case.row.id, answer, str(actor), now)
