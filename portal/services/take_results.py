"""Takes the outcomes of a table as if each had been given by hand: all of them in one transaction, or none. Each goes through
`settle_outcome`, so that approver, time to take it back, notice, 教示 and mail are those of every other outcome."""

import hashlib
from collections.abc import Sequence
from datetime import date

from portal.db import Unit
from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.read_results import NEW, ResultLine
from portal.services.rights import Member
from portal.services.settle_outcome import settle_outcome
from portal.services.take_numbers_back import keep_number
from portal.services.write_audit import write_audit


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
        said = line.decision
        if said.number:
            on = date.fromisoformat(said.decided_on) if said.decided_on else installation.clock.today()
            keep_number(installation, unit, member, case, said.number, on)
        settle_outcome(installation, unit, member, case, line.revision, said)
        taken += 1
    if taken:
        digest = hashlib.sha256(content).hexdigest()[:16]
        write_audit(installation, unit, member.actor, "take results", detail=f"{taken} sha256:{digest}")
    return taken
