"""From decision to outcome: 決裁, time to revoke, then `decide_application` once."""

from dataclasses import asdict
from datetime import timedelta

from forms.definition.kind import WITHDRAWN
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict, Held, NotAllowed, OwnCase, required
from portal.services.bookings.settle_budget import demand_budget, free_decided, reserve_decided
from portal.services.cases.cases import Case, open_case
from portal.services.cases.ending import ending_of
from portal.services.cases.holds import demand_free
from portal.services.cases.own_case import demand_not_own, demand_review
from portal.services.desk.case.decide_application import Decision, choices, decide_application, endings_of
from portal.services.desk.needs import DeskNeeds
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import MACHINE, write_audit
from portal.store.cases import applications
from portal.store.desk import decisions
from portal.store.desk.decisions import DONE, OVERTAKEN, PROPOSED, SENT_BACK, TAKEN_BACK, WAITING, DecisionRow
from portal.store.my_cases import withdrawals
from portal.store.staff import staff_members

MOST_REASON = 500


def needs_approval(installation: Basics, case: Case) -> bool:
    """By `approval` of the office's row of today."""
    return installation.city.office(case.row.duty, installation.clock.today()).approval


def settle_outcome(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, revision: int, decision: Decision, *,
    in_hand: bool = False, over_stop: bool = False,
) -> str:  # fmt: skip
    """decide, wait or propose. 取下げ is immediate, and so is a paper `in_hand`. Raises NotAllowed, Conflict, Held,
    OwnCase."""
    member.demand("review", case.row.duty)
    # Check now: when it is sent, no member sees the refusal.
    demand_not_own(installation, unit, member, case)
    possible = endings_of(case) if ending_of(decision.result) else choices(case.procedure, case.row)
    if case.row.revision != revision or decision.outcome not in possible:
        raise Conflict("decide")
    demand_free(installation, unit, case, decision.state)
    if not over_stop:  # who decides has the request to stop on the page, which no table, machine or list shows
        demand_no_stop(unit, case, decision.outcome)
    demand_budget(installation, unit, case, decision.state, decision.result)
    proposed, undo = needs_approval(installation, case), 0 if in_hand else installation.settings.undo
    if decision.outcome == WITHDRAWN or not (proposed or undo):
        decide_application(installation, unit, member, case, revision, decision)
        return "decide"
    now = to_micro(installation.clock.now())
    row = DecisionRow(
        0, case.row.id, PROPOSED if proposed else WAITING, decision.outcome, case.row.state, case.row.answers_revision,
        case.sealer.seal(f"decision:{now}", asdict(decision)), member.id, now, None,
        0 if proposed else _leaves_at(installation), None, None,
    )  # fmt: skip
    # The revision grows, so that no transfer or return that looked for an open decision before comes through beside it.
    was = case.row
    grown = applications.move(unit, was, state=was.state, due=was.due, decided_at=was.decided_at, now=now)
    if not grown or not decisions.add(unit, row):
        raise Conflict("decide")
    reserve_decided(installation, unit, case, decision.state, decision.result)
    did = "propose" if proposed else "wait"
    write_audit(
        installation, unit, member.actor, f"{did} outcome", application_id=case.row.id, detail=decision.outcome
    )  # fmt: skip
    return did


def demand_no_stop(unit: Unit, case: Case, outcome: str) -> None:
    # Held while the applicant asks to stop, unless the outcome is that.
    if outcome != WITHDRAWN and withdrawals.open_one(unit, case.row.id) is not None:
        raise Held(("stop",))


def decision_of(case: Case, row: DecisionRow) -> Decision:
    stored = case.sealer.open(f"decision:{row.proposed_at}", row.sealed_decision)
    return Decision(**stored | {"mistakes": (), "wrong": ()})


def approve_outcome(
    installation: DeskNeeds, unit: Unit, member: Member, case: Case, *, shown: int | None = None
) -> str:
    """decide or wait. Raises NotAllowed, also for one's own proposal; OwnCase, Conflict, Held."""
    # `shown`: the proposal that was read. Its proposer may have taken it back and made another one.
    member.demand("approve", case.row.duty)
    demand_not_own(installation, unit, member, case)
    row = _open(unit, case, PROPOSED, shown=shown)
    if row.proposed_by == member.id:
        raise NotAllowed("approve own proposal")
    if not decisions.approve(unit, row.id, member.id, _leaves_at(installation)):
        raise Conflict("approve")
    write_audit(installation, unit, member.actor, "approve outcome", application_id=case.row.id, detail=row.outcome)
    if installation.settings.undo:
        return "wait"
    _decide(installation, unit, case, _open(unit, case, WAITING))
    return "decide"


def send_outcome_back(
    installation: HasPayments, unit: Unit, member: Member, case: Case, reason: str, *, shown: int | None = None
) -> None:
    """Raises NotAllowed, OwnCase, Conflict."""
    member.demand("approve", case.row.duty)
    demand_not_own(installation, unit, member, case)
    row = _open(unit, case, PROPOSED, shown=shown)
    now = to_micro(installation.clock.now())
    if not decisions.end(unit, row, SENT_BACK, now, case.sealer.seal(f"sent back:{row.id}", reason)):
        raise Conflict("send back")
    free_decided(installation, unit, case)
    write_audit(installation, unit, member.actor, "send outcome back", application_id=case.row.id, detail=row.outcome)


def take_outcome_back(
    installation: HasPayments, unit: Unit, member: Member, case: Case, *, shown: int | None = None
) -> None:
    """For proposer and approver, whose proposal then waits again; for a machine's outcome any reviewer. Raises NotAllowed, OwnCase, Conflict."""
    demand_review(installation, unit, member, case)
    row = _open(unit, case, PROPOSED, WAITING, shown=shown)
    if member.id not in (row.proposed_by, row.approved_by) and not anybody_takes_back(unit, row):
        raise NotAllowed("take back another's outcome")
    now = to_micro(installation.clock.now())
    if row.state == WAITING and row.leaves_at <= now:
        raise Conflict("take back")
    if not decisions.unapprove(unit, row.id, member.id):
        if not decisions.end(unit, row, TAKEN_BACK, now):
            raise Conflict("take back")
        free_decided(installation, unit, case)
    write_audit(installation, unit, member.actor, "take outcome back", application_id=case.row.id, detail=row.outcome)


def why_sent_back(case: Case, row: DecisionRow) -> str:
    return str(case.sealer.open(f"sent back:{row.id}", row.sealed_reason)) if row.sealed_reason else ""


def let_outcome_leave(installation: DeskNeeds, row: DecisionRow) -> bool:
    """In one transaction, safe under crashes and concurrent workers. A change meanwhile cancels it."""
    try:
        with installation.database.change() as unit:
            application = required(applications.by_id(unit, row.application_id), Conflict("application"))
            _decide(installation, unit, open_case(installation, unit, application), row)
    except (Conflict, OwnCase):  # OwnCase: the case names them since
        with installation.database.change() as unit:
            overtaken = applications.by_id(unit, row.application_id)
            if decisions.end(unit, row, OVERTAKEN, to_micro(installation.clock.now())) and overtaken is not None:
                free_decided(installation, unit, open_case(installation, unit, overtaken))
        return False
    return True


def anybody_takes_back(unit: Unit, row: DecisionRow) -> bool:
    by = staff_members.by_id(unit, row.proposed_by)
    return by is not None and by.login.startswith(MACHINE)


def _decide(installation: DeskNeeds, unit: Unit, case: Case, row: DecisionRow) -> None:
    # Rights were checked when it was decided.
    by = staff_members.by_id(unit, row.decided_by)
    unchanged = case.row.state == row.from_state and case.row.answers_revision == row.answers_revision
    # Who decided over a request to stop saw it; a later one is answered first.
    stop = withdrawals.open_one(unit, case.row.id)
    if by is None or not unchanged or (stop is not None and stop.asked_at >= row.proposed_at):
        raise Conflict("decide")
    if not decisions.end(unit, row, DONE, to_micro(installation.clock.now())):
        raise Conflict("decide")
    free_decided(installation, unit, case)
    member = Member(by.id, by.login, by.name, frozenset({("reviewer", case.row.duty)}), "")
    # The day of 決裁 is that of the press, also where the outcome leaves after midnight or after an outage of the worker.
    today = tokyo_day(from_micro(row.leaves_at) - timedelta(minutes=installation.settings.undo))
    decide_application(installation, unit, member, case, case.row.revision, decision_of(case, row), today)


def _open(unit: Unit, case: Case, *states: str, shown: int | None = None) -> DecisionRow:
    row = decisions.open_one(unit, case.row.id)
    if row is None or row.state not in states or shown not in (None, row.id):
        raise Conflict("decision")
    return row


def _leaves_at(installation: Basics) -> int:
    return to_micro(installation.clock.now() + timedelta(minutes=installation.settings.undo))
