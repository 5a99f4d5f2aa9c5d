"""The number of a blank form: counted in one city, with a digit that finds a misread one. It is no receipt number: nothing was received."""

import unicodedata

from portal.services.receipt_number import check_digit

_FIGURES = 6


def written(number: int) -> str:
    """000123-4, as it stands on the sheet."""
    figures = f"{number:0{_FIGURES}}"
    return f"{figures}-{check_digit(figures)}"


def read_number(typed: str) -> int:
    """0 where it cannot be one: a digit was misread."""
    figures = "".join(one for one in unicodedata.normalize("NFKC", typed[:40]) if one.isascii() and one.isdigit())
    if len(figures) <= _FIGURES or len(figures) > 12 or check_digit(figures[:-1]) != figures[-1]:
        return 0
    return int(figures[:-1])
