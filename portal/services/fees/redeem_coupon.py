"""A shop takes a use of a 利用券."""

import hashlib
import hmac
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, NotFound, required
from portal.services.cases.coupons import coupon_hash, state_of
from portal.services.shared import throttle
from portal.services.shared.codes import read_code
from portal.services.shared.needs import Basics, HasCodeKey
from portal.services.shared.throttle import COUPON_PLACE, COUPON_SHOP
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.fees import coupons
from portal.store.fees.coupons import CouponRow, ShopRow, UseRow

_MOST_ONCE = 64


@dataclass(frozen=True)
class Offered:
    # Nothing of whom it is for.

    row: CouponRow
    state: str
    today: int  # uses of this day at this shop


def shop_key(installation: HasCodeKey, shop_id: str) -> str:
    return hmac.digest(installation.code_key, f"coupon shop\0{shop_id}".encode(), hashlib.sha256).hex()[:32]


def shop_by_key(installation: HasCodeKey, unit: Unit, shop_id: str, key: str) -> ShopRow:
    # Raises NotFound, also for one that takes none any more.
    right = hmac.compare_digest(key.encode(), shop_key(installation, shop_id).encode())
    shop = coupons.shop_by_id(unit, shop_id) if right else None
    if shop is None or shop.ended_at is not None:
        raise NotFound("shop")
    return shop


def offered_coupon(installation: HasCodeKey, unit: Unit, shop: ShopRow, typed: str, place: str) -> Offered | None:
    # None for a wrong code and for another procedure's. Commit in both cases. Raises TooMany.
    throttle.count(installation, unit, COUPON_SHOP, shop.id)
    throttle.count(installation, unit, COUPON_PLACE, place)
    row = _by_code(installation, unit, shop, typed)
    if row is None:
        write_audit(installation, unit, Actor("system", "shop", "", place), "fail to use coupon", detail=shop.id)
        return None
    throttle.give_back(installation, unit, COUPON_SHOP, shop.id)
    throttle.give_back(installation, unit, COUPON_PLACE, place)
    today = installation.clock.today().isoformat()
    here = [use for use in coupons.uses_of_shop(unit, shop.id, today) if use.coupon_id == row.id]
    return Offered(row, state_of(installation, row), sum(use.undone_at is None for use in here))


def use_coupon(installation: HasCodeKey, unit: Unit, shop: ShopRow, typed: str, once: str, place: str) -> UseRow:
    # Once per `once`. Raises NotFound; Closed if it is over, revoked, used up, or this use was undone.
    row = _by_code(installation, unit, shop, typed)
    if row is None or not 0 < len(once) <= _MOST_ONCE or not once.isprintable():
        raise NotFound("coupon")
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    use = UseRow(0, row.id, shop.id, once, today, now)
    if coupons.add_use(unit, use):
        if not coupons.take(unit, row.id, today):
            raise Closed("coupon")
        _audit(installation, unit, shop, row.application_id, "use coupon", place)
    made = coupons.by_once(unit, once)
    if made is None or (made.coupon_id, made.shop_id) != (row.id, shop.id):
        raise NotFound("coupon")
    if made.undone_at is not None:
        raise Closed("coupon")
    return made


def undo_use(installation: HasCodeKey, unit: Unit, shop: ShopRow, use_id: int, place: str) -> None:
    # Raises Closed unless it is this shop's of today and counts.
    now, today = to_micro(installation.clock.now()), installation.clock.today().isoformat()
    coupon_id = required(coupons.undo(unit, use_id, shop.id, today, now), Closed("coupon"))
    _audit(installation, unit, shop, coupons.give_back(unit, coupon_id), "undo use of coupon", place)


def _by_code(installation: HasCodeKey, unit: Unit, shop: ShopRow, typed: str) -> CouponRow | None:
    code = read_code(typed)
    row = coupons.by_hash(unit, coupon_hash(installation.code_key, code)) if code else None
    return row if row is not None and coupons.procedure_of(unit, row.id) == shop.procedure else None


def _audit(
    installation: Basics, unit: Unit, shop: ShopRow, application_id: int | None, act: str, place: str
) -> None:  # fmt: skip
    actor = Actor("system", "shop", "", place)
    write_audit(installation, unit, actor, act, application_id=application_id, detail=shop.id)
