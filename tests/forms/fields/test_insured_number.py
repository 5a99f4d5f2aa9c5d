from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.insured_number import InsuredNumber, InsuredNumberSettings
from tests.forms.fields.asking import ask, mistakes_of, stored_value

CARE, INSURER = {"scheme": "care"}, {"scheme": "health_insurer"}
SETTINGS: tuple[dict[str, Any], ...] = (CARE, INSURER)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0000000101", "0000000101"), ("００００ ０００１－０１", "0000000101"), ("h000000001", "H000000001")],
)
def test_a_care_number_keeps_its_zeros_and_its_h(typed: str, stored: str) -> None:
    assert stored_value("insured_number", typed, CARE) == stored


@pytest.mark.parametrize("typed", ["101", "00000000101", "HH00000001", "000000000H", "被保険者番号"])
def test_what_is_no_care_number_is_reported(typed: str) -> None:
    parsed = ask("insured_number", typed, CARE)
    assert mistakes_of(parsed) == [("insured_number.care", "")]
    assert parsed.mistakes[0].arguments == {"count": len(typed)}


@pytest.mark.parametrize("number", ["33120015", "991018", "39991013", "01990019", "282152", "252098"])
def test_a_health_insurers_number_ends_with_its_check_digit(number: str) -> None:
    assert stored_value("insured_number", number, INSURER) == number
    for wrong in set("0123456789") - {number[-1]}:
        assert mistakes_of(ask("insured_number", number[:-1] + wrong, INSURER)) == [("insured_number.check_digit", "")]


@pytest.mark.parametrize("typed", ["9910188", "12345", "H91018"])
def test_what_is_no_insurers_number_is_reported(typed: str) -> None:
    assert mistakes_of(ask("insured_number", typed, INSURER)) == [("insured_number.health_insurer", "")]


def test_the_letter_h_can_be_typed_on_a_phone() -> None:
    parts = [InsuredNumber().parts(InsuredNumberSettings.model_validate(scheme)) for scheme in SETTINGS]
    assert [part.inputmode for (part,) in parts] == ["", "numeric"]


@pytest.mark.parametrize("given", [{}, {"scheme": "pension"}])
def test_a_scheme_must_be_named(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        InsuredNumberSettings.model_validate(given)
