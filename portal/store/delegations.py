"""For whom applications were filed by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

CLAIMED, VERIFIED, REJECTED, REVOKED = "claimed", "verified", "rejected", "revoked"
DUE, TOLD, NEVER = "due", "told", "never"
PRINCIPAL = ":principal"  # no login begins so


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
    principal_id: str | None = None
    told: str = ""
    told_at: int | None = None
    sealed_told: bytes | None = None


_COLUMNS = (
    "application_id, kind, scope, starts, sealed_people, state, judged_by, judged_at, sealed_shown, ends, principal_id, "
    "told, told_at, sealed_told"
)
_ENDED = "(state = 'revoked' OR (state = 'verified' AND ends <> '' AND ends < :today))"
_ADD = insert("delegation", *_COLUMNS.split(", "), tail="ON CONFLICT (application_id) DO NOTHING")
_OVER = sql(f"SELECT 1 FROM delegation WHERE application_id = :application_id AND {_ENDED}")
_OVER_OF = sql(f"SELECT application_id FROM delegation WHERE application_id IN :ids AND {_ENDED}").bindparams(
    bindparam("ids", expanding=True)
)
_OF = sql(f"SELECT {_COLUMNS} FROM delegation WHERE application_id = :application_id")
# Of two who judge at once, the second is told.
_JUDGE = sql(
    "UPDATE delegation SET state = :state, judged_by = :judged_by, judged_at = :judged_at, sealed_shown = :sealed_shown, "
    "ends = :ends "
    "WHERE application_id = :application_id AND state = :before"
)

_OF_PRINCIPAL = sql(f"SELECT {_COLUMNS} FROM delegation WHERE principal_id = :person_id ORDER BY application_id DESC")
_CLAIM = sql(
    "UPDATE delegation SET principal_id = :person_id, told = 'told', told_at = COALESCE(told_at, :now) "
    "WHERE application_id = :application_id"
)
# Of two who tell at once, the first is noted.
_TELL = sql(
    "UPDATE delegation SET told = :told, told_at = :now, sealed_told = :sealed_told "
    "WHERE application_id = :application_id AND told = 'due'"
)
# CROSS: SQLite reads the mandates so, and not every application in the order of its number.
_NUMBERS = sql(
    "SELECT a.receipt_number FROM delegation d CROSS JOIN application a "
    "WHERE a.id = d.application_id AND a.duty IN :duties AND a.state IN :states "
    "AND (d.told = :told OR (d.state = :state AND d.judged_by = :judged_by)) ORDER BY d.application_id LIMIT :most"
).bindparams(bindparam("duties", expanding=True), bindparam("states", expanding=True))


def add(unit: Unit, row: DelegationRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> DelegationRow | None:
    row = one(unit, _OF, application_id=application_id)
    return DelegationRow(*row) if row else None


def is_over(unit: Unit, application_id: int, today: str) -> bool:
    """It was shown until a day that has passed, or taken back."""
    return one(unit, _OVER, application_id=application_id, today=today) is not None


def over_of(unit: Unit, application_ids: Sequence[int], today: str) -> frozenset[int]:
    """Those of these whose mandate has ended, or was taken back."""
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


def of_principal(unit: Unit, person_id: str) -> list[DelegationRow]:
    """Those whose principal this person showed themselves to be, newest first."""
    return [DelegationRow(*row) for row in every(unit, _OF_PRINCIPAL, person_id=person_id)]


def claim(unit: Unit, application_id: int, person_id: str, now: int) -> None:
    """This person is the principal, and knows of it from now on."""
    run(unit, _CLAIM, {"application_id": application_id, "person_id": person_id, "now": now})


def tell(unit: Unit, application_id: int, told: str, now: int, sealed_told: bytes | None) -> bool:
    """False where nobody has to be told any more."""
    values = {"application_id": application_id, "told": told, "now": now, "sealed_told": sealed_told}
    return run(unit, _TELL, values).rowcount == 1


def numbers_to_tell(unit: Unit, duties: Sequence[str], states: Sequence[str], most: int) -> list[str]:
    """Receipt numbers in these states whose principal nobody has told, longest waiting first."""
    return _numbers(unit, duties, states, most, told=DUE, state="", judged_by="")


def numbers_taken_back(unit: Unit, duties: Sequence[str], states: Sequence[str], most: int) -> list[str]:
    """Receipt numbers in these states whose principal took the mandate back themselves."""
    return _numbers(unit, duties, states, most, told="-", state=REVOKED, judged_by=PRINCIPAL)


def _numbers(unit: Unit, duties: Sequence[str], states: Sequence[str], most: int, **wanted: str) -> list[str]:
    rows = every(unit, _NUMBERS, duties=list(duties), states=list(states), most=most, **wanted)
    return [row.receipt_number for row in rows]
