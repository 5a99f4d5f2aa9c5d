from decimal import Decimal

import pytest

from forms.text.written_number import counters, read_number, read_yen


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", "3"), ("３", "3"), ("三", "3"), ("①", "1"), (" 3 人 ", "3"), ("３名", "3"), ("三つ", "3"),
        ("十", "10"), ("二十三", "23"), ("百五", "105"), ("千", "1000"), ("三五〇〇", "3500"), ("二〇二六", "2026"),
        ("1,234", "1234"), ("１，２３４", "1234"), ("1、234", "1234"), ("1, 234", "1234"), ("12 345", "12345"),
        ("3万5千", "35000"), ("1万2,345", "12345"), ("１億２０００万", "120000000"), ("2兆", "2000000000000"),
        ("1.5", "1.5"), ("１．５", "1.5"), ("1。5", "1.5"), ("一・五", "1.5"), ("3。", "3"), ("1,234.5", "1234.5"),
        ("-5", "-5"), ("−５", "-5"), ("ー5", "-5"), ("△1,000", "-1000"), ("マイナス三", "-3"), ("-0", "0"),
        ("007", "7"), ("壱万弐千", "12000"), ("1.5万", "15000"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, number: str) -> None:
    assert read_number(text, counters("")) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "人", "たくさん", "約3", "1,5", "1 2", "12,34", "1,2345", "万", "1万2万", "5万3億", "1万50000", "5百2000",
     "1.2.3", ".5", "3-4", "--3", "٣", "3日", "1/2", "½", "3人人", "3\n4"],
)  # fmt: skip
def test_what_could_mean_two_things_or_nothing_is_not_guessed(text: str) -> None:
    assert read_number(text, counters("")) is None


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [("3人", "名", "3"), ("3ヶ月", "か月", "3"), ("５０平方メートル", "㎡", "50"), ("50m2", "㎡", "50"), ("３，１２０ｇ", "グラム", "3120"), ("50センチ", "cm", "50"), ("３０才", "歳", "30"),
     ("2KG", "kg", "2"), ("35千円", "千円", "35"), ("千円", "円", "1000")],
)  # fmt: skip
def test_the_unit_that_is_asked_may_be_after_it_in_any_spelling(text: str, unit: str, number: str) -> None:
    assert read_number(text, counters(unit)) == Decimal(number)


def test_another_unit_is_not_taken_for_the_one_that_is_asked() -> None:
    assert read_number("3日", counters("か月")) is None
    assert read_number("35000円", counters("千円")) is None


@pytest.mark.parametrize(
    ("text", "yen"),
    [("35000", 35_000), ("35,000円", 35_000), ("¥35,000", 35_000), ("￥３５，０００－", 35_000), ("\\35,000", 35_000),
     ("3万5千円", 35_000), ("1万円", 10_000), ("一万円", 10_000), ("金三万円也", 30_000), ("1.5万円", 15_000), ("35千円", 35_000),
     ("０円", 0), ("-¥500", -500), ("△５００円", -500), (" 35 000 円 ", 35_000)],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(text: str, yen: int) -> None:
    assert read_yen(text) == yen


@pytest.mark.parametrize("text", ["", "-", "円", "¥", "なし", "35,000ドル", "¥¥5", "3万円くらい", "5円5"])
def test_what_is_no_amount_of_yen_is_not_guessed(text: str) -> None:
    assert read_yen(text) is None
