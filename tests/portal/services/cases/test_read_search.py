"""The search box detects the kind of its input."""

from datetime import date

import pytest

from portal.services.cases.read_search import Search, read_search
from portal.services.shared.receipt_number import draw


@pytest.mark.parametrize("shape", ["{}", " {} ", "受付番号：{}"])
def test_a_receipt_number(shape: str) -> None:
    number = draw(date(2026, 11, 20))
    wide = number.replace("-", " ").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for typed in (number, number.replace("-", ""), wide):
        assert read_search(shape.format(typed)) == Search(number=number)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("090-1234-5678", "09012345678"), ("０３ー１２３４ー５６７８", "0312345678"), ("+81 90 1234 5678", "09012345678"), ("0123-45-6789", "0123456789"),
     ("(0123)45-6789", "0123456789")],
)  # fmt: skip
def test_a_telephone(typed: str, digits: str) -> None:
    assert read_search(typed) == Search(phone=digits)


def test_no_mobile_number_is_taken_for_a_receipt_number() -> None:
    for last in range(10):
        assert read_search(f"0901234567{last}") == Search(phone=f"0901234567{last}")


@pytest.mark.parametrize(
    "typed",
    ["1949-04-03", "1949/4/3", "1949年4月3日", "19490403", "昭和24年4月3日", "昭24.4.3", "S24.4.3", "s24/4/3", "S240403", "昭和２４年４月３日", "昭和24年 4月 3日",
     "生年月日：昭和24年4月3日", "西暦1949年4月3日"],
)  # fmt: skip
def test_a_day_of_birth_in_both_calendars(typed: str) -> None:
    assert read_search(typed) == Search(birth="1949-04-03")


@pytest.mark.parametrize(
    "typed", ["たかみほん S24.4.3", "ﾀｶﾐﾎﾝ　1949-04-03", "昭和24年4月3日 タカミホン", "タカミホン19490403"]
)
def test_a_reading_with_a_day_of_birth(typed: str) -> None:
    search = read_search(typed)
    assert (search.birth, search.kind) == ("1949-04-03", "name+birth")
    assert search.readings == read_search("タカミホン").readings


@pytest.mark.parametrize(
    ("typed", "kind"), [("髙見本 太郎", "name"), ("髙見本 19490403", "name+birth"), ("SMITH 1949-04-03", "name+birth")]
)
def test_a_name(typed: str, kind: str) -> None:
    assert read_search(typed).kind == kind


def test_a_reading_in_latin_letters_is_a_name_and_a_reading() -> None:
    search = read_search("takamihon")
    assert search.names == {"TAKAMIHON"}
    assert search.readings & read_search("タカミホン").readings


@pytest.mark.parametrize(
    ("typed", "message"),
    [("123", "数字が3けたです"), ("26-123-456-780", "受付番号のどこかが違う"), ("昭和24年13月3日", "生年月日が読めません"), ("タカミ 1949-02-30", "生年月日が読めません"),
     ("？？", "入れてください"), ("令和1年1月1日", "生年月日が読めません")],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_write(typed: str, message: str) -> None:
    assert message in read_search(typed).problem


@pytest.mark.parametrize(
    "typed", ["", "\0", "ー", "・", "%", "' OR 1=1 --", "0" * 100, "1" * 5000, "昭和" * 50, "\ud800"]
)
def test_whatever_is_typed_nothing_breaks(typed: str) -> None:
    read_search(typed)
