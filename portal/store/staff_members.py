"""Staff and their rights."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class StaffRow:
    id: int
    login: str
    name: str
    password_hash: str
    key_id: str
    wrapped_key: bytes
    sealed_totp: bytes
    totp_step: int
    made_at: int
    disabled_at: int | None
    last_day: str | None  # of who came for a disaster alone

    def shut_out(self, today: str) -> bool:
        return self.disabled_at is not None or (self.last_day is not None and self.last_day < today)


@dataclass(frozen=True)
class RightRow:
    role: str
    duty: str
    from_day: str
    to_day: str | None


_COLUMNS = (
    "id, login, name, password_hash, key_id, wrapped_key, sealed_totp, totp_step, made_at, disabled_at, "
    "(SELECT last_day FROM temporary_staff WHERE staff_id = staff.id) AS last_day"
)
_BY_LOGIN = sql(f"SELECT {_COLUMNS} FROM staff WHERE login = :login")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM staff WHERE id = :id")
# Machines have a row each, for tables that name who decided; they are no people.
_ALL = sql(f"SELECT {_COLUMNS} FROM staff WHERE login NOT LIKE 'machine:%' ORDER BY login")
_ADD = insert(
    "staff", "login", "name", "password_hash", "key_id", "wrapped_key", "sealed_totp", "totp_step", "made_at",
    tail="ON CONFLICT (login) DO NOTHING RETURNING id",
)  # fmt: skip
_STEP = sql("UPDATE staff SET totp_step = :step WHERE id = :id AND totp_step < :step")
# Not FOR UPDATE: rows that name a member are added meanwhile.
_LOCK = sql("SELECT id FROM staff WHERE id IN :ids ORDER BY id FOR NO KEY UPDATE").bindparams(
    bindparam("ids", expanding=True)
)
_DISABLE = sql("UPDATE staff SET disabled_at = :now WHERE login = :login AND disabled_at IS NULL")
_RESET = sql(
    "UPDATE staff SET password_hash = :password_hash, key_id = :key_id, wrapped_key = :wrapped_key, "
    "sealed_totp = :sealed_totp, totp_step = 0, disabled_at = NULL WHERE login = :login"
)
_RIGHT = insert("staff_right", "staff_id", "role", "duty", "from_day", "to_day")
_RIGHTS = sql(
    "SELECT role, duty, from_day, to_day FROM staff_right WHERE staff_id = :staff_id AND from_day <= :day "
    "AND (to_day IS NULL OR to_day >= :day) ORDER BY role, duty"
)


def by_login(unit: Unit, login: str) -> StaffRow | None:
    row = one(unit, _BY_LOGIN, login=login)
    return StaffRow(*row) if row else None


def by_id(unit: Unit, staff_id: int) -> StaffRow | None:
    row = one(unit, _BY_ID, id=staff_id)
    return StaffRow(*row) if row else None


def everyone(unit: Unit) -> list[StaffRow]:
    return [StaffRow(*row) for row in every(unit, _ALL)]


def add(
    unit: Unit,
    *,
    login: str,
    name: str,
    password_hash: str,
    key_id: str,
    wrapped_key: bytes,
    sealed_totp: bytes,
    now: int,
) -> int | None:
    """The new id; None if the login is taken."""
    row = one(
        unit, _ADD, login=login, name=name, password_hash=password_hash, key_id=key_id, wrapped_key=wrapped_key,
        sealed_totp=sealed_totp, totp_step=0, made_at=now,
    )  # fmt: skip
    return int(row[0]) if row else None


def use_step(unit: Unit, staff_id: int, step: int) -> bool:
    """False if this code, or a later one, opened already."""
    return run(unit, _STEP, {"id": staff_id, "step": step}).rowcount == 1


def lock(unit: Unit, ids: Sequence[int]) -> None:
    """Until the unit ends nobody else has one of these members locked. On SQLite whoever writes is alone anyway."""
    if ids and unit.connection.dialect.name == "postgresql":
        every(unit, _LOCK, ids=sorted(ids))


def disable(unit: Unit, login: str, now: int) -> bool:
    return run(unit, _DISABLE, {"login": login, "now": now}).rowcount == 1


def reset(unit: Unit, *, login: str, password_hash: str, key_id: str, wrapped_key: bytes, sealed_totp: bytes) -> bool:
    """New password and code generator; earlier codes and a lock are gone. False if there is no such login."""
    values = {
        "login": login, "password_hash": password_hash, "key_id": key_id, "wrapped_key": wrapped_key,
        "sealed_totp": sealed_totp,
    }  # fmt: skip
    return run(unit, _RESET, values).rowcount == 1


def grant(unit: Unit, staff_id: int, right: RightRow) -> None:
    run(unit, _RIGHT, vars(right) | {"staff_id": staff_id})


def rights(unit: Unit, staff_id: int, day: str) -> list[RightRow]:
    """The rights in force on this day."""
    return [RightRow(*row) for row in every(unit, _RIGHTS, staff_id=staff_id, day=day)]
