"""Parsing of userinfo responses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.identity.basic_four import read_basic_four
from integrations.sockets.interfaces import BasicFour


def test_four_attributes_are_read() -> None:
    claims = {"name": "見本　花子", "address": "見本市１", "birthdate": "1985-03-15", "gender": "2", "sub": "x"}
    assert read_basic_four(claims) == BasicFour("見本　花子", "見本市１", date(1985, 3, 15), "1985-03-15", "2")


def test_nothing_given_is_nothing_known() -> None:
    assert read_basic_four({"sub": "x"}) == BasicFour()


@pytest.mark.parametrize("raw", ["19850315", "1985-03-15"])
def test_both_spellings_of_a_day_are_read(raw: str) -> None:
    assert read_basic_four({"birthdate": raw}).birth == date(1985, 3, 15)


@pytest.mark.parametrize(
    "raw",
    [
        "0000-03-15",
        "1985",
        "1985-02-30",
        "19850300",
        "１９８５０３１５",
        "1985-03-15T00:00",
        "319850315",
        " 19850315",
        "",
    ],
)
def test_a_day_that_is_none_stays_raw_and_is_not_guessed(raw: str) -> None:
    four = read_basic_four({"birthdate": raw})
    assert (four.birth, four.birth_raw) == (None, raw)


def test_a_number_is_kept_as_its_digits() -> None:
    four = read_basic_four({"gender": 1, "birthdate": 19850315})
    assert (four.sex_raw, four.birth) == ("1", date(1985, 3, 15))


def test_an_address_may_be_the_standards_object() -> None:
    assert read_basic_four({"address": {"formatted": "見本市１", "country": "JP"}}).address == "見本市１"
    assert read_basic_four({"address": {"country": "JP"}}).address == ""


@pytest.mark.parametrize("value", [None, True, 1.5, [], ["見本"], {}])
def test_a_value_of_another_kind_is_nothing(value: object) -> None:
    assert read_basic_four(dict.fromkeys(("name", "address", "birthdate", "gender"), value)) == BasicFour()


@given(st.text())
def test_no_character_of_a_name_is_changed(name: str) -> None:
    assert read_basic_four({"name": name, "address": name}) == BasicFour(name=name, address=name)


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert read_basic_four({"birthdate": day.isoformat()}).birth == day
    assert read_basic_four({"birthdate": f"{day:%Y%m%d}".rjust(8, "0")}).birth == day
