"""委任."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.signing.delegation import Delegation
from portal.store.statements import bound, by, cross_join, every, insert_into, one, rows, run, sql

CLAIMED, VERIFIED, REJECTED, REVOKED = "claimed", "verified", "rejected", "revoked"
DUE, INFORMED, NEVER = "due", "told", "never"
PRINCIPAL = ":principal"  # no login starts with a colon


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
    informed: str = ""
    told_at: int | None = None
    sealed_told: bytes | None = None


_delegation = Delegation.table
_application = Application.table
_THIS = by(_delegation.c.application_id)
_ENDED = or_(
    _delegation.c.state == REVOKED,
    and_(_delegation.c.state == VERIFIED, _delegation.c.ends != "", _delegation.c.ends < bindparam("today")),
)
_ADD = sql(insert_into(Delegation, DelegationRow).on_conflict_do_nothing(index_elements=[_delegation.c.application_id]))
_OVER = sql(select(_delegation.c.application_id).where(_THIS, _ENDED))
_OVER_OF = sql(
    select(_delegation.c.application_id).where(_delegation.c.application_id.in_(bindparam("ids")), _ENDED), int
)
_OF = sql(rows(DelegationRow, Delegation).where(_THIS))
# Of two concurrent judgements the second one fails.
_JUDGE = sql(
    update(_delegation)
    .where(_THIS, _delegation.c.state == bindparam("before"))
    .values(bound("state", "judged_by", "judged_at", "sealed_shown", "ends"))
)
_COVER = sql(update(_delegation).where(_THIS).values(bound("scope")))
_OF_PRINCIPAL = sql(
    rows(DelegationRow, Delegation)
    .where(_delegation.c.principal_id == bindparam("person_id"))
    .order_by(_delegation.c.application_id.desc())
)
_CLAIM = sql(
    update(_delegation)
    .where(_THIS)
    .values(
        principal_id=bindparam("person_id"),
        informed=INFORMED,
        told_at=func.coalesce(_delegation.c.told_at, bindparam("now")),
    )
)
# Of two concurrent notifications the first one is stored.
_RECORD_NOTIFICATION = sql(
    update(_delegation)
    .where(_THIS, _delegation.c.informed == DUE)
    .values(bound("informed", "sealed_told") | {"told_at": bindparam("now")})
)
# This order makes SQLite read the few mandates first instead of every application by its number.
_NUMBERS = sql(
    select(_application.c.receipt_number)
    .select_from(cross_join(_delegation, _application))
    .where(
        _application.c.id == _delegation.c.application_id,
        _application.c.duty.in_(bindparam("duties")),
        _application.c.state.in_(bindparam("states")),
        or_(by(_delegation.c.informed), by(_delegation.c.state, _delegation.c.judged_by)),
    )
    .order_by(_delegation.c.application_id)
    .limit(bindparam("most")),
    str,
)


def add(unit: Unit, row: DelegationRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> DelegationRow | None:
    return one(unit, _OF, application_id=application_id)


def is_over(unit: Unit, application_id: int, today: str) -> bool:
    return one(unit, _OVER, application_id=application_id, today=today) is not None


def over_of(unit: Unit, application_ids: Sequence[int], today: str) -> frozenset[int]:
    return frozenset(every(unit, _OVER_OF, ids=application_ids, today=today))


def judge(
    unit: Unit, application_id: int, before: str, state: str, judged_by: str, judged_at: int, sealed_shown: bytes,
    ends: str,
) -> bool:  # fmt: skip
    values = {
        "application_id": application_id, "before": before, "state": state, "judged_by": judged_by,
        "judged_at": judged_at, "sealed_shown": sealed_shown, "ends": ends,
    }  # fmt: skip
    return run(unit, _JUDGE, values).rowcount == 1


def cover(unit: Unit, application_id: int, scope: str) -> None:
    """After `judge`, which lets only one of two concurrent judgements pass."""
    run(unit, _COVER, {"application_id": application_id, "scope": scope})


def of_principal(unit: Unit, person_id: str) -> list[DelegationRow]:
    return every(unit, _OF_PRINCIPAL, person_id=person_id)


def claim(unit: Unit, application_id: int, person_id: str, now: int) -> None:
    """The principal thereby counts as notified."""
    run(unit, _CLAIM, {"application_id": application_id, "person_id": person_id, "now": now})


def record_notification(unit: Unit, application_id: int, state: str, now: int, sealed_told: bytes | None) -> bool:
    values = {"application_id": application_id, "informed": state, "now": now, "sealed_told": sealed_told}
    return run(unit, _RECORD_NOTIFICATION, values).rowcount == 1


def numbers_to_notify(unit: Unit, duties: Sequence[str], states: Sequence[str], most: int) -> list[str]:
    return _numbers(unit, duties, states, most, informed=DUE, state="", judged_by="")


def numbers_taken_back(unit: Unit, duties: Sequence[str], states: Sequence[str], most: int) -> list[str]:
    return _numbers(unit, duties, states, most, informed="-", state=REVOKED, judged_by=PRINCIPAL)


def _numbers(unit: Unit, duties: Sequence[str], states: Sequence[str], most: int, **wanted: str) -> list[str]:
    return every(unit, _NUMBERS, duties=duties, states=states, most=most, **wanted)
