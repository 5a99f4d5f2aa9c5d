"""利用券, their uses and shops."""

# A use is taken from what remains by one statement.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, or_, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.fees.coupon import Coupon
from portal.models.fees.coupon_shop import CouponShop
from portal.models.fees.coupon_use import CouponUse
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class CouponRow:
    """`last_on` "": without an end."""

    id: int
    application_id: int
    made_at: int
    code_hash: bytes
    value: int
    uses: int
    remaining: int
    first_on: str
    last_on: str
    revoked_at: int | None = None


@dataclass(frozen=True)
class UseRow:
    id: int
    coupon_id: int
    shop_id: str
    once: str
    day: str
    at: int
    undone_at: int | None = None


@dataclass(frozen=True)
class ShopRow:
    id: str
    procedure: str
    name: str
    made_at: int
    staff_id: int
    ended_at: int | None = None


class IssuedRow(NamedTuple):
    receipt_number: str
    value: int
    uses: int
    remaining: int
    first_on: str
    last_on: str
    revoked_at: int | None


class UsedRow(NamedTuple):
    day: str
    at: int
    shop: str
    receipt_number: str
    value: int
    undone_at: int | None


class ShopSum(NamedTuple):
    shop_id: str
    uses: int
    yen: int


_coupon, _use, _shop, _application = Coupon.table, CouponUse.table, CouponShop.table, Application.table
_STANDING = _coupon.c.revoked_at.is_(None)
_ADD = sql(insert_into(Coupon, CouponRow, but=("id",)).on_conflict_do_nothing())
_OF = sql(rows(CouponRow, Coupon).where(by(_coupon.c.application_id)).order_by(_coupon.c.id))
_BY_HASH = sql(rows(CouponRow, Coupon).where(by(_coupon.c.code_hash)))
_PROCEDURE = sql(
    select(_application.c.procedure)
    .select_from(_coupon.join(_application, _application.c.id == _coupon.c.application_id))
    .where(by(_coupon.c.id)),
    str,
)
_REVOKE = sql(update(_coupon).where(by(_coupon.c.application_id), _STANDING).values(bound("revoked_at")))
_END_AFTER = sql(
    update(_coupon)
    .where(by(_coupon.c.application_id), or_(_coupon.c.last_on == "", _coupon.c.last_on > bindparam("day")), _STANDING)
    .values(last_on=bindparam("day"))
)
_TAKE = sql(
    update(_coupon)
    .where(
        by(_coupon.c.id),
        _coupon.c.remaining > 0,
        _coupon.c.first_on <= bindparam("day"),
        or_(_coupon.c.last_on == "", _coupon.c.last_on >= bindparam("day")),
        _STANDING,
    )
    .values(remaining=_coupon.c.remaining - 1)
)
_GIVE = sql(
    update(_coupon)
    .where(by(_coupon.c.id))
    .values(remaining=_coupon.c.remaining + 1)
    .returning(_coupon.c.application_id),
    int,
)
_ADD_USE = sql(insert_into(CouponUse, UseRow, but=("id",)).on_conflict_do_nothing())
_BY_ONCE = sql(rows(UseRow, CouponUse).where(by(_use.c.once)))
_USES = sql(rows(UseRow, CouponUse).where(by(_use.c.coupon_id)).order_by(_use.c.id))
_OF_SHOP = sql(rows(UseRow, CouponUse).where(by(_use.c.shop_id, _use.c.day)).order_by(_use.c.id.desc()).limit(200))
_UNDO = sql(
    update(_use)
    .where(by(_use.c.id, _use.c.shop_id, _use.c.day), _use.c.undone_at.is_(None))
    .values(bound("undone_at"))
    .returning(_use.c.coupon_id),
    int,
)
_ADD_SHOP = sql(insert_into(CouponShop, ShopRow).on_conflict_do_nothing())
_SHOP = sql(rows(ShopRow, CouponShop).where(by(_shop.c.id)))
_SHOPS = sql(
    rows(ShopRow, CouponShop).where(by(_shop.c.procedure)).order_by(_shop.c.ended_at.is_not(None), _shop.c.name)
)
_END_SHOP = sql(update(_shop).where(by(_shop.c.id), _shop.c.ended_at.is_(None)).values(bound("ended_at")))
_ISSUED = sql(
    select(
        _application.c.receipt_number,
        _coupon.c.value,
        _coupon.c.uses,
        _coupon.c.remaining,
        _coupon.c.first_on,
        _coupon.c.last_on,
        _coupon.c.revoked_at,
    )
    .select_from(_coupon.join(_application, _application.c.id == _coupon.c.application_id))
    .where(by(_application.c.procedure))
    .order_by(_coupon.c.id.desc())
    .limit(bindparam("most")),
    IssuedRow,
)
_USED = sql(
    select(_use.c.day, _use.c.at, _shop.c.name, _application.c.receipt_number, _coupon.c.value, _use.c.undone_at)
    .select_from(
        _use.join(_shop, _shop.c.id == _use.c.shop_id)
        .join(_coupon, _coupon.c.id == _use.c.coupon_id)
        .join(_application, _application.c.id == _coupon.c.application_id)
    )
    .where(by(_shop.c.procedure), _use.c.day >= bindparam("since"), _use.c.day <= bindparam("until"))
    .order_by(_use.c.id),
    UsedRow,
)
_STOOD = case((_use.c.undone_at.is_(None), 1), else_=0)
_SUMS = sql(
    select(_use.c.shop_id, func.sum(_STOOD), func.sum(_STOOD * _coupon.c.value))
    .select_from(_use.join(_shop, _shop.c.id == _use.c.shop_id).join(_coupon, _coupon.c.id == _use.c.coupon_id))
    .where(by(_shop.c.procedure), _use.c.day >= bindparam("since"), _use.c.day <= bindparam("until"))
    .group_by(_use.c.shop_id),
    ShopSum,
)


def add(unit: Unit, row: CouponRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def of_application(unit: Unit, application_id: int) -> list[CouponRow]:
    return every(unit, _OF, application_id=application_id)


def by_hash(unit: Unit, code_hash: bytes) -> CouponRow | None:
    return one(unit, _BY_HASH, code_hash=code_hash)


def procedure_of(unit: Unit, coupon_id: int) -> str | None:
    return one(unit, _PROCEDURE, id=coupon_id)


def revoke(unit: Unit, application_id: int, now: int) -> bool:
    return run(unit, _REVOKE, {"application_id": application_id, "revoked_at": now}).rowcount > 0


def end_after(unit: Unit, application_id: int, day: str) -> None:
    run(unit, _END_AFTER, {"application_id": application_id, "day": day})


def take(unit: Unit, coupon_id: int, day: str) -> bool:
    # A second caller waits; nothing is taken that is over, revoked or used up.
    return run(unit, _TAKE, {"id": coupon_id, "day": day}).rowcount == 1


def give_back(unit: Unit, coupon_id: int) -> int | None:
    # Its application.
    return one(unit, _GIVE, id=coupon_id)


def add_use(unit: Unit, row: UseRow) -> bool:
    return run(unit, _ADD_USE, vars(row)).rowcount == 1


def by_once(unit: Unit, once: str) -> UseRow | None:
    return one(unit, _BY_ONCE, once=once)


def uses_of(unit: Unit, coupon_id: int) -> list[UseRow]:
    return every(unit, _USES, coupon_id=coupon_id)


def uses_of_shop(unit: Unit, shop_id: str, day: str) -> list[UseRow]:
    # Newest first.
    return every(unit, _OF_SHOP, shop_id=shop_id, day=day)


def undo(unit: Unit, use_id: int, shop_id: str, day: str, now: int) -> int | None:
    # The coupon; None if this shop has no such use of that day.
    return one(unit, _UNDO, id=use_id, shop_id=shop_id, day=day, undone_at=now)


def add_shop(unit: Unit, row: ShopRow) -> bool:
    return run(unit, _ADD_SHOP, vars(row)).rowcount == 1


def shop_by_id(unit: Unit, shop_id: str) -> ShopRow | None:
    return one(unit, _SHOP, id=shop_id)


def shops_of(unit: Unit, procedure: str) -> list[ShopRow]:
    return every(unit, _SHOPS, procedure=procedure)


def end_shop(unit: Unit, shop_id: str, now: int) -> bool:
    return run(unit, _END_SHOP, {"id": shop_id, "ended_at": now}).rowcount == 1


def issued(unit: Unit, procedure: str, most: int) -> list[IssuedRow]:
    # Newest first.
    return every(unit, _ISSUED, procedure=procedure, most=most)


def used(unit: Unit, procedure: str, since: str, until: str) -> list[UsedRow]:
    return every(unit, _USED, procedure=procedure, since=since, until=until)


def sums(unit: Unit, procedure: str, since: str, until: str) -> Sequence[ShopSum]:
    return every(unit, _SUMS, procedure=procedure, since=since, until=until)
