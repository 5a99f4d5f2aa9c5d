"""For whom applications were filed by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

CLAIMED, VERIFIED, REJECTED = "claimed", "verified", "rejected"


@dataclass(frozen=True)
class DelegationRow:
    application_id: int
    kind: str
    scope: str
    starts: str
    sealed_people: bytes
    state: str = CLAIMED
    judged_by: str = ""
    judged_at: int | None = None
    sealed_shown: bytes | None = None
    ends: str = ""


_COLUMNS = "application_id, kind, scope, starts, sealed_people, state, judged_by, judged_at, sealed_shown, ends"
_ADD = insert("delegation", *_COLUMNS.split(", "), tail="ON CONFLICT (application_id) DO NOTHING")
_OVER = sql(
    "SELECT 1 FROM delegation WHERE application_id = :application_id AND state = 'verified' AND ends <> '' AND ends < :today"
)
_OVER_OF = sql(
    "SELECT application_id FROM delegation WHERE application_id IN :ids AND state = 'verified' AND ends <> '' AND ends < :today"
).bindparams(bindparam("ids", expanding=True))
_OF = sql(f"SELECT {_COLUMNS} FROM delegation WHERE application_id = :application_id")
# Of two who judge at once, the second is told.
_JUDGE = sql(
    "UPDATE delegation SET state = :state, judged_by = :judged_by, judged_at = :judged_at, sealed_shown = :sealed_shown, "
    "ends = :ends "
    "WHERE application_id = :application_id AND state = :before"
)


def add(unit: Unit, row: DelegationRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> DelegationRow | None:
    row = one(unit, _OF, application_id=application_id)
    return DelegationRow(*row) if row else None


def is_over(unit: Unit, application_id: int, today: str) -> bool:
    """It was shown, until a day that has passed."""
    return one(unit, _OVER, application_id=application_id, today=today) is not None


def over_of(unit: Unit, application_ids: Sequence[int], today: str) -> frozenset[int]:
    """Those of these whose mandate was shown until a day that has passed."""
    return frozenset(row.application_id for row in every(unit, _OVER_OF, ids=list(application_ids), today=today))


def judge(
    unit: Unit, application_id: int, before: str, state: str, judged_by: str, judged_at: int, sealed_shown: bytes,
    ends: str,
) -> bool:  # fmt: skip
    """False if it does not stand as `before` any more."""
    values = {
        "application_id": application_id, "before": before, "state": state, "judged_by": judged_by,
        "judged_at": judged_at, "sealed_shown": sealed_shown, "ends": ends,
    }  # fmt: skip
    return run(unit, _JUDGE, values).rowcount == 1
