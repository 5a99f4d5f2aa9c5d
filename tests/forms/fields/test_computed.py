from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forms.fields.computed import Computed, ComputedSettings
from tests.forms.fields.asking import EASY, JAPANESE, environment

COMPUTED = Computed()


@pytest.mark.parametrize(
    ("of", "computed", "stored", "shown"),
    [
        ("money", 1200, 1200, "1,200円"),
        ("date", date(2026, 11, 20), "2026-11-20", "令和8年（2026年）11月20日"),
        ("month", (2027, 1), "2027-01", "令和9年（2027年）1月"),
        ("yes_no", True, True, "はい"),
        ("text", "見本", "見本", "見本"),
        ("number", 3, "3", "3"),
        ("number", Decimal("1.5"), "1.5", "1.5"),
    ],
)
def test_what_a_rule_computes_is_stored_and_shown_like_an_answer(
    of: Any, computed: object, stored: object, shown: str
) -> None:
    settings = ComputedSettings(of=of)
    assert COMPUTED.stored_of(computed, settings) == stored
    assert COMPUTED.show(stored, settings, JAPANESE, "ask.it") == shown
    assert COMPUTED.show(stored, settings, EASY, "ask.it")
    assert COMPUTED.rule_value(stored, settings) == computed
    for suffix, text in COMPUTED.cells(stored, settings).items():
        assert COMPUTED.cell(suffix, settings)(stored) == text
    assert COMPUTED.cells(stored, settings).keys() <= dict(COMPUTED.columns(settings)).keys()
    assert COMPUTED.rule_type(settings).name == of
    Draft202012Validator(COMPUTED.json_schema(settings)).validate(stored)


def test_nothing_that_is_posted_for_it_counts() -> None:
    settings = ComputedSettings(of="money")
    assert COMPUTED.parse({"": ("5",)}, settings, environment()).empty
    assert COMPUTED.typed(5, settings) == COMPUTED.good(settings, Random(1)) == {}
    assert COMPUTED.bad(settings, Random(1)) == ({}, "")
    assert COMPUTED.parts(settings) == ()
