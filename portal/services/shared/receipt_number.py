"""受付番号: fiscal year, eight random digits, check digit."""

# They do not reveal the number of applications.

import re
import secrets
import unicodedata
from datetime import date

from forms.numbers.calendar import fiscal_year
from portal.config import Settings
from portal.db import Unit
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow

# H. Michael Damm, Total anti-symmetrische Quasigruppen (2004): detects every single wrong digit and every swap of
# two.
_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip

_NAMED = re.compile(r"(?<!\d)\d{2}-?\d{3}-?\d{3}-?\d{3}(?!\d)", re.ASCII)
_PRINTED = re.compile(r"(?<!\d)\d{2}-\s*\d{3}-\s*\d{3}-\s*\d{3}(?!\d)", re.ASCII)
# The hyphens, minus and dashes of typesetters; PDFium writes two characters of its own for one at the end of a line.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\x02\ufffe", "-"))


def check_digit(digits: str) -> str:
    state = 0
    for digit in digits:
        state = int(_TABLE[state][int(digit)])
    return str(state)


_FIELD = 50  # added to the 年度 of a laptop's numbers: no number of the city begins so before 2050


def draw(arrival: date, zone: str = "single", laptop: int = 0) -> str:
    """26-123-456-789. Zones without a common database draw even and odd numbers; a laptop 76-…, with its number."""
    drawn, year = secrets.randbelow(10**8), fiscal_year(arrival)
    if laptop:
        drawn, year = drawn // 100 * 100 + laptop, year + _FIELD
    elif zone != "single":
        drawn = drawn // 2 * 2 + (zone == "inner")
    digits = f"{year % 100:02d}{drawn:08d}"
    return _grouped(digits + check_digit(digits))


def draw_unused(settings: Settings, unit: Unit, arrival: date) -> str:
    # A laptop has a million a year, and erases what the city has: it notes what it drew.
    number = draw(arrival, settings.zone, settings.laptop)
    while settings.laptop and not note_used(unit, number):
        number = draw(arrival, settings.zone, settings.laptop)
    return number


def note_used(unit: Unit, number: str) -> bool:
    # False if it was. On a laptop.
    key = f"number/{number}"
    if courier_items.of(unit, key) is not None:
        return False
    courier_items.keep(unit, ItemRow(key))
    return True


def series_of(arrival: date, laptop: int) -> str:
    # For LIKE.
    return f"{(fiscal_year(arrival) + _FIELD) % 100:02d}-___-___-{laptop:02d}_"


def is_of_side(number: str, arrival: date, laptop: int) -> bool:
    # `laptop`: 0 for the city.
    digits, year = (read(number) or "").replace("-", ""), fiscal_year(arrival) + _FIELD * bool(laptop)
    return digits[:2] == f"{year % 100:02d}" and (not laptop or digits[8:10] == f"{laptop:02d}")


def read(typed: str) -> str | None:
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isascii() and letter.isdigit())
    if len(digits) != 11 or check_digit(digits[:-1]) != digits[-1]:
        return None
    return _grouped(digits)


def named_in(file_name: str) -> set[str]:
    return _numbers(_NAMED, file_name)


def printed_in(text: str) -> set[str]:
    """With its dashes, as on our papers: eleven digits may be a telephone number."""
    return _numbers(_PRINTED, text)


def _numbers(pattern: re.Pattern[str], text: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return {number for written in pattern.findall(plain) if (number := read(written))}


def _grouped(digits: str) -> str:
    return f"{digits[:2]}-{digits[2:5]}-{digits[5:8]}-{digits[8:]}"
