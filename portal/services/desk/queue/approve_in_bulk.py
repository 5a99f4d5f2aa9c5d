"""決裁, each in its own transaction and as if alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.errors import GroundNeeded, NotAllowed, NotFound, OwnCase
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.own_case import demand_not_own
from portal.services.cases.result import outcome_words, sections_of
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.settle_outcome import approve_outcome, decision_of, send_outcome_back
from portal.services.desk.case.tick_checks import check_items
from portal.services.desk.needs import DeskNeeds
from portal.services.desk.queue.act_in_bulk import DONE_WORDS, BulkLine, in_own_transaction
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import decisions
from portal.store.desk.decisions import PROPOSED, DecisionRow
from portal.store.staff import staff_members

MOST = 100
_REFUSED = "自分の案か、決裁する権限のない申請です"


@dataclass(frozen=True)
class Approval:
    """As the approver saw it: no other proposal of the case is approved instead."""

    receipt_number: str
    decision_id: int


@dataclass(frozen=True)
class ApprovalLine:
    approval: Approval
    procedure: str
    name: str
    outcome: str
    words: str
    result: tuple[str, ...]  # what was filled in with it
    by: str
    changes: tuple[str, ...]  # labels of corrected answers
    checks: int
    open_checks: tuple[str, ...]  # without a tick, of `checks`


def approval_lines(
    installation: HasPayments, unit: Unit, member: Member, numbers: Sequence[str]
) -> tuple[ApprovalLine, ...]:
    """Those that this member may approve now, each audited as a look at the case."""
    lines = []
    for number in numbers:
        try:
            case = case_of_member(installation, unit, member, number)
            demand_not_own(installation, unit, member, case)
        except (NotAllowed, NotFound, GroundNeeded, OwnCase):
            continue
        row = decisions.open_one(unit, case.row.id)
        if row is None or row.state != PROPOSED or row.proposed_by == member.id:
            continue
        if member.may("approve", case.row.duty):
            write_audit(installation, unit, member.actor, "see case", application_id=case.row.id)
            lines.append(_line(installation, unit, member, case, row))
    return tuple(lines)


def approve_in_bulk(
    installation: DeskNeeds, member: Member, approvals: Sequence[Approval], reason: str = ""
) -> Iterator[BulkLine]:
    """`reason`: sends them back instead. Commits before it yields."""
    for approval in approvals:

        def do(unit: Unit, case: Case, approval: Approval = approval) -> tuple[bool, str]:
            row = decisions.open_one(unit, case.row.id)
            if row is None or row.id != approval.decision_id:
                return False, "この一覧を開いたあとに、結果の案が変わっています"
            if reason:
                send_outcome_back(installation, unit, member, case, reason, shown=row.id)
                return True, "差し戻しました"
            return True, DONE_WORDS[approve_outcome(installation, unit, member, case, shown=row.id)]

        yield in_own_transaction(installation, member, approval.receipt_number, do, _REFUSED)


def _line(installation: HasPayments, unit: Unit, member: Member, case: Case, row: DecisionRow) -> ApprovalLine:
    view, by = describe_case(installation, unit, case, member.id), staff_members.by_id(unit, row.proposed_by)
    items = check_items(installation.clock, unit, case, view)
    changed = (change.label for correction in view.corrections for change in correction.changes)
    decision = decision_of(case, row)
    result = sections_of(case, decision.result) if decision.result else ()
    return ApprovalLine(
        Approval(case.row.receipt_number, row.id), case.procedure.title, view.name,
        outcome_words(case.procedure, case.row.kind, row.outcome), decision.words,
        tuple(f"{entry.label}　{entry.value}" for section in result for entry in section.rows if entry.value),
        by.name if by else "", tuple(dict.fromkeys(changed)), len(items), tuple(item.words for item in items if not item.ticked),
    )  # fmt: skip
