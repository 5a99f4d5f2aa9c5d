"""Check digits, against published numbers."""

import pytest

from forms.numbers.check_digits import modulus_10, of_corporation, of_municipality, of_person


@pytest.mark.parametrize("number", ["33120015", "991018", "39991013", "01990019", "282152", "252098"])
def test_an_insurers_number_ends_with_its_check_digit(number: str) -> None:
    assert modulus_10(number[:-1]) == number[-1]


@pytest.mark.parametrize("number", ["7000012050002", "4011001098993", "7123456789012"])
def test_a_corporations_number_begins_with_its_check_digit(number: str) -> None:
    assert of_corporation(number[1:]) == number[0]


@pytest.mark.parametrize("code", ["011002", "131016", "141003", "271004", "282154", "401307", "473821"])
def test_a_municipalitys_code_ends_with_its_check_digit(code: str) -> None:
    assert of_municipality(code[:-1]) == code[-1]


def test_it_does_not_see_0_and_9_change_places() -> None:
    assert of_corporation("900012050002") == of_corporation("000012050002") == "7"


@pytest.mark.parametrize(("body", "digit"), [("12345678901", "8"), ("00000000000", "0"), ("00000000006", "0")])
def test_a_persons_number_ends_with_its_check_digit(body: str, digit: str) -> None:
    assert of_person(body) == digit


@pytest.mark.parametrize("place", range(11))
def test_every_wrong_key_in_a_persons_number_shows(place: int) -> None:
    body = "12345678901"
    others = [body[:place] + digit + body[place + 1 :] for digit in "0123456789" if digit != body[place]]
    assert all(of_person(other) != of_person(body) for other in others)
