"""Whom members of staff must not decide on."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class StaffRelationRow:
    id: int
    uid: str
    staff_id: int
    basis: str
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    made_at: int
    asked_at: int | None = None


_COLUMNS = "id, uid, staff_id, basis, key_id, wrapped_key, sealed_person, made_at, asked_at"
_ADD = insert("staff_relation", *_COLUMNS.split(", ")[1:])
_OF = sql(f"SELECT {_COLUMNS} FROM staff_relation WHERE staff_id = :staff_id ORDER BY id")
_ANY = sql("SELECT 1 AS there FROM staff_relation WHERE staff_id = :staff_id LIMIT 1")
_REMOVE = sql("DELETE FROM staff_relation WHERE id = :id AND staff_id = :staff_id AND basis = :basis")
_FORGET = sql("DELETE FROM staff_relation WHERE staff_id = :staff_id AND basis = :basis")
_TO_ASK = sql(
    f"SELECT {_COLUMNS} FROM staff_relation WHERE basis = 'self' AND (asked_at IS NULL OR asked_at < :before) "
    "ORDER BY id LIMIT :most"
)
_ASKED = sql("UPDATE staff_relation SET asked_at = :now WHERE id = :id")
# Whoever left works on nothing here.
_SWEEP = sql(
    "DELETE FROM staff_relation WHERE staff_id IN (SELECT id FROM staff WHERE disabled_at IS NOT NULL AND disabled_at < :before)"
)


def add(unit: Unit, row: StaffRelationRow) -> None:
    """Under a number of its own: that of `row` counts for nothing."""
    run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"})


def of(unit: Unit, staff_id: int) -> list[StaffRelationRow]:
    return [StaffRelationRow(*row) for row in every(unit, _OF, staff_id=staff_id)]


def any_of(unit: Unit, staff_id: int) -> bool:
    return one(unit, _ANY, staff_id=staff_id) is not None


def remove(unit: Unit, staff_id: int, number: int, basis: str) -> bool:
    """False for somebody else's, and for one that is gone."""
    return run(unit, _REMOVE, {"id": number, "staff_id": staff_id, "basis": basis}).rowcount == 1


def forget(unit: Unit, staff_id: int, basis: str) -> None:
    run(unit, _FORGET, {"staff_id": staff_id, "basis": basis})


def to_ask(unit: Unit, before: int, most: int) -> list[StaffRelationRow]:
    """Members themselves, whose household the register was not asked about since `before`."""
    return [StaffRelationRow(*row) for row in every(unit, _TO_ASK, before=before, most=most)]


def asked(unit: Unit, number: int, now: int) -> bool:
    """False if it is gone."""
    return run(unit, _ASKED, {"id": number, "now": now}).rowcount == 1


def sweep(unit: Unit, before: int) -> None:
    """Of those who have been disabled since then."""
    run(unit, _SWEEP, {"before": before})
