"""For blank forms, with a check digit; not receipt numbers."""

import unicodedata

from portal.services.shared.receipt_number import check_digit

_FIGURES = 6


def written(number: int) -> str:
    figures = f"{number:0{_FIGURES}}"
    return f"{figures}-{check_digit(figures)}"


def read_number(typed: str) -> int:
    """0 if the check digit is wrong."""
    figures = "".join(
        character
        for character in unicodedata.normalize("NFKC", typed[:40])
        if character.isascii() and character.isdigit()
    )
    if len(figures) <= _FIGURES or len(figures) > 12 or check_digit(figures[:-1]) != figures[-1]:
        return 0
    return int(figures[:-1])
