"""How an application stands with its signatures: while one of them is not settled, it is held."""

from collections.abc import Mapping, Sequence

from portal.db import Unit
from portal.services.judge_signature import BEGUN, COPY, HELD, OPEN, PENDING, PERSON, PRINCIPAL, REFUSED, VOID
from portal.store import signatures
from portal.store.signatures import SignatureRow

_WORST = (REFUSED, OPEN, COPY, PERSON, PENDING)  # what the applicant has to see to comes first
OTHERS = "others"  # theirs stands, and somebody else's does not
_APPLICANT = "applicant"


def latest(rows: Sequence[SignatureRow]) -> tuple[SignatureRow, ...]:
    """Of each who was asked, in each role, what stands now: a new signature takes the place of an older one."""
    found = {
        (row.role, row.person_id): row for row in sorted(rows, key=lambda row: row.id) if row.state not in (VOID, BEGUN)
    }
    return tuple(found.values())


def holds(rows: Sequence[SignatureRow]) -> str:
    """The state that holds it, "" where nothing does. Nothing holds what never needed a signature."""
    held = [row for row in latest(rows) if row.state in HELD and row.role != PRINCIPAL]
    own = {row.state for row in held if row.role == _APPLICANT}
    return next((state for state in _WORST if state in own), OTHERS if held else "")


def held_of(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, str]:
    """Of those that are held, why."""
    found = signatures.of_applications(unit, application_ids)
    return {number: state for number, rows in found.items() if (state := holds(rows))}
