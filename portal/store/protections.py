"""Who is protected, and which applications are about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


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


_COLUMNS = "token, application_id, basis, actor, key_id, wrapped_key, sealed_reason, marked_at, lifted_at, lifted_by"
_ADD = insert("protection", *_COLUMNS.split(", "))
_ANY = sql("SELECT 1 AS there FROM protection WHERE lifted_at IS NULL LIMIT 1")
_TOKENS = sql("SELECT token FROM protection WHERE lifted_at IS NULL AND token IN :tokens").bindparams(
    bindparam("tokens", expanding=True)
)
_APPLICATIONS = sql(
    "SELECT application_id FROM protection WHERE lifted_at IS NULL AND application_id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_LIFT = sql("UPDATE protection SET lifted_at = :now, lifted_by = :actor WHERE lifted_at IS NULL AND token = :token")
_LIFT_CASE = sql(
    "UPDATE protection SET lifted_at = :now, lifted_by = :actor WHERE lifted_at IS NULL AND application_id = :id"
)


def add(unit: Unit, row: ProtectionRow) -> None:
    run(unit, _ADD, vars(row))


def anybody(unit: Unit) -> bool:
    """Whether there is anybody at all: most cities need not look further, case by case."""
    return bool(every(unit, _ANY))


def among(unit: Unit, tokens: Sequence[str]) -> frozenset[str]:
    """Those of `tokens` that are protected now."""
    return frozenset(row.token for row in every(unit, _TOKENS, tokens=list(tokens) or [""]) if row.token)


def applications(unit: Unit, ids: Sequence[int]) -> frozenset[int]:
    """Those of these applications that are marked themselves."""
    return frozenset(row.application_id for row in every(unit, _APPLICATIONS, ids=list(ids) or [0]))


def lift(unit: Unit, token: str, actor: str, now: int) -> None:
    run(unit, _LIFT, {"token": token, "actor": actor, "now": now})


def lift_case(unit: Unit, application_id: int, actor: str, now: int) -> None:
    run(unit, _LIFT_CASE, {"id": application_id, "actor": actor, "now": now})
