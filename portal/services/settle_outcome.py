"""From the press of a button to the outcome: an approver of another person where the section wants one (決裁), then a while in
which it can be taken back, then `decide_application`, once. Until then nobody is told, and nothing of the case has moved."""

from dataclasses import asdict
from datetime import timedelta

from forms.kind import WITHDRAWN
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, OwnCase
from portal.services.actor import MACHINE
from portal.services.cases import Case, open_case
from portal.services.decide_application import Decision, choices, decide_application
from portal.services.holds import demand_free
from portal.services.installation import Installation
from portal.services.own_case import demand_not_own, demand_review
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, decisions, staff_members, withdrawals
from portal.store.decisions import DONE, OVERTAKEN, PROPOSED, SENT_BACK, TAKEN_BACK, WAITING, DecisionRow

MOST_REASON = 500


def needs_approval(installation: Installation, case: Case) -> bool:
    """As the section's row of today says (`approval` in city.yaml)."""
    return installation.city.office(case.row.duty, installation.clock.today()).approval


def settle_outcome(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, decision: Decision
) -> str:
    """`decision` without mistakes. decide, wait or propose: what was done. 取下げ is the applicant's own wish and done at once.
    NotAllowed; Conflict; Held; OwnCase."""
    member.demand("review", case.row.duty)
    # Now, and not only when it leaves: nobody would be there to be told.
    demand_not_own(installation, unit, member, case)
    if case.row.revision != revision or decision.outcome not in choices(case.row):
        raise Conflict("decide")
    demand_free(installation, unit, case, decision.outcome)
    proposed, undo = needs_approval(installation, case), installation.settings.undo
    if decision.outcome == WITHDRAWN or not (proposed or undo):
        decide_application(installation, unit, member, case, revision, decision)
        return "decide"
    now = to_micro(installation.clock.now())
    row = DecisionRow(
        0, case.row.id, PROPOSED if proposed else WAITING, decision.outcome, case.row.state, case.row.answers_revision,
        case.sealer.seal(f"decision:{now}", asdict(decision)), member.id, now, None,
        0 if proposed else _leaves_at(installation), None, None,
    )  # fmt: skip
    if not decisions.add(unit, row):
        raise Conflict("decide")
    did = "propose" if proposed else "wait"
    write_audit(
        installation, unit, member.actor, f"{did} outcome", application_id=case.row.id, detail=decision.outcome
    )  # fmt: skip
    return did


def decision_of(case: Case, row: DecisionRow) -> Decision:
    """As it was written."""
    return Decision(**case.sealer.open(f"decision:{row.proposed_at}", row.sealed_decision) | {"mistakes": ()})


def approve_outcome(installation: Installation, unit: Unit, member: Member, case: Case) -> str:
    """decide or wait. NotAllowed, also for one's own proposal; Conflict; Held."""
    member.demand("approve", case.row.duty)
    demand_not_own(installation, unit, member, case)
    row = _open(unit, case, PROPOSED)
    if row.proposed_by == member.id:
        raise NotAllowed("approve own proposal")
    if not decisions.approve(unit, row.id, member.id, _leaves_at(installation)):
        raise Conflict("approve")
    write_audit(installation, unit, member.actor, "approve outcome", application_id=case.row.id, detail=row.outcome)
    if installation.settings.undo:
        return "wait"
    _decide(installation, unit, case, _open(unit, case, WAITING))
    return "decide"


def send_outcome_back(installation: Installation, unit: Unit, member: Member, case: Case, reason: str) -> None:
    """To whoever proposed it, with a reason for them. NotAllowed; OwnCase; Conflict."""
    member.demand("approve", case.row.duty)
    demand_not_own(installation, unit, member, case)
    row = _open(unit, case, PROPOSED)
    now = to_micro(installation.clock.now())
    if not decisions.end(unit, row, SENT_BACK, now, case.sealer.seal(f"sent back:{row.id}", reason)):
        raise Conflict("send back")
    write_audit(installation, unit, member.actor, "send outcome back", application_id=case.row.id, detail=row.outcome)


def take_outcome_back(installation: Installation, unit: Unit, member: Member, case: Case) -> None:
    """By whoever proposed or approved it, as long as nobody was told; a machine's by whoever reviews. NotAllowed, OwnCase; Conflict when
    it has left."""
    demand_review(installation, unit, member, case)
    row = _open(unit, case, PROPOSED, WAITING)
    if member.id not in (row.proposed_by, row.approved_by) and not anybody_takes_back(unit, row):
        raise NotAllowed("take back another's outcome")
    now = to_micro(installation.clock.now())
    if (row.state == WAITING and row.leaves_at <= now) or not decisions.end(unit, row, TAKEN_BACK, now):
        raise Conflict("take back")
    write_audit(installation, unit, member.actor, "take outcome back", application_id=case.row.id, detail=row.outcome)


def why_sent_back(case: Case, row: DecisionRow) -> str:
    return str(case.sealer.open(f"sent back:{row.id}", row.sealed_reason)) if row.sealed_reason else ""


def let_outcome_leave(installation: Installation, row: DecisionRow) -> bool:
    """One transaction: after a crash it is there whole or not begun, and a second worker finds it done. What changed meanwhile
    (the applicant stopped or asks to, other answers, a hold) overtakes it: nobody is told, and the section decides anew."""
    try:
        with installation.database.write() as unit:
            found = applications.by_id(unit, row.application_id)
            if found is None:
                raise Conflict("application")
            _decide(installation, unit, open_case(installation, unit, found), row)
            unit.commit()
    except (Conflict, OwnCase):  # they were given the name of somebody in it since
        with installation.database.write() as unit:
            decisions.end(unit, row, OVERTAKEN, to_micro(installation.clock.now()))
            unit.commit()
        return False
    return True


def anybody_takes_back(unit: Unit, row: DecisionRow) -> bool:
    """A machine's outcome: it sits at no desk, so whoever reviews may."""
    by = staff_members.by_id(unit, row.proposed_by)
    return by is not None and by.login.startswith(MACHINE)


def _decide(installation: Installation, unit: Unit, case: Case, row: DecisionRow) -> None:
    """As whoever decided: the press was checked when it was made."""
    by = staff_members.by_id(unit, row.decided_by)
    same = case.row.state == row.from_state and case.row.answers_revision == row.answers_revision
    if by is None or not same or withdrawals.open_one(unit, case.row.id) is not None:
        raise Conflict("decide")
    if not decisions.end(unit, row, DONE, to_micro(installation.clock.now())):
        raise Conflict("decide")
    member = Member(by.id, by.login, by.name, frozenset({("reviewer", case.row.duty)}), "")
    decide_application(installation, unit, member, case, case.row.revision, decision_of(case, row))


def _open(unit: Unit, case: Case, *states: str) -> DecisionRow:
    row = decisions.open_one(unit, case.row.id)
    if row is None or row.state not in states:
        raise Conflict("decision")
    return row


def _leaves_at(installation: Installation) -> int:
    return to_micro(installation.clock.now() + timedelta(minutes=installation.settings.undo))
