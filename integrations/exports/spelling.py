"""Text operations of a column."""

from collections.abc import Callable

from forms.numbers.zengin import zengin_kana
from forms.text.japanese import is_katakana, katakana
from integrations.exports.column_spec import ColumnSpec


class Unspelled(ValueError):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def speller(column: ColumnSpec) -> Callable[[str], str]:
    """Its function raises Unspelled; a missing piece is "": 090 has no second part."""
    first, last = (int(number) for number in column.signs.split("-")) if column.signs else (1, None)

    def spelled(text: str) -> str:
        piece = text
        if column.split:
            pieces = piece.split(column.split)
            piece = pieces[column.take - 1] if column.take and column.take <= len(pieces) else ""
        piece = piece[first - 1 : last]
        return _SPELLINGS[column.as_](piece) if piece and column.as_ else piece

    return spelled


def _zengin(text: str) -> str:
    spelled = zengin_kana(text)
    if not spelled:
        raise Unspelled(text)
    return spelled


def _katakana(text: str) -> str:
    spelled = katakana(text)
    if not is_katakana(spelled):
        raise Unspelled(text)
    return spelled


def _digits(text: str) -> str:
    digits = "".join(character for character in text if character not in "-()‐－ー 　:：")
    if not (digits.isascii() and digits.isdigit()):
        raise Unspelled(text)
    return digits


_SPELLINGS: dict[str, Callable[[str], str]] = {"zengin": _zengin, "katakana": _katakana, "digits": _digits}
