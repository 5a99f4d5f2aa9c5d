"""払込票 of a convenience store."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from forms.numbers.unified_code import read_unified
from integrations.remaking.qr import read_codes
from portal.config import load_settings
from portal.errors import BadSetting, Closed
from portal.services.fees.print_shop_slip import print_shop_slip, shop_slip_content
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.fees.paying import DUTY, FEE, begin, case_of
from tests.portal.services.paper.paper import text_of
from tests.portal.world import add_member

# Made up; the check pairs are 12 and 34.
LAYOUT = (
    "0002010102122796000513800018312" + "0" * 11 + "{amount:011}2138000901" + "0" * 5 + "34{number}" + "0" * 9
    + "3141590992010010000000" + "5411{amount:011}" + "62262026202600" + "20261130{until:%Y%m%d}" + "8085" + "0" * 85
    + "6305{crc}"
)  # fmt: skip


@pytest.fixture
def issuing(paying: Installation) -> Installation:
    return replace(paying, settings=paying.settings.model_copy(update={"shop_payment_issuer": "912345"}))


def content_of(site: Installation, session: Session, number: str) -> dict[str, Any]:
    with site.database.read() as unit:
        return shop_slip_content(site, unit, case_of(site, session, number))


def test_the_slip_carries_the_receipt_number_the_amount_and_the_last_day(
    issuing: Installation, session: Session, number: str
) -> None:
    content = content_of(issuing, session, number)
    digits = content["digits"]
    assert (digits[:8], digits[8:29]) == ("91912345", number.replace("-", "").ljust(21, "0"))
    assert (digits[30:36], digits[37:43]) == ("261204", f"{FEE:06}")
    assert not any(answer in repr(content) for answer in ("090-0000-0001", "1丁目", "1994", "ミホン"))
    words = text_of(print_shop_slip(issuing, content))
    for text in ("払込票", number, f"{FEE}円", "令和8年（2026年）12月4日", content["shown"][0], content["shown"][1]):
        assert text in words
    assert content["bars"].count("<rect") == 25 * 3 + 4


def test_the_slip_of_an_agency_has_its_digits_for_the_city_before_the_receipt_number(
    issuing: Installation, session: Session, number: str
) -> None:
    settings = issuing.settings.model_copy(update={"shop_payment_issuer": "92902325207"})
    digits = content_of(replace(issuing, settings=settings), session, number)["digits"]
    assert (digits[:8], digits[8:29]) == ("91929023", ("25207" + number.replace("-", "")).ljust(21, "0"))


def test_the_unified_code_is_printed_by_the_layout_that_the_city_sets_and_reads_back(
    issuing: Installation, session: Session, number: str
) -> None:
    settings = issuing.settings.model_copy(update={"shop_payment_qr": LAYOUT})
    slip = print_shop_slip(issuing, content_of(replace(issuing, settings=settings), session, number))
    shown = PdfDocument(slip)[0].render(scale=200 / 72, grayscale=True).to_pil()
    (text,) = read_codes(shown)
    code = read_unified(text)
    assert (code.yen, code.payable, code.case_key) == (FEE, date(2026, 12, 4), number.replace("-", "").ljust(20, "0"))
    assert "eL-QR" in text_of(slip)
    assert "eL-QR" not in text_of(print_shop_slip(issuing, content_of(issuing, session, number)))


@pytest.mark.parametrize(
    "layout",
    [
        "{amount.__class__}",
        "{person}",
        "{until:%x}",
        "小さい",
        "{0}",
        "{amount:011",
        "{amount:0999}{crc}",
        "{crc}",
        "1",
    ],
)
def test_no_sign_but_digits_number_day_amount_and_crc_is_taken(layout: str) -> None:
    with pytest.raises(BadSetting, match="KAKANAI_SHOP_PAYMENT_QR"):
        load_settings(env="test", shop_payment_qr=layout)


@pytest.mark.parametrize(
    ("was", "now", "complaint"),
    [
        (
            LAYOUT,
            "01{number}{crc}",
            "is no eL-QR when it is filled in: an eL-QR has 255 digits; here are 18 characters.",
        ),
        ("5411{amount:011}", "541100000000710", "the amount in 27/01 is 00000012340 instead of 00000000710"),
        ("{amount:011}", "00000000710", "KAKANAI_SHOP_PAYMENT_QR has no {amount:011} in 54 and 27/01."),
        ("20261130{until:%Y%m%d}", "{until:%Y%m%d}20261130", "has no {until:%Y%m%d} in 支払期限 of 62."),
        ("{number}", "26342548764", "KAKANAI_SHOP_PAYMENT_QR has no {number} in 案件特定キー of 27/01."),
    ],
)
def test_a_layout_that_makes_no_such_code_stops_the_start(was: str, now: str, complaint: str) -> None:
    assert load_settings(env="test", shop_payment_qr=LAYOUT).shop_payment_qr == LAYOUT
    layout = LAYOUT.replace(was, now)
    assert layout != LAYOUT
    with pytest.raises(BadSetting, match=re.escape(complaint)):
        load_settings(env="test", shop_payment_qr=layout)


def test_production_prints_none_since_each_slip_needs_check_pairs_of_its_own() -> None:
    refused = "KAKANAI_SHOP_PAYMENT_QR is for demo and test: an eL-QR has check pairs of its own on each slip"
    with pytest.raises(BadSetting, match=refused):
        load_settings(env="production", shop_payment_qr=LAYOUT)
    with pytest.raises(BadSetting) as others:
        load_settings(env="production")
    assert "SHOP_PAYMENT_QR" not in str(others.value)


def test_without_an_issuer_or_while_an_order_is_open_there_is_none(
    paying: Installation, issuing: Installation, session: Session, number: str
) -> None:
    with pytest.raises(Closed):
        content_of(paying, session, number)
    begin(issuing, session, number)
    with pytest.raises(Closed):
        content_of(issuing, session, number)


def test_a_reviewer_makes_it_on_the_case_page_and_others_do_not(
    paying: Installation, issuing: Installation, number: str
) -> None:
    page, slip = f"/desk/{number}", f"/desk/{number}/payment/slip"
    desk = at_desk(issuing, add_member(issuing, "tanto", ("reviewer", DUTY)))
    made = desk.post(page, slip, {})
    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    stranger = at_desk(issuing, add_member(issuing, "hoka", ("reviewer", "child-allowance")))
    assert stranger.post("/desk", slip, {}).status_code == 404
    assert slip not in at_desk(paying, add_member(paying, "mada", ("reviewer", DUTY))).get(page)
