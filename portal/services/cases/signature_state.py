from collections.abc import Mapping, Sequence

from portal.db import Unit
from portal.services.signing.judge_signature import (
    BEGUN,
    COPY,
    DECLINED,
    HELD,
    OPEN,
    PENDING,
    PERSON,
    PRINCIPAL,
    REFUSED,
    VOID,
)
from portal.store.signing import signatures
from portal.store.signing.signatures import SignatureRow

# Most urgent for the applicant first. What is checked of their own signature ends by itself; a signer who declined does
# not sign without a talk.
_WORST = (REFUSED, OPEN, COPY, DECLINED, PERSON, PENDING)
OTHERS = "others"  # the applicant's is settled, another signer's is not
_APPLICANT = "applicant"


def latest(rows: Sequence[SignatureRow]) -> tuple[SignatureRow, ...]:
    newest = {
        (row.role, row.person_id): row for row in sorted(rows, key=lambda row: row.id) if row.state not in (VOID, BEGUN)
    }
    return tuple(newest.values())


def holds(rows: Sequence[SignatureRow]) -> str:
    held = [row for row in latest(rows) if row.state in HELD and row.role != PRINCIPAL]
    states = {row.state for row in held if row.role == _APPLICANT or row.state == DECLINED}
    return next((state for state in _WORST if state in states), OTHERS if held else "")


def held_of(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, str]:
    rows_of = signatures.of_applications(unit, application_ids)
    return {number: state for number, rows in rows_of.items() if (state := holds(rows))}
