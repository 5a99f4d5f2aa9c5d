"""Defaults of the engine without look-ups."""

from datetime import date

from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment


def test_an_environment_without_look_ups_finds_and_offers_nothing() -> None:
    bare = Environment(date(2026, 11, 20), ClosedDays())
    assert bare.towns("0000001") == ()
    assert bare.banks("9999", "") == ()
    assert bare.facilities("nursery") == ()
    assert bare.slots("cancer_screening") == ()
    assert bare.files("") is None
