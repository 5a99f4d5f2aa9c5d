"""Slips of convenience stores."""

from datetime import date

import pytest

from forms.numbers.shop_payment import MODULE, ShopPayment, bars, read_shop_payment, shop_payment, shown_payment

UNTIL = date(2026, 12, 31)
DIGITS = "91912345" + "263425487640000000000" + "0" + "261231" + "0" + "000710" + "4"


def test_the_fields_are_in_their_places() -> None:
    assert shop_payment("912345", "26342548764", UNTIL, 710) == DIGITS
    assert shown_payment(DIGITS) == ("(91)912345-2634254876400000000000", "261231-0-000710-4")
    assert shop_payment("912345", "1", UNTIL, 300_000, reissued=2, stamped=True)[29:43] == "22612311300000"


def test_the_check_digit_makes_the_weighted_sum_a_multiple_of_ten_and_notices_each_changed_digit() -> None:
    def whole(digits: str) -> bool:
        return sum(int(digit) * (1 + place % 2 * 2) for place, digit in enumerate(reversed(digits))) % 10 == 0

    assert whole(DIGITS)
    for place in range(44):
        changed = str((int(DIGITS[place]) + 1) % 10)
        assert not whole(DIGITS[:place] + changed + DIGITS[place + 1 :]), place


@pytest.mark.parametrize(
    ("issuer", "free", "yen"),
    [("12345", "1", 1), ("1234567", "1", 1), ("12345x", "1", 1), ("１23456", "1", 1), ("123456", "1" * 22, 1),
     ("123456", "1", 0), ("123456", "1", 300_001)],
)  # fmt: skip
def test_what_no_store_takes_is_no_slip(issuer: str, free: str, yen: int) -> None:
    with pytest.raises(ValueError, match="no slip"):
        shop_payment(issuer, free, UNTIL, yen)


def test_the_bars_fit_the_reader_of_a_till() -> None:
    drawn = bars(DIGITS)
    # Start, FNC1, 22 pairs and check of 11 modules, stop of 13.
    assert len(drawn) == 25 * 11 + 13
    assert len(drawn) * MODULE + 2 * 2.54 <= 60
    assert drawn.startswith("11010011100" + "11110101110"), "start C, then FNC1, as GS1-128 begins"
    assert drawn.endswith("1100011101011")
    # The check is (105 + 102 + 2 · 12 + 3 · 34) % 103 = 24.
    assert bars("1234")[22:55] == "10110011100" + "10001011000" + "11101001100"


def test_the_digits_read_back() -> None:
    assert read_shop_payment(DIGITS) == ShopPayment("912345", "263425487640000000000", 0, False, 710)
    stamped = shop_payment("912345", "1", UNTIL, 300_000, reissued=2, stamped=True)
    assert read_shop_payment(stamped) == ShopPayment("912345", "1" + "0" * 20, 2, True, 300_000)


@pytest.mark.parametrize(
    ("digits", "complaint"),
    [
        ("92" + DIGITS[2:], "44 digits that begin with 91"), (DIGITS[:-1], "44 digits"), (DIGITS + "0", "44 digits"),
        (DIGITS[:-1] + "４", "44 digits"), (DIGITS[:-1] + "5", "the check digit"),
        (DIGITS[:9] + "7" + DIGITS[10:], "the check digit"),
    ],
)  # fmt: skip
def test_what_is_not_of_a_slip_is_refused(digits: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_shop_payment(digits)
