"""Takes a table in one transaction, through `settle_outcome`."""

import hashlib
from collections.abc import Sequence
from datetime import date

from portal.db import Unit
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.settle_outcome import settle_outcome
from portal.services.desk.case.take_numbers_back import keep_number
from portal.services.handover.needs import HandoverNeeds
from portal.services.handover.read_results import NEW, ResultLine
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit


def take_results(
    installation: HandoverNeeds, unit: Unit, member: Member, lines: Sequence[ResultLine], content: bytes
) -> int:
    """Raises Conflict, Held, OwnCase, NotAllowed: then do not commit."""
    taken = 0
    for line in lines:
        if line.what != NEW:
            continue
        case = case_of_member(installation, unit, member, line.receipt_number)
        decision = line.decision
        if decision.number:
            on = date.fromisoformat(decision.decided_on) if decision.decided_on else installation.clock.today()
            keep_number(installation, unit, member, case, decision.number, on)
        settle_outcome(installation, unit, member, case, line.revision, decision)
        taken += 1
    if taken:
        digest = hashlib.sha256(content).hexdigest()[:16]
        write_audit(installation, unit, member.actor, "take results", detail=f"{taken} sha256:{digest}")
    return taken
