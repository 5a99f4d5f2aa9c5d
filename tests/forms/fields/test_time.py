from typing import Any

import pytest

from forms.definition.field import FieldSettings
from forms.fields.consent import Consent
from forms.fields.time import Time, read_time
from forms.text.speech import Speech
from tests.forms.fields.asking import EASY, ask, environment, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9:30", "09:30"), ("９：３０", "09:30"), ("9時半", "09:30"), ("９時30分", "09:30"), ("0930", "09:30"),
        ("930", "09:30"), ("9.30", "09:30"), ("9 時 30 分", "09:30"), ("午前9時30分", "09:30"), ("AM9:30", "09:30"),
        ("9:30 am", "09:30"), ("9時半ごろ", "09:30"), ("9", "09:00"), ("9時", "09:00"), ("午後3時", "15:00"),
        ("3:30 p.m.", "15:30"), ("夕方5時", "17:00"), ("午後15時", "15:00"), ("正午", "12:00"), ("12:00", "12:00"),
        ("午後0時5分", "12:05"), ("午前0時", "00:00"), ("0:00", "00:00"), ("23:59", "23:59"), ("9:5", "09:05"),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(typed: str, stored: str) -> None:
    assert stored_value("time", typed) == stored


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("午後12時", "time.noon_or_midnight"),
        ("午前12時30分", "time.noon_or_midnight"),
        ("12:00pm", "time.noon_or_midnight"),
        ("24:00", "time.no_such_time"),
        ("9:60", "time.no_such_time"),
        ("午前13時", "time.no_such_time"),
        ("午前9時pm", "time.unclear"),
        ("九時", "time.unclear"),
        ("9:30:00", "time.unclear"),
        ("半", "time.unclear"),
        ("9" * 21, "box.too_long"),
        ("9:\x07", "box.unusable_sign"),
    ],
)
def test_what_is_no_time_or_two_is_reported(typed: str, key: str) -> None:
    assert mistakes_of(ask("time", typed)) == [(key, "")]


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("00:00", "午前0時"),
        ("09:30", "午前9時30分"),
        ("12:00", "午後0時"),
        ("12:05", "午後0時5分"),
        ("23:59", "午後11時59分"),
    ],
)
def test_a_time_is_shown_in_halves_of_the_day(stored: str, words: str) -> None:
    assert shown("time", stored) == words


def test_easy_japanese_reads_the_halves_out() -> None:
    assert shown("time", "15:00", speech=EASY) == "午後（ごご）3時"
    assert shown("time", "15:30", speech=Speech("en", {}, {})) == "15:30"


def test_half_hours_of_a_day_are_offered() -> None:
    offered = Time().suggestions(FieldSettings(), environment())
    assert offered[:2] == ("07:00", "07:30")
    assert offered[-1] == "19:30"
    assert all(read_time(time) == time for time in offered)


def test_a_type_without_usual_answers_offers_none() -> None:
    assert Consent().suggestions(FieldSettings(), environment()) == ()
