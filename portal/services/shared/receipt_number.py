"""Receipt numbers (受付番号): fiscal year, eight random digits, check digit. They are random so that they do not reveal the
number of applications."""

import secrets
import unicodedata
from datetime import date

from forms.numbers.calendar import fiscal_year

# H. Michael Damm, Total anti-symmetrische Quasigruppen (2004): detects every single wrong digit and every swap of
# two.
_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    state = 0
    for digit in digits:
        state = int(_TABLE[state][int(digit)])
    return str(state)


def draw(arrival: date, zone: str = "single") -> str:
    """26-123-456-789. Zones without a common database draw even and odd numbers."""
    drawn = secrets.randbelow(10**8)
    if zone != "single":
        drawn = drawn // 2 * 2 + (zone == "inner")
    digits = f"{fiscal_year(arrival) % 100:02d}{drawn:08d}"
    return _grouped(digits + check_digit(digits))


def read(typed: str) -> str | None:
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isascii() and letter.isdigit())
    if len(digits) != 11 or check_digit(digits[:-1]) != digits[-1]:
        return None
    return _grouped(digits)


def _grouped(digits: str) -> str:
    return f"{digits[:2]}-{digits[2:5]}-{digits[5:8]}-{digits[8:]}"
