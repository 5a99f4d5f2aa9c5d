"""eL-QR: made-up codes in its layout; none is of a real slip."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.unified_code import UnifiedCode, crc_of, fill_unified, read_unified

CODE = UnifiedCode(
    yen=1_230, due=date(2026, 11, 30), payable=date(2026, 12, 28), item="901", case_key="26123456780".ljust(20, "0"),
    confirmation="314159", office="99201", branch="001", levied="2026", taxed="2026", term="00", check_of_account="12",
    check_of_case="34",
)  # fmt: skip
HEAD = (
    "000201" "010212"
    "2796" "000513800" "0183" "12" "00000000000" "00000001230" "2" "13800" "0" "901" "00000"
    "34" "26123456780000000000" "314159" "0" "99201" "001" "0000000"
    "541100000001230" "6226" "2026" "2026" "00" "20261130" "20261228"
    "8085" + "0" * 85 + "6305"
)  # fmt: skip
TEXT = HEAD + crc_of(HEAD)


def with_crc(head: str) -> str:
    return head + crc_of(head)


def test_the_crc_is_that_of_emv_in_five_decimal_digits() -> None:
    assert crc_of("123456789") == f"{0x29B1:05}"  # CRC-16/CCITT-FALSE, the value of its catalogue
    assert crc_of("") == "65535"


def test_a_code_has_255_digits_in_the_places_of_the_layout_and_reads_back() -> None:
    assert len(TEXT) == 255
    assert read_unified(TEXT) == CODE


def digits(width: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=width, max_size=width)


def layout_of(code: UnifiedCode) -> str:
    """As a city writes it in its settings: the amount and the day until when are filled in."""
    number = (
        f"{code.check_of_account}{code.account}{{amount:011}}{code.bearer}13800{code.stamp}{code.item}{code.spare}"
        f"{code.check_of_case}{code.case_key}{code.confirmation}{code.eltax}{code.office}{code.branch}{code.spare_of_case}"
    )
    years = f"{code.levied}{code.taxed}{code.term}{code.due:%Y%m%d}{{until:%Y%m%d}}"
    return f"00020101021227960005138000183{number}5411{{amount:011}}6226{years}8085{code.more}6305{{crc}}"


@given(
    st.builds(
        UnifiedCode, yen=st.integers(0, 99_999_999_999), due=st.dates(date(1000, 1, 1)), payable=st.dates(date(1000, 1, 1)),
        item=digits(3), case_key=digits(20), confirmation=digits(6), office=digits(5), branch=digits(3), levied=digits(4),
        taxed=digits(4), term=digits(2), check_of_account=digits(2), check_of_case=digits(2), account=digits(11),
        bearer=digits(1), stamp=digits(1), eltax=digits(1), spare=digits(5), spare_of_case=digits(7), more=digits(85),
    )
)  # fmt: skip
def test_whatever_is_filled_into_a_layout_reads_back(code: UnifiedCode) -> None:
    assert read_unified(fill_unified(layout_of(code), "", code.payable, code.yen)) == code


def test_each_wrong_digit_is_noticed() -> None:
    for place in range(len(TEXT)):
        changed = str((int(TEXT[place]) + 1) % 10)
        with pytest.raises(ValueError, match=r"instead of|no day"):
            read_unified(TEXT[:place] + changed + TEXT[place + 1 :])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "here are 0 characters"),
        (TEXT[:-1] + "x", "here are 255 characters"),
        (with_crc(HEAD.replace("000201", "000301", 1)), "from digit 1 of this part: 0003 instead of 0002"),
        (with_crc(HEAD.replace("000201010212", "000202010211", 1)), "00 is 02 instead of 01; 01 is 11 instead of 12"),
        (with_crc(HEAD.replace("000513800", "000513801", 1)), "^27/00 is 13801 instead of 13800$"),
        (with_crc(HEAD.replace("0183", "0283", 1)), "from digit 10 of this part: 0283 instead of 0183"),
        (with_crc(HEAD.replace("213800", "213801", 1)), "^the body in 27/01 is 13801 instead of 13800$"),
        (
            with_crc(HEAD.replace("541100000001230", "541100000001231")),
            "^the amount in 27/01 is 00000001230 instead of 00000001231$",
        ),
        (HEAD + "00000", r"^63 \(CRC\) is 00000 instead of \d{5}$"),
        (
            with_crc(HEAD.replace("2026113020261228", "2026113100000000")),
            "^due in 62 is 20261131, which is no day; payable in 62 is 00000000, which is no day$",
        ),
    ],
)
def test_every_part_that_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_unified(text)


def test_a_layout_gets_number_day_amount_and_crc() -> None:
    layout = HEAD.replace("26123456780", "{number}").replace("00000001230", "{amount:011}")
    layout = layout.replace("20261228", "{until:%Y%m%d}")
    assert fill_unified(layout + "{crc}", "26123456780", date(2026, 12, 28), 1_230) == TEXT
    assert fill_unified(layout, "26123456780", date(2026, 12, 28), 1_230) == HEAD
