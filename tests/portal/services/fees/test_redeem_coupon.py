"""A shop takes a use."""

import threading
from itertools import product

import pytest

from portal.db import Unit
from portal.errors import Closed, NotFound, TooMany
from portal.services.cases.cases import case_of_member
from portal.services.fees.keep_coupons import end_shop, revoke_coupon
from portal.services.fees.redeem_coupon import offered_coupon, shop_by_key, shop_key, undo_use, use_coupon
from portal.services.shared.codes import SIGNS
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.throttle import COUPON_SHOP
from portal.store.fees import coupons
from portal.store.fees.coupons import ShopRow
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.services.fees.couponing import PLACE, PROCEDURE, USES, coupon, granted, reviewing, shop
from tests.portal.world import alice


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def member(installation: Installation) -> Member:
    return reviewing(installation)


@pytest.fixture
def number(installation: Installation, session: Session, member: Member) -> str:
    return granted(installation, session, member)


@pytest.fixture
def taxi(installation: Installation, member: Member) -> ShopRow:
    return shop(installation, member)


def use(installation: Installation, row: ShopRow, code: str, once: str) -> int:
    with installation.database.write() as unit:
        made = use_coupon(installation, unit, row, code, once, PLACE)
        unit.commit()
    return made.id


def test_it_is_used_as_often_as_it_says_and_a_second_press_is_none(
    installation: Installation, session: Session, number: str, taxi: ShopRow
) -> None:
    code = coupon(installation, session, number).code
    assert use(installation, taxi, code, "a") == use(installation, taxi, code, "a")
    assert coupon(installation, session, number).remaining == USES - 1
    for once in "bc":
        use(installation, taxi, code.lower().replace("-", " "), once)
    with pytest.raises(Closed):
        use(installation, taxi, code, "d")
    shown = coupon(installation, session, number)
    assert (shown.state, [name for _, name in shown.used]) == ("used", [taxi.name] * USES)


@pytest.mark.both_engines
def test_the_last_use_is_taken_once_by_many_at_the_same_moment(
    installation: Installation, session: Session, member: Member, taxi: ShopRow
) -> None:
    code = coupon(installation, session, granted(installation, session, member, uses=1)).code
    other, together, done = shop(installation, member, "ほかのタクシー"), threading.Barrier(4), []

    def press(row: ShopRow, once: str) -> None:
        together.wait()
        try:
            done.append(use(installation, row, code, f"{row.id}{once}"))
        except Closed:
            done.append(0)

    presses = [threading.Thread(target=press, args=pair) for pair in product((taxi, other), ("a", "b"))]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert len([it for it in done if it]) == 1
    with installation.database.read() as unit:
        assert len([it for row in (taxi, other) for it in coupons.uses_of_shop(unit, row.id, "2026-11-20")]) == 1


def test_a_use_is_given_back_on_its_day_by_its_shop_once(
    installation: Installation, session: Session, member: Member, number: str, taxi: ShopRow
) -> None:
    made = use(installation, taxi, coupon(installation, session, number).code, "a")
    tomorrow, other = later(installation, days=1), shop(installation, member, "ほかのタクシー")
    for site, row in ((tomorrow, taxi), (installation, other)):
        with site.database.write() as unit, pytest.raises(Closed):
            undo_use(site, unit, row, made, PLACE)
    with installation.database.write() as unit:
        undo_use(installation, unit, taxi, made, PLACE)
        with pytest.raises(Closed):
            undo_use(installation, unit, taxi, made, PLACE)
        unit.commit()
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        acts = [it.action for it in audit_records.after(unit, 0) if it.application_id == case.row.id]
    assert acts[-2:] == ["use coupon", "undo use of coupon"], "the record of the case has both"
    with pytest.raises(Closed):  # the page that used it, sent again, must not look like a use
        use(installation, taxi, coupon(installation, session, number).code, "a")
    assert (coupon(installation, session, number).remaining, coupon(installation, session, number).used) == (USES, ())


def offered(installation: Installation, unit: Unit, row: ShopRow, code: str) -> bool:
    return offered_coupon(installation, unit, row, code, PLACE) is not None


def test_a_shop_of_another_procedure_learns_nothing_of_it(
    installation: Installation, session: Session, number: str, taxi: ShopRow
) -> None:
    code = coupon(installation, session, number).code
    foreign = ShopRow("f" * 16, "another", "よその店", 1, taxi.staff_id)
    with installation.database.write() as unit:
        coupons.add_shop(unit, foreign)
        assert (offered(installation, unit, taxi, code), offered(installation, unit, foreign, code)) == (True, False)
        with pytest.raises(NotFound):
            use_coupon(installation, unit, foreign, code, "a", PLACE)


def test_guessing_ends_after_a_few_tries_and_the_right_code_costs_none(
    installation: Installation, session: Session, number: str, taxi: ShopRow
) -> None:
    code = coupon(installation, session, number).code
    with installation.database.write() as unit:
        for _ in range(COUPON_SHOP.tries + 5):
            assert offered(installation, unit, taxi, code)
        for place in range(COUPON_SHOP.tries):
            assert not offered(installation, unit, taxi, SIGNS[place % len(SIGNS)] * 10)
        with pytest.raises(TooMany):
            offered(installation, unit, taxi, code)


def test_a_press_of_another_coupon_or_shop_is_no_use_of_this(
    installation: Installation, session: Session, member: Member, number: str, taxi: ShopRow
) -> None:
    use(installation, taxi, coupon(installation, session, number).code, "a")
    second = coupon(installation, session, granted(installation, session, member)).code
    other = shop(installation, member, "ほかのタクシー")
    for row, code in ((taxi, second), (other, coupon(installation, session, number).code)):
        with pytest.raises(NotFound):
            use(installation, row, code, "a")
    for once in ("", "x" * 65, "x\0"):
        with pytest.raises(NotFound):
            use(installation, taxi, second, once)


def test_a_revoked_one_and_one_of_later_days_are_refused(
    installation: Installation, session: Session, member: Member, number: str, taxi: ShopRow
) -> None:
    code = coupon(installation, session, number).code
    with pytest.raises(Closed):
        use(later(installation, days=200), taxi, code, "a")
    with installation.database.write() as unit:
        revoke_coupon(installation, unit, member, case_of_member(installation, unit, member, number))
        unit.commit()
    with pytest.raises(Closed):
        use(installation, taxi, code, "b")


def test_the_link_of_a_shop_cannot_be_guessed_and_ends_with_it(
    installation: Installation, member: Member, taxi: ShopRow
) -> None:
    key = shop_key(installation, taxi.id)
    with installation.database.write() as unit:
        assert shop_by_key(installation, unit, taxi.id, key) == taxi
        for wrong in ("", key[:-1] + ("0" if key[-1] != "0" else "1"), shop_key(installation, "other"), "鍵"):
            with pytest.raises(NotFound):
                shop_by_key(installation, unit, taxi.id, wrong)
        end_shop(installation, unit, member, PROCEDURE, taxi.id)
        with pytest.raises(NotFound):
            shop_by_key(installation, unit, taxi.id, key)
