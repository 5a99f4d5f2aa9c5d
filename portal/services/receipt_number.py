"""The receipt number (受付番号): fiscal year, eight digits drawn at random, a check digit. Said over the telephone,
so digits only; drawn, so that it tells nobody how many applications there are."""

import secrets
import unicodedata
from datetime import date

from forms.calendar import fiscal_year

# H. Michael Damm, Total anti-symmetrische Quasigruppen (2004): finds every single wrong digit and every swap of two.
_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """The digit to append. `digits`: ASCII digits only."""
    state = 0
    for digit in digits:
        state = int(_TABLE[state][int(digit)])
    return str(state)


def draw(arrival: date, zone: str = "single") -> str:
    """A new number such as 26-123-456-789. Two zones that know nothing of each other's draw even and odd ones."""
    drawn = secrets.randbelow(10**8)
    if zone != "single":
        drawn = drawn // 2 * 2 + (zone == "inner")
    digits = f"{fiscal_year(arrival) % 100:02d}{drawn:08d}"
    return _grouped(digits + check_digit(digits))


def read(typed: str) -> str | None:
    """The number as stored, from whatever people type; None if it cannot be one (a digit was misheard)."""
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isascii() and letter.isdigit())
    if len(digits) != 11 or check_digit(digits[:-1]) != digits[-1]:
        return None
    return _grouped(digits)


def _grouped(digits: str) -> str:
    return f"{digits[:2]}-{digits[2:5]}-{digits[5:8]}-{digits[8:]}"
