"""Answers from the city's records beside 住民票."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.services.residents.city_records import held_of, since_of
from tests.portal.services.residents.test_match_resident import MIHON, TARO, TODAY


def test_what_the_city_holds_comes_with_the_insurer_of_the_day() -> None:
    holds = {"insurance": "late_elderly", "insurance_number": "00000101", "pension": "national"}
    resident = replace(TARO, holds=holds)
    insurer = {"insurer": "見本県後期高齢者医療広域連合", "insurer_no": "39991013"}
    assert held_of(MIHON, resident, TODAY) == holds | insurer
    assert held_of(MIHON, resident, date(2024, 3, 31)) == holds, "the city file names no insurer for that day"
    assert held_of(MIHON, TARO, TODAY) == {}


@pytest.mark.parametrize(
    ("since", "moved_in", "today", "answers"),
    [
        (date(2026, 1, 1), None, TODAY, {"january": "here", "moved_lately": False}),
        (date(2026, 1, 2), None, TODAY, {"moved_lately": False}),
        (date(2026, 1, 1), None, date(2026, 6, 30), {"moved_lately": False}),  # for the year before
        (date(2025, 1, 1), None, date(2026, 6, 30), {"january": "here", "moved_lately": False}),
        (date(2026, 11, 6), date(2026, 11, 6), TODAY, {"moved_lately": True}),
        (date(2026, 11, 5), date(2026, 11, 5), TODAY, {"moved_lately": False}),
        (date(2026, 11, 6), None, TODAY, {}),  # possibly from abroad
        (None, date(2026, 11, 6), TODAY, {}),
    ],
)
def test_the_day_on_which_they_became_a_resident_answers_where_they_lived(
    since: date | None, moved_in: date | None, today: date, answers: dict[str, Any]
) -> None:
    assert since_of(replace(TARO, since=since, moved_in=moved_in), today) == answers
