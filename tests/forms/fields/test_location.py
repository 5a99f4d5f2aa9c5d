from typing import Any

import pytest

from forms.fields.location import Location, point_of
from tests.forms.fields.asking import EASY, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


def test_a_place_in_words_is_kept_as_written() -> None:
    value = stored_value("location", {"words": " 見本小学校の前 ", "latitude": "", "longitude": ""})
    assert value == {"words": "見本小学校の前"}
    assert shown("location", value) == "見本小学校の前"


def test_a_point_has_six_decimals_however_many_came() -> None:
    point = {"latitude": "35.12345649999", "longitude": "１３９．７"}
    value = stored_value("location", {"words": "交差点", **point})
    assert value == {"words": "交差点", "latitude": "35.123456", "longitude": "139.700000"}
    assert shown("location", value) == "交差点　地図の位置：35.123456, 139.700000"
    assert "35.123456" in shown("location", value, speech=EASY)
    south = stored_value("location", {"words": "海", "latitude": "-0.0000001", "longitude": "-180"})
    assert (south["latitude"], south["longitude"]) == ("0.000000", "-180.000000")


@pytest.mark.parametrize(
    ("typed", "stored"), [("Ｍ－０１２３", "M-0123"), (" M-0123 ", "M-0123"), ("見本支ー12", "見本支ー12")]
)
def test_the_number_on_a_pole_is_enough(typed: str, stored: str) -> None:
    value = stored_value("location", {"asset": typed})
    assert value == {"asset": stored}
    assert shown("location", value) == f"番号：{stored}"
    assert Location().cells(value, PLAIN) == {"": "", "asset": stored}


def test_a_point_alone_cannot_be_read_out_over_the_telephone() -> None:
    assert mistakes_of(ask("location", {"latitude": "35.1", "longitude": "139.1"})) == [
        ("location.words_missing", "words")
    ]


@pytest.mark.parametrize(
    ("point", "part"),
    [
        ({"latitude": "35.1"}, "longitude"),
        ({"longitude": "139.1"}, "latitude"),
        ({"latitude": "北", "longitude": "139.1"}, "latitude"),
        ({"latitude": "北", "longitude": "東"}, "latitude"),
        ({"latitude": "90.1", "longitude": "139.1"}, "latitude"),
        ({"latitude": "35", "longitude": "181"}, "longitude"),
        ({"latitude": "1e1", "longitude": "139"}, "latitude"),
        ({"latitude": "35.", "longitude": "139"}, "latitude"),
        ({"latitude": "NaN", "longitude": "139"}, "latitude"),
        ({"latitude": "35." + "1" * 16, "longitude": "139"}, "latitude"),
    ],
)
def test_a_point_that_is_none_is_reported(point: dict[str, str], part: str) -> None:
    assert mistakes_of(ask("location", {"words": "見本橋", **point})) == [("location.point_unclear", part)]


def test_where_a_device_is_is_a_point_or_nothing() -> None:
    assert point_of("35.6750001,-139.75") == ("35.675000", "-139.750000")
    for text in ("", "35.1", "35.1,", "91,139", "35.1,181", "a,b", "35.1,139.1,7"):
        assert point_of(text) == ()


def test_each_box_has_its_length() -> None:
    assert mistakes_of(ask("location", {"words": "見" * 201, "asset": "1" * 41})) == [
        ("box.too_long", "words"), ("box.too_long", "asset"),
    ]  # fmt: skip
