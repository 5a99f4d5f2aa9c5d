"""What a column does with a text before its type: a piece of it, some signs of it, another spelling. Knows no line."""

from collections.abc import Callable

from forms.japanese import katakana
from forms.zengin import zengin_kana
from integrations.exports.column_spec import ColumnSpec


class Unspelled(ValueError):
    """The text has no such piece, or no such spelling. `text`: as it was."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def speller(column: ColumnSpec) -> Callable[[str], str]:
    """What is made of a text, "" for nothing. It raises Unspelled. A piece that is not there is nothing: 090 has no second part."""
    first, last = (int(at) for at in column.signs.split("-")) if column.signs else (1, None)

    def told(text: str) -> str:
        found = text
        if column.split:
            pieces = found.split(column.split)
            found = pieces[column.take - 1] if column.take and column.take <= len(pieces) else ""
        found = found[first - 1 : last]
        return _SPELLINGS[column.as_](found) if found and column.as_ else found

    return told


def _zengin(text: str) -> str:
    spelled = zengin_kana(text)
    if not spelled:
        raise Unspelled(text)
    return spelled


def _digits(text: str) -> str:
    digits = "".join(sign for sign in text if sign not in "-()‐－ー 　:：")
    if not (digits.isascii() and digits.isdigit()):
        raise Unspelled(text)
    return digits


_SPELLINGS: dict[str, Callable[[str], str]] = {"zengin": _zengin, "katakana": katakana, "digits": _digits}
