"""The former result stays in the records, and in effect until the next decision."""

from collections.abc import Mapping

from forms.definition.kind import EXAMINING, KINDS
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.cases.result import REOPEN
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import Correspondence
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.desk import decisions, document_numbers

GROUNDS: Mapping[str, str] = {
    "change": "決定を変更する",
    "ruling": "裁決や判決にしたがう",
    "open": "そのほかの理由で、審査をもう一度する",
}
MOST_SIGNS = 1000


def may_reopen(case: Case) -> bool:
    """Not what the applicant took back."""
    return case.row.decided_at is not None and case.row.state in (
        *KINDS[case.row.kind].outcomes,
        *KINDS[case.row.kind].endings,
    )


def read_reopening(ground: str, words: str) -> dict[str, str]:
    """Mistakes: box → key."""
    mistakes = {}
    if ground not in GROUNDS:
        mistakes["ground"] = "no_ground"
    if not words.strip() or len(words) > MOST_SIGNS:
        mistakes["words"] = "no_words" if not words.strip() else "too_long"
    return mistakes


def reopen_decision(
    installation: Correspondence, unit: Unit, member: Member, case: Case, revision: int, ground: str, words: str
) -> None:
    """`words`: for the applicant. Raises NotAllowed; Conflict if the case changed since `revision` or is not decided; OwnCase."""
    demand_review(installation, unit, member, case)
    row = case.row
    if row.revision != revision or not may_reopen(case) or decisions.open_one(unit, row.id) is not None:
        raise Conflict(REOPEN)
    now = to_micro(installation.clock.now())
    # The period of the application is over; a change that the city begins has none.
    if not applications.move(unit, row, state=EXAMINING, due=NO_DUE, decided_at=None, now=now):
        raise Conflict(REOPEN)
    sealed = case.sealer.seal(f"words:{now}", words.strip())
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), REOPEN, row.state, EXAMINING, sealed))
    document_numbers.clear(unit, row.id)  # the number of the former decision is not that of the next
    write_audit(installation, unit, member.actor, "reopen decision", application_id=row.id, detail=ground)
    notify_applicant(installation, unit, case, "reopened", now)
