"""Days as other languages write them, by Unicode CLDR. Both calendars are for Japanese alone."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from babel.dates import format_skeleton, get_day_names

from forms.text.translations import LANGUAGES

# Day before month and the month by name: 11/20 and 20/11 are mistaken for each other.
_LOCALES = {"en": "en_GB"}
_BOXES = {
    "en": ("Year", "Month", "Day"), "zh-Hans": ("年", "月", "日"), "zh-Hant": ("年", "月", "日"),
    "ko": ("년", "월", "일"), "vi": ("Năm", "Tháng", "Ngày"), "pt": ("Ano", "Mês", "Dia"), "es": ("Año", "Mes", "Día"),
    "ne": ("वर्ष", "महिना", "दिन"), "fil": ("Taon", "Buwan", "Araw"), "id": ("Tahun", "Bulan", "Hari"),
}  # fmt: skip
WEEK = range(7)  # from Monday
# In Japanese 月 is month and Monday, 日 day and Sunday: a catalogue, which goes by the Japanese, cannot tell them apart.
OF_DAYS = frozenset(
    ["date.year", "date.month", "date.day", *(f"slot.weekday{mark}{number}" for mark in "._" for number in WEEK)]
)


def is_foreign(language: str) -> bool:
    return language in LANGUAGES and language != "easy"


def spaces_words(language: str) -> bool:
    return is_foreign(language) and not language.startswith("zh")


def words_of_days(language: str) -> Mapping[str, str]:
    """By the keys OF_DAYS; `.`: narrow, the head of a calendar. None in Japanese."""
    if not is_foreign(language):
        return {}
    locale = _locale(language)
    widths: dict[str, Literal["short", "abbreviated"]] = {".": "short", "_": "abbreviated"}
    return {
        **dict(zip(("date.year", "date.month", "date.day"), _BOXES[language], strict=True)),
        **{
            f"slot.weekday{mark}{number}": get_day_names(width, "stand-alone", locale)[number]
            for mark, width in widths.items()
            for number in WEEK
        },
    }


def _locale(language: str) -> str:
    return _LOCALES.get(language, language.replace("-", "_"))


def foreign_day(day: date, language: str, *, near: bool = False) -> str:
    """Fri, 20 Nov 2026; `near`: without the year. The language is one of LANGUAGES."""
    return format_skeleton("MMMEd" if near else "yMMMEd", day, locale=_locale(language))
