"""What the engine does without look-ups: nothing is found, everything can be typed."""

from datetime import date

from forms.calendar import ClosedDays
from forms.environment import Environment


def test_an_environment_without_look_ups_finds_and_offers_nothing() -> None:
    bare = Environment(date(2026, 11, 20), ClosedDays())
    assert bare.towns("0000001") == ()
    assert bare.banks("9999", "") == ()
    assert bare.facilities("nursery") == ()
    assert bare.slots("cancer_screening") == ()
    assert bare.files("") is None
