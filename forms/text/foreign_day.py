"""Days as other languages write them, by Unicode CLDR. Both calendars are for Japanese alone."""

from datetime import date

from babel.dates import format_skeleton

from forms.text.translations import LANGUAGES

# Day before month and the month by name: 11/20 and 20/11 are mistaken for each other.
_LOCALES = {"en": "en_GB"}


def is_foreign(language: str) -> bool:
    return language in LANGUAGES and language != "easy"


def spaces_words(language: str) -> bool:
    return is_foreign(language) and not language.startswith("zh")


def foreign_day(day: date, language: str, *, near: bool = False) -> str:
    """Fri, 20 Nov 2026; `near`: without the year. The language is one of LANGUAGES."""
    locale = _LOCALES.get(language, language.replace("-", "_"))
    return format_skeleton("MMMEd" if near else "yMMMEd", day, locale=locale)
