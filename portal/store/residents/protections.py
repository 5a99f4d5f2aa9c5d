from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, or_, select, update

from portal.db import Unit
from portal.models.residents.protection import Protection
from portal.store.statements import bound, by, every, exactly, insert_into, rows, run, sql


@dataclass(frozen=True)
class ProtectionRow:
    token: str
    application_id: int | None
    basis: str
    actor: str
    key_id: str
    wrapped_key: bytes
    sealed_reason: bytes
    marked_at: int
    lifted_at: int | None = None
    lifted_by: str = ""
    sealed_why_lifted: bytes | None = None
    id: int = 0  # not read by `add`


_protection = Protection.table
_IN_FORCE = _protection.c.lifted_at.is_(None)
_ADD = sql(insert_into(Protection, ProtectionRow, but=("id",)))
_ANY = sql(select(_protection.c.id).where(_IN_FORCE).limit(1), int)
_STATE = sql(
    select(
        func.count(),
        func.coalesce(func.max(_protection.c.marked_at), 0),
        func.coalesce(func.max(_protection.c.lifted_at), 0),
        func.count(_protection.c.lifted_at),
    )
)
_TOKENS = sql(select(_protection.c.token).where(_IN_FORCE, _protection.c.token.in_(bindparam("tokens"))), str)
_APPLICATIONS = sql(
    select(_protection.c.application_id).where(_IN_FORCE, _protection.c.application_id.in_(bindparam("ids"))), int
)
_BASES = sql(select(_protection.c.basis).where(_IN_FORCE, by(_protection.c.application_id)), str)
_NOTHING = sql(
    insert(_protection).from_select(_protection.columns.keys(), select(_protection).where(_protection.c.id == 0))
)
_OF = sql(
    rows(ProtectionRow, Protection)
    .where(or_(_protection.c.token.in_(bindparam("tokens")), by(_protection.c.application_id)))
    .order_by(_protection.c.id)
)
_LIFT = sql(
    update(_protection)
    .where(_IN_FORCE, by(_protection.c.id))
    .values(bound("lifted_at", "lifted_by", "sealed_why_lifted"))
)


def add(unit: Unit, row: ProtectionRow) -> None:
    run(unit, _ADD, vars(row))


def add_nothing(unit: Unit) -> None:
    """Takes the time of `add`, which must not show who is protected."""
    run(unit, _NOTHING, {})


def bases(unit: Unit, application_id: int) -> frozenset[str]:
    return frozenset(every(unit, _BASES, application_id=application_id))


def anybody(unit: Unit) -> bool:
    return bool(every(unit, _ANY))


def state(unit: Unit) -> tuple[int, ...]:
    """Differs after each change of who is protected."""
    return tuple(exactly(unit, _STATE))


def among(unit: Unit, tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(token for token in every(unit, _TOKENS, tokens=tokens) if token)


def applications(unit: Unit, ids: Sequence[int]) -> frozenset[int]:
    return frozenset(every(unit, _APPLICATIONS, ids=ids))


def of(unit: Unit, tokens: Sequence[str], application_id: int) -> list[ProtectionRow]:
    # Lifted ones, too.
    return every(unit, _OF, tokens=tokens, application_id=application_id)


def lift(unit: Unit, row_id: int, actor: str, now: int, sealed_why: bytes) -> None:
    run(unit, _LIFT, {"id": row_id, "lifted_by": actor, "lifted_at": now, "sealed_why_lifted": sealed_why})
