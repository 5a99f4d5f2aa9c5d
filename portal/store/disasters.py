"""Days of a disaster that were asked for, confirmed and ended, and the staff who came for them alone."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

ASKED, ON, ENDED, WITHDRAWN = "asked", "on", "ended", "withdrawn"


@dataclass(frozen=True)
class DisasterRow:
    id: int
    procedure: str
    name: str
    reason: str
    from_day: str
    to_day: str
    state: str
    asked_by: str
    asked_at: int
    settled_by: str | None
    settled_at: int | None
    ended_by: str | None
    ended_at: int | None


@dataclass(frozen=True)
class TemporaryRow:
    staff_id: int
    mode_id: int
    last_day: str


_COLUMNS = "id, procedure, name, reason, from_day, to_day, state, asked_by, asked_at, settled_by, settled_at, ended_by, ended_at"
_ADD = insert(
    "disaster_mode", "procedure", "name", "reason", "from_day", "to_day", "state", "asked_by", "asked_at",
    tail="RETURNING id",
)  # fmt: skip
_BY_ID = sql(f"SELECT {_COLUMNS} FROM disaster_mode WHERE id = :id")
_LATEST = sql(f"SELECT {_COLUMNS} FROM disaster_mode ORDER BY id DESC LIMIT 100")
_STANDING = sql(
    f"SELECT {_COLUMNS} FROM disaster_mode WHERE state = 'on' AND from_day <= :day AND to_day >= :day ORDER BY id DESC"
)
_SETTLE = sql(
    "UPDATE disaster_mode SET state = :state, settled_by = :by, settled_at = :now WHERE id = :id AND state = 'asked'"
)
_END = sql("UPDATE disaster_mode SET state = 'ended', ended_by = :by, ended_at = :now WHERE id = :id AND state = 'on'")
_COME = insert("temporary_staff", "staff_id", "mode_id", "last_day")
_THOSE = sql("SELECT staff_id, mode_id, last_day FROM temporary_staff WHERE mode_id = :mode_id ORDER BY staff_id")


def ask(
    unit: Unit, *, procedure: str, name: str, reason: str, from_day: str, to_day: str, by: str, now: int
) -> int:  # fmt: skip
    values = {
        "procedure": procedure, "name": name, "reason": reason, "from_day": from_day, "to_day": to_day, "state": ASKED,
        "asked_by": by, "asked_at": now,
    }  # fmt: skip
    return int(one(unit, _ADD, **values)[0])


def by_id(unit: Unit, number: int) -> DisasterRow | None:
    row = one(unit, _BY_ID, id=number)
    return DisasterRow(*row) if row else None


def latest(unit: Unit) -> list[DisasterRow]:
    """Newest first."""
    return [DisasterRow(*row) for row in every(unit, _LATEST)]


def standing(unit: Unit, day: str) -> list[DisasterRow]:
    """Those that are on, on this day; newest first."""
    return [DisasterRow(*row) for row in every(unit, _STANDING, day=day)]


def settle(unit: Unit, number: int, state: str, by: str, now: int) -> bool:
    """False if it was settled already."""
    return run(unit, _SETTLE, {"id": number, "state": state, "by": by, "now": now}).rowcount == 1


def end(unit: Unit, number: int, by: str, now: int) -> bool:
    """False if it is not on."""
    return run(unit, _END, {"id": number, "by": by, "now": now}).rowcount == 1


def come(unit: Unit, row: TemporaryRow) -> None:
    run(unit, _COME, vars(row))


def who_came(unit: Unit, mode_id: int) -> list[TemporaryRow]:
    return [TemporaryRow(*row) for row in every(unit, _THOSE, mode_id=mode_id)]
