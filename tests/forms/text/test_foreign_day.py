import re
from datetime import date

import pytest
from babel.dates import format_skeleton, get_day_names

from forms.messages import sentences
from forms.text.foreign_day import OF_DAYS, WEEK, foreign_day, is_foreign, spaces_words, words_of_days
from forms.text.speech import Speech
from forms.text.translations import LANGUAGES

FRIDAY = date(2026, 11, 20)


def test_every_language_but_easy_japanese_has_its_manner() -> None:
    assert {language for language in LANGUAGES if not is_foreign(language)} == {"easy"}
    assert not is_foreign("ja")


@pytest.mark.parametrize(
    ("language", "full", "near"),
    [
        ("en", "Fri, 20 Nov 2026", "Fri 20 Nov"),
        ("zh-Hans", "2026年11月20日周五", "11月20日周五"),
        ("ko", "2026년 11월 20일 (금)", "11월 20일 (금)"),
        ("vi", "Thứ 6, 20 thg 11, 2026", "Thứ 6, 20 thg 11"),
        ("pt", "sex., 20 de nov. de 2026", "sex., 20 de nov."),
    ],
)
def test_a_day_is_written_as_its_readers_do(language: str, full: str, near: str) -> None:
    assert foreign_day(FRIDAY, language) == full
    assert foreign_day(FRIDAY, language, near=True) == near


@pytest.mark.parametrize("language", [language for language in LANGUAGES if is_foreign(language)])
@pytest.mark.parametrize(
    "key",
    ["date.year_unclear", "date.era_missing", "date.western_year_short", "period.from_unclear", "period.to_unclear"],
)
def test_where_no_era_is_asked_for_a_mistake_asks_for_four_digits(language: str, key: str) -> None:
    words = sentences(language)[key]
    assert "4" in words
    assert not re.search("(?<!西)元|年号|年號|\\b30\\b|\\beras?\\b|연호|niên hiệu|युग", words)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if is_foreign(language)])
def test_each_day_and_month_has_a_name_of_its_own(language: str) -> None:
    assert len({foreign_day(date(2026, 11, day), language) for day in range(1, 8)}) == 7
    assert len({foreign_day(date(2026, month, 15), language, near=True) for month in range(1, 13)}) == 12


@pytest.mark.parametrize("language", [language for language in LANGUAGES if is_foreign(language)])
def test_days_are_those_of_cldr(language: str) -> None:
    locale = {"en": "en_GB"}.get(language, language.replace("-", "_"))
    for day in [*(date(2026, month, 15) for month in range(1, 13)), *(date(2026, 11, day) for day in range(1, 31))]:
        assert foreign_day(day, language) == format_skeleton("yMMMEd", day, locale=locale)
        assert foreign_day(day, language, near=True) == format_skeleton("MMMEd", day, locale=locale)
    words = words_of_days(language)
    short, abbreviated = get_day_names("short", "stand-alone", locale), get_day_names("abbreviated", locale=locale)
    for mark, heads in ((".", short), ("_", abbreviated)):
        assert [words[f"slot.weekday{mark}{number}"] for number in WEEK] == [heads[number] for number in WEEK]


def test_japanese_and_chinese_put_no_space_between_words() -> None:
    assert [language for language in ("ja", "easy", "zh-Hans", "en", "ko") if spaces_words(language)] == ["en", "ko"]


def test_an_amount_has_its_unit_as_the_language_writes_it() -> None:
    assert Speech("ja", {}, {}).amount("3,000", "unit", "円") == "3,000円"
    assert Speech("en", {}, {"unit": "yen"}).amount("3,000", "unit", "円") == "3,000 yen"
    assert Speech("en", {}, {}).amount("3", "unit", "") == "3"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if is_foreign(language)])
def test_a_month_is_not_called_monday_nor_a_day_sunday(language: str) -> None:
    of_days = words_of_days(language)
    assert of_days.keys() == OF_DAYS
    boxes, week = (
        [of_days[f"date.{part}"] for part in ("year", "month", "day")],
        [of_days[f"slot.weekday_{n}"] for n in WEEK],
    )
    assert len({*boxes}) == 3
    assert len({*week}) == 7
    if language not in ("zh-Hans", "zh-Hant", "ko"):  # written with one sign there, too
        assert not {*boxes} & {*week, *(of_days[f"slot.weekday.{n}"] for n in WEEK)}
    assert sentences(language)["date.month"] == boxes[1]


def test_japanese_has_its_own_words_of_days() -> None:
    assert words_of_days("ja") == words_of_days("easy") == {}
