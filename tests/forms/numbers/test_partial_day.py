"""Comparisons of partial days."""

import operator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.numbers.partial_day import PartialDay, compare, month_of, read_stored, stored, year_of
from tests.examples import examples

ORDER = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NEAR = st.dates(date(2026, 2, 20), date(2026, 3, 12))
SPANS = st.builds(lambda first, other: PartialDay(min(first, other), max(first, other)), NEAR, NEAR)


def days(value: date | PartialDay) -> list[date]:
    if not isinstance(value, PartialDay):
        return [value]
    return [value.first + timedelta(days=count) for count in range((value.last - value.first).days + 1)]


@given(st.sampled_from(sorted(ORDER)), NEAR | SPANS, NEAR | SPANS)
@settings(derandomize=True, max_examples=examples(50))
def test_a_comparison_is_what_all_days_agree_on_and_else_unknown(
    sign: str, left: date | PartialDay, right: date | PartialDay
) -> None:
    outcomes = {ORDER[sign](first, other) for first in days(left) for other in days(right)}
    assert compare(sign, left, right) is (outcomes.pop() if len(outcomes) == 1 else None)


def test_a_month_is_compared_as_officials_would() -> None:
    april = month_of(1949, 4)
    assert compare("<", april, date(1949, 5, 1)) is True
    assert compare("<", april, date(1949, 4, 30)) is None
    assert compare(">=", april, date(1949, 4, 1)) is True
    assert compare("==", april, april) is None
    assert compare("!=", april, year_of(1950)) is True


def test_days_the_wrong_way_round_and_other_signs_are_refused() -> None:
    with pytest.raises(ValueError, match="lies before"):
        PartialDay(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(KeyError):
        compare("<>", date(2026, 1, 1), date(2026, 1, 1))


@given(st.dates())
@settings(derandomize=True)
def test_what_is_stored_is_read_as_the_same_days(day: date) -> None:
    for known in (PartialDay(day, day), month_of(day.year, day.month), year_of(day.year)):
        assert read_stored(stored(known)) == known


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1949", date(1949, 1, 1), date(1949, 12, 31)),
        ("1948-02", date(1948, 2, 1), date(1948, 2, 29)),
        ("1949-04-03", date(1949, 4, 3), date(1949, 4, 3)),
    ],
)
def test_a_stored_text_shows_how_much_is_known(text: str, first: date, last: date) -> None:
    assert read_stored(text) == PartialDay(first, last)


@pytest.mark.parametrize("text", ["", "1949-13", "1949-02-30", "April", "0"])
def test_what_no_calendar_has_is_no_stored_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_stored(text)
