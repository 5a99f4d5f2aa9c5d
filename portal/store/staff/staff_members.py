from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select, update

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.staff.staff_right import StaffRight
from portal.models.staff.temporary_staff import TemporaryStaff
from portal.store.statements import bound, by, columns, every, insert_into, one, rows, run, sql


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
    last_day: str | None  # only for accounts created for a disaster

    def shut_out(self, today: str) -> bool:
        return self.disabled_at is not None or (self.last_day is not None and self.last_day < today)


@dataclass(frozen=True)
class RightRow:
    role: str
    duty: str
    from_day: str
    to_day: str | None


_member = Staff.table
_temporary = TemporaryStaff.table
_right = StaffRight.table
_LAST_DAY = select(_temporary.c.last_day).where(_temporary.c.staff_id == _member.c.id).scalar_subquery()
_MEMBERS = select(*columns(StaffRow, Staff, but=("last_day",)), _LAST_DAY.label("last_day"))
_BY_LOGIN = sql(_MEMBERS.where(by(_member.c.login)), StaffRow)
_BY_ID = sql(_MEMBERS.where(by(_member.c.id)), StaffRow)
# Machines have rows too, because other tables refer to them as deciders. They are not people and are left out.
_ALL = sql(_MEMBERS.where(_member.c.login.not_like("machine:%")).order_by(_member.c.login), StaffRow)
_ADD = sql(
    insert_into(Staff, beside=("login", "name", "password_hash", "key_id", "wrapped_key", "sealed_totp", "made_at"))
    .values(totp_step=0)
    .on_conflict_do_nothing(index_elements=[_member.c.login])
    .returning(_member.c.id),
    int,
)
_STEP = sql(
    update(_member).where(by(_member.c.id), _member.c.totp_step < bindparam("totp_step")).values(bound("totp_step"))
)
# FOR UPDATE would block inserts of rows that refer to a member. FOR NO KEY UPDATE does not.
_LOCK = sql(
    select(_member.c.id)
    .where(_member.c.id.in_(bindparam("ids")))
    .order_by(_member.c.id)
    .with_for_update(key_share=True)
)
_DISABLE = sql(update(_member).where(by(_member.c.login), _member.c.disabled_at.is_(None)).values(bound("disabled_at")))
_RESET = sql(
    update(_member)
    .where(by(_member.c.login))
    .values(bound("password_hash", "key_id", "wrapped_key", "sealed_totp") | {"totp_step": 0, "disabled_at": None})
)
_RIGHT = sql(insert_into(StaffRight, RightRow, beside=("staff_id",)))
_RIGHTS = sql(
    rows(RightRow, StaffRight)
    .where(
        by(_right.c.staff_id),
        _right.c.from_day <= bindparam("day"),
        or_(_right.c.to_day.is_(None), _right.c.to_day >= bindparam("day")),
    )
    .order_by(_right.c.role, _right.c.duty)
)


def by_login(unit: Unit, login: str) -> StaffRow | None:
    return one(unit, _BY_LOGIN, login=login)


def by_id(unit: Unit, staff_id: int) -> StaffRow | None:
    return one(unit, _BY_ID, id=staff_id)


def everyone(unit: Unit) -> list[StaffRow]:
    return every(unit, _ALL)


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
    """None if the login is taken."""
    return one(
        unit, _ADD, login=login, name=name, password_hash=password_hash, key_id=key_id, wrapped_key=wrapped_key,
        sealed_totp=sealed_totp, made_at=now,
    )  # fmt: skip


def use_step(unit: Unit, staff_id: int, step: int) -> bool:
    return run(unit, _STEP, {"id": staff_id, "totp_step": step}).rowcount == 1


def lock(unit: Unit, ids: Sequence[int]) -> None:
    """Until the transaction ends. SQLite has one writer."""
    if unit.connection.dialect.name == "postgresql":
        every(unit, _LOCK, ids=sorted(ids))


def disable(unit: Unit, login: str, now: int) -> bool:
    return run(unit, _DISABLE, {"login": login, "disabled_at": now}).rowcount == 1


def reset(unit: Unit, *, login: str, password_hash: str, key_id: str, wrapped_key: bytes, sealed_totp: bytes) -> bool:
    """Also enables the account."""
    values = {
        "login": login, "password_hash": password_hash, "key_id": key_id, "wrapped_key": wrapped_key,
        "sealed_totp": sealed_totp,
    }  # fmt: skip
    return run(unit, _RESET, values).rowcount == 1


def grant(unit: Unit, staff_id: int, right: RightRow) -> None:
    run(unit, _RIGHT, vars(right) | {"staff_id": staff_id})


def rights(unit: Unit, staff_id: int, day: str) -> list[RightRow]:
    return every(unit, _RIGHTS, staff_id=staff_id, day=day)
