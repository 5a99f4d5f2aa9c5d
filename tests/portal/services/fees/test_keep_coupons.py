"""利用券 of a section."""

from datetime import date

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.cases.cases import case_of_member
from portal.services.fees.keep_coupons import (
    add_shop,
    coupon_procedures,
    coupons_panel,
    end_shop,
    issued_coupons,
    revoke_coupon,
    shop_lines,
    used_coupons,
)
from portal.services.fees.redeem_coupon import use_coupon
from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import DUTY
from tests.portal.services.fees.couponing import PLACE, PROCEDURE, USES, VALUE, coupon, granted, reviewing, shop
from tests.portal.world import add_member, alice


def test_a_section_sees_its_shops_what_they_took_and_what_was_issued(installation: Installation) -> None:
    member, session = reviewing(installation), alice(installation)
    number, taxi = granted(installation, session, member), shop(installation, member)
    shop(installation, member, "使われない店")
    assert PROCEDURE in [it.id for it in coupon_procedures(installation, member)]
    with installation.database.write() as unit:
        use_coupon(installation, unit, taxi, coupon(installation, session, number).code, "a", PLACE)
        lines = shop_lines(unit, PROCEDURE, date(2026, 11, 1), date(2026, 11, 30))
        assert {line.shop.name: (line.uses, line.yen) for line in lines} == {
            "見本タクシー": (1, VALUE),
            "使われない店": (0, 0),
        }
        assert [(row.receipt_number, row.remaining) for row in issued_coupons(unit, PROCEDURE)] == [(number, USES - 1)]
        used = used_coupons(installation, unit, member, PROCEDURE, date(2026, 11, 20), date(2026, 11, 20))
        assert [(row.shop, row.receipt_number) for row in used] == [("見本タクシー", number)]


def test_only_reviewers_of_the_duty_keep_shops(installation: Installation) -> None:
    member = reviewing(installation)
    taxi = shop(installation, member)
    clerk, stranger = (
        add_member(installation, "miru", ("clerk", DUTY)),
        add_member(installation, "yoso", ("reviewer", "tax")),
    )
    with installation.database.write() as unit:
        for other, refusal in ((clerk, NotAllowed), (stranger, NotFound)):
            with pytest.raises(refusal):
                add_shop(installation, unit, other, PROCEDURE, "店")
            with pytest.raises(refusal):
                end_shop(installation, unit, other, PROCEDURE, taxi.id)
        with pytest.raises(NotFound):
            end_shop(installation, unit, member, PROCEDURE, "other")
        end_shop(installation, unit, member, PROCEDURE, taxi.id)
        with pytest.raises(Conflict):
            end_shop(installation, unit, member, PROCEDURE, taxi.id)


def test_it_is_taken_back_once_by_a_reviewer(installation: Installation) -> None:
    member, session = reviewing(installation), alice(installation)
    number = granted(installation, session, member)
    clerk = add_member(installation, "miru", ("clerk", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        assert coupons_panel(installation, unit, clerk, case)["revokes"] is False
        assert coupons_panel(installation, unit, member, case)["revokes"] is True
        with pytest.raises(NotAllowed):
            revoke_coupon(installation, unit, clerk, case)
        revoke_coupon(installation, unit, member, case)
        with pytest.raises(Conflict):
            revoke_coupon(installation, unit, member, case)
        assert coupons_panel(installation, unit, member, case)["revokes"] is False
