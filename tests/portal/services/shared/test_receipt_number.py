"""Receipt numbers detect errors."""

import re
import secrets
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import (
    check_digit,
    draw,
    draw_unused,
    is_of_side,
    named_in,
    note_used,
    printed_in,
    read,
    series_of,
)

DIGITS = st.text("0123456789", min_size=10, max_size=10)
ARRIVAL = date(2026, 11, 20)


def grouped(digits: str) -> str:
    return f"{digits[:2]}-{digits[2:5]}-{digits[5:8]}-{digits[8:]}"


def test_the_check_digit_is_the_one_of_the_published_table() -> None:
    assert check_digit("572") == "4"  # the example of Damm's table
    assert check_digit("") == "0"


def test_every_single_wrong_digit_is_found() -> None:
    for last in range(100):
        number = f"26123456{last:02d}"
        number += check_digit(number)
        for place, right in enumerate(number):
            for wrong in "0123456789".replace(right, ""):
                assert read(number[:place] + wrong + number[place + 1 :]) is None


@given(DIGITS, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_found_in_any_number(digits: str, place: int, by: int) -> None:
    number = digits + check_digit(digits)
    wrong = str((int(number[place]) + by) % 10)
    assert read(number[:place] + wrong + number[place + 1 :]) is None


@given(DIGITS)
def test_every_swap_of_two_neighbours_is_found(digits: str) -> None:
    number = digits + check_digit(digits)
    for place in range(10):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert (read(swapped) is None) == (swapped != number)


@given(DIGITS)
def test_a_number_is_read_however_it_is_typed(digits: str) -> None:
    number = digits + check_digit(digits)
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (number, grouped(number), wide, f" 受付番号：{grouped(wide)} ", " ".join(number)):
        assert read(typed) == grouped(number)


@given(st.text())
def test_anything_else_is_no_number(typed: str) -> None:
    parsed = read(typed)
    assert parsed is None or read(parsed) == parsed


def test_a_number_of_another_length_is_none() -> None:
    assert read("") is None
    assert read("26-123") is None
    assert read("0" * 12) is None


def test_a_drawn_number_holds_and_begins_with_the_fiscal_year() -> None:
    numbers = {draw(ARRIVAL) for _ in range(50)}
    assert len(numbers) == 50
    assert all(read(number) == number and number.startswith("26-") for number in numbers)
    assert draw(date(2027, 3, 31)).startswith("26-")
    assert draw(date(2027, 4, 1)).startswith("27-")
    assert draw(date(2105, 4, 1)).startswith("05-")


def test_two_zones_never_draw_the_same_number() -> None:
    drawn = {zone: {draw(ARRIVAL, zone).replace("-", "")[9] for _ in range(40)} for zone in ("outer", "inner")}
    assert drawn["outer"] <= set("02468")
    assert drawn["inner"] <= set("13579")


@pytest.mark.parametrize(
    "text",
    ["26-000-000-015", "２６－０００－０００－０１５", "No.\n26\u2011000\u2010000\u2212015様", "26-000-\r\n000-015"],
)
def test_a_number_is_found_on_a_paper_however_the_typesetter_wrote_it(text: str) -> None:
    assert printed_in(text) == {"26-000-000-015"}


@pytest.mark.parametrize("text", ["", "26000000015", "26-000-000-016", "126-000-000-015", "090-0000-0001"])
def test_other_digits_on_a_paper_are_no_number(text: str) -> None:
    assert printed_in(text) == set()


def test_a_file_is_named_with_its_number_with_or_without_dashes() -> None:
    assert named_in("証（26000000015）26-000-000-015.pdf") == {"26-000-000-015"}
    assert named_in("260000000159.pdf") == set()


@given(st.integers(1, 99))
def test_a_laptop_draws_numbers_that_no_other_side_draws(laptop: int) -> None:
    number = draw(ARRIVAL, "single", laptop)
    assert read(number) == number
    assert number.startswith("76-")
    assert [other for other in range(1, 100) if is_of_side(number, ARRIVAL, other)] == [laptop]
    assert not is_of_side(number, date(2027, 4, 1), laptop)
    assert re.fullmatch(series_of(ARRIVAL, laptop).replace("_", "[0-9]"), number)
    assert not any(is_of_side(draw(ARRIVAL, zone), ARRIVAL, laptop) for zone in ("single", "outer", "inner"))
    assert not is_of_side("x", ARRIVAL, laptop)


def test_a_laptop_draws_no_number_twice(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter((7, 7, 107, 107))
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn))
    with installation.database.write() as unit:
        laptop = installation.settings.model_copy(update={"laptop": 3})
        assert draw_unused(laptop, unit, ARRIVAL)[:10] == "76-000-000"
        assert draw_unused(laptop, unit, ARRIVAL)[:10] == "76-000-001"
        number = draw_unused(installation.settings, unit, ARRIVAL)
        assert [note_used(unit, number), note_used(unit, number)] == [True, False]
