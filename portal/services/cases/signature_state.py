from collections.abc import Mapping, Sequence

from portal.db import Unit
from portal.services.signing.judge_signature import BEGUN, COPY, HELD, OPEN, PENDING, PERSON, PRINCIPAL, REFUSED, VOID
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

_WORST = (REFUSED, OPEN, COPY, PERSON, PENDING)  # most urgent for the applicant first
OTHERS = "others"  # the applicant's is settled, another signer's is not
_APPLICANT = "applicant"


def latest(rows: Sequence[SignatureRow]) -> tuple[SignatureRow, ...]:
    newest = {
        (row.role, row.person_id): row for row in sorted(rows, key=lambda row: row.id) if row.state not in (VOID, BEGUN)
    }
    return tuple(newest.values())


def holds(rows: Sequence[SignatureRow]) -> str:
    held = [row for row in latest(rows) if row.state in HELD and row.role != PRINCIPAL]
    own = {row.state for row in held if row.role == _APPLICANT}
    return next((state for state in _WORST if state in own), OTHERS if held else "")


def held_of(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, str]:
    rows_of = signatures.of_applications(unit, application_ids)
    return {number: state for number, rows in rows_of.items() if (state := holds(rows))}
