from typing import Any

import pytest

from forms.fields.phone import Phone
from tests.forms.fields.asking import PLAIN, ask, mistakes_of, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("000-0000-0001", "000-0000-0001"),
        ("000-000-0001", "000-000-0001"),
        ("09012345678", "09012345678"),
        ("０９０－１２３４－５６７８", "090-1234-5678"),
        ("090ー1234ー5678", "090-1234-5678"),
        ("090 1234　5678", "090-1234-5678"),
        ("(03) 5253-5111", "03-5253-5111"),
        ("03（5253）5111", "03-5253-5111"),
        ("+81 90-1234-5678", "+81-90-1234-5678"),
        ("＋81 (0)90 1234 5678", "+81-0-90-1234-5678"),
        ("+ 55 11 91234 5678", "+55-11-91234-5678"),
    ],
)
def test_a_number_is_kept_in_the_groups_that_were_typed(typed: str, stored: str) -> None:
    assert stored_value("phone", typed) == stored
    assert Phone().cells(stored, PLAIN) == {"": stored, "digits": stored.replace("-", "")}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("090-1234-567x", "phone.unclear"),
        ("-", "phone.unclear"),
        ("++81 90 1234 5678", "phone.unclear"),
        ("+1", "phone.unclear"),
        ("+999 1234 5678", "phone.unclear"),
        ("+81 123", "phone.unclear"),
        ("90-1234-5678", "phone.no_zero"),
        ("000-0000", "phone.digit_count"),
        ("000-0000-00001", "phone.digit_count"),
        ("090-000-0000", "phone.eleven"),
        ("05012345678901", "phone.eleven"),
        ("0" * 41, "box.too_long"),
    ],
)
def test_what_rings_nowhere_for_sure_is_reported(typed: str, key: str) -> None:
    assert mistakes_of(ask("phone", typed)) == [(key, "")]


def test_the_digits_found_are_counted() -> None:
    assert ask("phone", "000-0000").mistakes[0].arguments == {"count": 7}
