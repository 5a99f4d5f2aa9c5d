"""Takes the outcomes of a table as if each had been given by hand: all of them in one transaction, or none. Each goes through
`settle_outcome`, so that approver, time to take it back, notice, 教示 and mail are those of every other outcome."""

import hashlib
from collections.abc import Sequence
from datetime import date

from forms.calendar import fiscal_year
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case, case_of_member
from portal.services.decide_application import Decision
from portal.services.installation import Installation
from portal.services.read_results import NEW, ResultLine
from portal.services.rights import Member
from portal.services.settle_outcome import settle_outcome
from portal.services.write_audit import write_audit
from portal.store import document_numbers
from portal.store.document_numbers import DocumentNumberRow


def take_results(
    installation: Installation, unit: Unit, member: Member, lines: Sequence[ResultLine], content: bytes
) -> int:
    """How many were new; the caller commits. `content` is the table that they stand in: its sum is recorded. Conflict, Held, OwnCase,
    NotAllowed where one cannot be given any more: then the caller commits nothing."""
    taken = 0
    for line in lines:
        if line.what != NEW:
            continue
        case = case_of_member(installation, unit, member, line.receipt_number)
        _keep_number(installation, unit, member, case, line.decision)
        settle_outcome(installation, unit, member, case, line.revision, line.decision)
        taken += 1
    if taken:
        digest = hashlib.sha256(content).hexdigest()[:16]
        write_audit(installation, unit, member.actor, "take results", detail=f"{taken} sha256:{digest}")
    return taken


def _keep_number(
    installation: Installation, unit: Unit, member: Member, case: Case, decision: Decision
) -> None:  # fmt: skip
    """So that nobody is given it while the outcome waits. Conflict if somebody was."""
    if not decision.number:
        return
    now, today = to_micro(installation.clock.now()), installation.clock.today()
    on = date.fromisoformat(decision.decided_on) if decision.decided_on else today
    office = installation.city.office(case.row.duty, on).office
    row = DocumentNumberRow(
        case.row.id, office, fiscal_year(on), decision.number, on.isoformat(), member.id, now
    )  # fmt: skip
    if not document_numbers.put(unit, row):
        raise Conflict("number")
    write_audit(
        installation, unit, member.actor, "take number back", application_id=case.row.id, detail=decision.number
    )
