from dataclasses import dataclass

from sqlalchemy import bindparam, update

from portal.db import Unit
from portal.models.staff.disaster_mode import DisasterMode
from portal.models.staff.temporary_staff import TemporaryStaff
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

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


_mode = DisasterMode.table
_temporary = TemporaryStaff.table
_ADD = sql(
    insert_into(
        DisasterMode,
        beside=("procedure", "name", "reason", "from_day", "to_day", "state", "asked_by", "asked_at"),
    ).returning(_mode.c.id),
    int,
)
_BY_ID = sql(rows(DisasterRow, DisasterMode).where(by(_mode.c.id)))
_LATEST = sql(rows(DisasterRow, DisasterMode).order_by(_mode.c.id.desc()).limit(100))
_STANDING = sql(
    rows(DisasterRow, DisasterMode)
    .where(_mode.c.state == ON, _mode.c.from_day <= bindparam("day"), _mode.c.to_day >= bindparam("day"))
    .order_by(_mode.c.id.desc())
)
_SETTLE = sql(
    update(_mode).where(by(_mode.c.id), _mode.c.state == ASKED).values(bound("state", "settled_by", "settled_at"))
)
_END = sql(
    update(_mode).where(by(_mode.c.id), _mode.c.state == ON).values(bound("ended_by", "ended_at") | {"state": ENDED})
)
_COME = sql(insert_into(TemporaryStaff, TemporaryRow))
_THOSE = sql(rows(TemporaryRow, TemporaryStaff).where(by(_temporary.c.mode_id)).order_by(_temporary.c.staff_id))


def ask(
    unit: Unit, *, procedure: str, name: str, reason: str, from_day: str, to_day: str, by: str, now: int
) -> int:  # fmt: skip
    values = {
        "procedure": procedure, "name": name, "reason": reason, "from_day": from_day, "to_day": to_day, "state": ASKED,
        "asked_by": by, "asked_at": now,
    }  # fmt: skip
    return exactly(unit, _ADD, **values)


def by_id(unit: Unit, number: int) -> DisasterRow | None:
    return one(unit, _BY_ID, id=number)


def latest(unit: Unit) -> list[DisasterRow]:
    return every(unit, _LATEST)


def in_force(unit: Unit, day: str) -> list[DisasterRow]:
    return every(unit, _STANDING, day=day)


def settle(unit: Unit, number: int, state: str, by: str, now: int) -> bool:
    return run(unit, _SETTLE, {"id": number, "state": state, "settled_by": by, "settled_at": now}).rowcount == 1


def end(unit: Unit, number: int, by: str, now: int) -> bool:
    return run(unit, _END, {"id": number, "ended_by": by, "ended_at": now}).rowcount == 1


def check_in(unit: Unit, row: TemporaryRow) -> None:
    run(unit, _COME, vars(row))


def temporary_members(unit: Unit, mode_id: int) -> list[TemporaryRow]:
    return every(unit, _THOSE, mode_id=mode_id)
