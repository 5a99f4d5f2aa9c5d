"""Open or possible, with what blocks it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.definition.kind import IN_VAIN
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.holds import SIGNING, closed_ways, holds_of
from portal.services.cases.move_application import ways
from portal.services.cases.result import (
    former_results,
    outcome_labels,
    outcome_words,
    result_of,
    sections_of,
    state_of_outcome,
)
from portal.services.desk.case.decide_application import choices, endings_of
from portal.services.desk.case.hold_hand_over import why_held
from portal.services.desk.case.ready_reasons import ready_reasons
from portal.services.desk.case.settle_outcome import anybody_takes_back, decision_of, why_sent_back
from portal.services.procedures.check_sections import CheckSection
from portal.services.shared.needs import HasPayments
from portal.services.shared.official_words import HOLDS
from portal.services.shared.rights import Member
from portal.store.desk import decisions, document_numbers
from portal.store.desk.decisions import OVERTAKEN, PROPOSED, SENT_BACK, WAITING
from portal.store.staff import staff_members


@dataclass(frozen=True)
class LastDecision:
    """`approves`, `own`: this member may approve it, or take it back."""

    id: int
    state: str
    outcome: str
    label: str
    by: str
    at: datetime
    leaves_at: datetime
    words: str
    result: tuple[CheckSection, ...]
    reason: str
    approves: bool
    own: bool

    @property
    def is_open(self) -> bool:
        return self.state in (PROPOSED, WAITING)


def outcome_panel(installation: HasPayments, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    """With an open decision nothing else is offered."""
    decided, holds, why = _last_decision(unit, member, case), holds_of(installation, unit, case), why_held(unit, case)
    possible = () if decided and decided.is_open else ways(case.row)
    closed = closed_ways(case, holds, possible)
    offered = [
        end
        for end in choices(case.procedure, case.row)
        if (state := state_of_outcome(case, end)) in possible and state not in closed
    ]
    return {
        "decided": decided,
        "decision": _typed(unit, case),
        "wrong": {},
        "ways": possible if member.may("review", case.row.duty) else (),
        "closed": closed,
        "choices": offered,
        "grants": any(state_of_outcome(case, end) not in IN_VAIN for end in offered),
        "ready": ready_reasons(case.procedure, case.row.kind, offered),
        "picked": False,
        "outcome_words": outcome_labels(case),
        "result_fields": (),
        "case_result": result_of(unit, case),
        "former_results": former_results(unit, case),
        "endings": endings_of(case)
        if member.may("review", case.row.duty) and not (decided and decided.is_open)
        else (),
        "held": any(hold.id in SIGNING for hold in holds),
        "holds": [f"{HOLDS[hold.id]}{why if hold.id == 'export' else ''}" for hold in holds],
        "export_held": why,
    }


def _typed(unit: Unit, case: Case) -> dict[str, str]:
    # Number and day returned by the section's system.
    back = document_numbers.of(unit, case.row.id) if case.row.decided_at is None else None
    number, day = (back.number, back.decided_on) if back else ("", "")
    return {"outcome": "", "words": "", "number": number, "decided_on": day, "asked_on": ""}


def _last_decision(unit: Unit, member: Member, case: Case) -> LastDecision | None:
    row = decisions.last(unit, case.row.id)
    if (
        row is None
        or row.proposed_at < (case.row.decided_at or 0)
        or row.state not in (PROPOSED, WAITING, SENT_BACK, OVERTAKEN)
    ):
        return None
    by = staff_members.by_id(unit, row.decided_by)
    mine = member.id in (row.proposed_by, row.approved_by)
    decision = decision_of(case, row)
    return LastDecision(
        id=row.id,
        state=row.state,
        outcome=row.outcome,
        label=outcome_words(case.procedure, case.row.kind, row.outcome),
        by=by.name if by else "",
        at=from_micro(row.proposed_at),
        leaves_at=from_micro(row.leaves_at),
        words=decision.words,
        result=sections_of(case, decision.result) if decision.result else (),
        reason=why_sent_back(case, row),
        approves=row.state == PROPOSED and member.may("approve", case.row.duty) and not mine,
        own=(mine or anybody_takes_back(unit, row)) and member.may("review", case.row.duty),
    )
