"""Uses, shops and sums."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.fees import coupons
from portal.store.fees.coupons import CouponRow, ShopRow, ShopSum, UseRow
from tests.portal.store.planting import plant

DAY = "2026-11-20"


@pytest.fixture
def coupon(unit: Unit) -> CouponRow:
    application = plant(unit, Application, procedure="taxi", duty="care")["id"]
    row = CouponRow(0, application, 5, b"hash", 500, 2, 2, "2026-11-20", "2027-03-31")
    assert coupons.add(unit, row)
    assert not coupons.add(unit, replace(row, code_hash=b"other")), "of one result there is one"
    stored = coupons.by_hash(unit, b"hash")
    assert stored is not None
    return stored


@pytest.fixture
def shop(unit: Unit) -> ShopRow:
    row = ShopRow("s1", "taxi", "見本タクシー", 5, plant(unit, Staff)["id"])
    assert coupons.add_shop(unit, row)
    return row


def remaining(unit: Unit) -> int:
    stored = coupons.by_hash(unit, b"hash")
    assert stored is not None
    return stored.remaining


@pytest.mark.parametrize(
    ("day", "taken"), [("2026-11-19", False), (DAY, True), ("2027-03-31", True), ("2027-04-01", False)]
)
def test_it_is_taken_within_its_days(unit: Unit, coupon: CouponRow, day: str, taken: bool) -> None:
    assert coupons.take(unit, coupon.id, day) == taken
    assert remaining(unit) == 2 - taken


def test_no_more_is_taken_than_was_issued_and_nothing_of_a_revoked_one(unit: Unit, coupon: CouponRow) -> None:
    assert [coupons.take(unit, coupon.id, DAY) for _ in range(3)] == [True, True, False]
    coupons.give_back(unit, coupon.id)
    assert [coupons.revoke(unit, coupon.application_id, 9) for _ in range(2)] == [True, False]
    assert not coupons.take(unit, coupon.id, DAY)
    assert [row.revoked_at for row in coupons.of_application(unit, coupon.application_id)] == [9]


def test_a_withdrawn_decision_ends_it_earlier_and_never_later(unit: Unit, coupon: CouponRow) -> None:
    for day in ("2026-12-31", "2027-12-31"):
        coupons.end_after(unit, coupon.application_id, day)
        assert [row.last_on for row in coupons.of_application(unit, coupon.application_id)] == ["2026-12-31"]


def test_a_use_is_one_of_its_press_and_undone_once_by_its_shop_on_its_day(
    unit: Unit, coupon: CouponRow, shop: ShopRow
) -> None:
    use = UseRow(0, coupon.id, shop.id, "once", DAY, 7)
    assert [coupons.add_use(unit, use) for _ in range(2)] == [True, False]
    made = coupons.by_once(unit, "once")
    assert made is not None
    assert coupons.uses_of(unit, coupon.id) == coupons.uses_of_shop(unit, shop.id, DAY) == [made]
    assert coupons.undo(unit, made.id, "s2", DAY, 8) is None
    assert coupons.undo(unit, made.id, shop.id, "2026-11-21", 8) is None
    assert [coupons.undo(unit, made.id, shop.id, DAY, at) for at in (8, 9)] == [coupon.id, None]
    assert coupons.uses_of_shop(unit, shop.id, "2026-11-21") == []


def test_shops_are_of_a_procedure_and_end_once(unit: Unit, shop: ShopRow) -> None:
    assert not coupons.add_shop(unit, shop)
    coupons.add_shop(unit, replace(shop, id="s0", name="あ社"))
    coupons.add_shop(unit, replace(shop, id="s2", procedure="bath"))
    assert [coupons.end_shop(unit, "s0", at) for at in (8, 9)] == [True, False]
    assert [row.id for row in coupons.shops_of(unit, "taxi")] == ["s1", "s0"], "ended ones are last"
    ended = coupons.shop_by_id(unit, "s0")
    assert ended is not None
    assert ended.ended_at == 8


def test_sums_and_lines_are_of_a_period_and_leave_out_what_was_undone(
    unit: Unit, coupon: CouponRow, shop: ShopRow
) -> None:
    for number, (day, undone_at) in enumerate((("2026-10-31", None), ("2026-11-01", None), ("2026-11-30", 9))):
        coupons.add_use(unit, UseRow(0, coupon.id, shop.id, f"o{number}", day, number, undone_at))
    assert coupons.sums(unit, "taxi", "2026-11-01", "2026-11-30") == [ShopSum("s1", 1, 500)]
    assert coupons.sums(unit, "taxi", "2026-12-01", "2026-12-31") == []
    lines = coupons.used(unit, "taxi", "2026-11-01", "2026-11-30")
    assert [(line.day, line.shop, line.value, line.undone_at) for line in lines] == [
        ("2026-11-01", "見本タクシー", 500, None), ("2026-11-30", "見本タクシー", 500, 9),
    ]  # fmt: skip
    assert [(row.uses, row.first_on, row.last_on) for row in coupons.issued(unit, "taxi", 9)] == [
        (2, "2026-11-20", "2027-03-31")
    ]
    assert (coupons.issued(unit, "bath", 9), coupons.procedure_of(unit, coupon.id)) == ([], "taxi")
