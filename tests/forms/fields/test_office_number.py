from typing import Any

import pytest

from forms.fields.office_number import OfficeNumber
from forms.messages import LANGUAGES, sentences
from tests.forms.fields.asking import PLAIN, ask, mistakes_of, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)
NUMBER = "0070000005"


@pytest.mark.parametrize("typed", [NUMBER, "００７０００００－０５", "00 7 00 0000 5", "00ー70000005"])
def test_a_number_is_read_however_it_is_grouped(typed: str) -> None:
    assert stored_value("office_number", typed) == NUMBER


def test_the_letter_of_an_office_of_another_kind_is_kept() -> None:
    assert stored_value("office_number", "00a0000001") == "00A0000001"
    assert OfficeNumber().parts(PLAIN)[0].inputmode == ""


@pytest.mark.parametrize("typed", ["070000009", "00700000090", "A070000009", "事業所"])
def test_what_is_no_number_of_an_office_is_reported_with_its_length(typed: str) -> None:
    parsed = ask("office_number", typed)
    assert mistakes_of(parsed) == [("office_number.ten", "")]
    assert parsed.mistakes[0].arguments == {"count": len(typed)}


@pytest.mark.parametrize("last", "0123456789")
def test_a_check_digit_that_does_not_fit_is_asked_about_and_stops_nobody(last: str) -> None:
    number = stored_value("office_number", NUMBER[:-1] + last)
    hints = OfficeNumber().hints(number, PLAIN)
    assert [hint.key for hint in hints] == ([] if number == NUMBER else ["office_number.check_digit"])
    assert all("番号" in sentences(language)[hint.key].format(label="番号") for hint in hints for language in LANGUAGES)


def test_a_letter_has_no_check_digit() -> None:
    assert OfficeNumber().hints("00A0000001", PLAIN) == ()
