from typing import Any

import pytest

from forms.fields.signature import Signature
from tests.forms.fields.asking import EASY, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)
STROKES = "M1 2L3 4L600 200M0 0L5 5"


def test_a_typed_name_is_kept_as_typed() -> None:
    value = stored_value("signature", {"text": " 髙橋　𠮷乃 "})
    assert value == {"way": "typed", "text": "髙橋　𠮷乃"}
    assert shown("signature", value) == shown("signature", value, speech=EASY) == "髙橋　𠮷乃"
    assert Signature().cells(value, PLAIN) == {"": "髙橋　𠮷乃", "way": "typed"}


def test_a_drawing_is_reported_and_never_spelled_out() -> None:
    value = stored_value("signature", {"text": "", "strokes": STROKES})
    assert value == {"way": "drawn", "strokes": STROKES}
    assert shown("signature", value) == "手書き"
    assert Signature().cells(value, PLAIN) == {"": "", "way": "drawn"}


def test_a_name_beside_a_drawing_is_kept() -> None:
    value = stored_value("signature", {"text": "見本太郎", "strokes": STROKES})
    assert value == {"way": "drawn", "text": "見本太郎", "strokes": STROKES}
    assert shown("signature", value) == "見本太郎（手書きあり）"


@pytest.mark.parametrize(
    "strokes",
    [
        "M1 2", "M1 2L", "L1 2L3 4", "m1 2l3 4", "M1,2L3,4", "M1 2L3 4Z", "M1 2 L3 4", "M-1 2L3 4", "M1.5 2L3 4",
        "M1 2C3 4 5 6 7 8", "M１ 2L3 4", '"><script>', "M1 2L601 4", "M1 2L3 201", "M1 2L1000 4",
    ],
)  # fmt: skip
def test_what_no_script_of_ours_has_drawn_is_not_kept(strokes: str) -> None:
    parsed = ask("signature", {"text": "見本太郎", "strokes": strokes})
    assert mistakes_of(parsed) == [("signature.unclear", "strokes")]


def test_a_drawing_without_end_is_reported() -> None:
    longest = "M1 1" + "L1 1" * 2999
    assert stored_value("signature", {"strokes": longest})["strokes"] == longest
    assert mistakes_of(ask("signature", {"strokes": longest + "L1 1"})) == [("signature.too_much", "strokes")]


def test_a_name_without_end_is_reported() -> None:
    assert mistakes_of(ask("signature", {"text": "見" * 101, "strokes": STROKES})) == [("box.too_long", "text")]
