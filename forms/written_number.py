"""A number as people write it: any width, commas, kanji (三, 二十, 3万5千), a counter after it. Knows no form."""

import re
from collections.abc import Sequence
from decimal import Decimal

from forms.japanese import plain

# 大字 (壱, 弐, 参) stand on bank papers. Keyboards in Japanese give 、 for a comma, 。 and ・ for a point.
_FIGURES = str.maketrans("〇零一二三四五六七八九壱弐参拾萬。・、", "00123456789123十万..,")
_FIGURE = re.compile(r"[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?")
_SPACE = re.compile(r"\s*([^0-9\s])\s*")  # beside anything but a digit it means nothing
_MINUS = re.compile("(マイナス|[-△▲])?(.*)", re.DOTALL)
_Worths = tuple[tuple[str, int], ...]
_UP_TO_1000: _Worths = (("千", 1000), ("百", 100), ("十", 10))
_MYRIADS: _Worths = (("兆", 10**12), ("億", 10**8), ("万", 10**4))

# Counters that mean the same, so that either may stand after the number.
_ALIKE = (
    ("人", "名"), ("個", "こ", "コ", "つ"), ("歳", "才"), ("枚", "通", "部"), ("匹", "頭"),
    ("か月", "カ月", "ヶ月", "ケ月", "ヵ月", "箇月"), ("㎡", "平方メートル", "平米"),
)  # fmt: skip
_ANY = ("人", "名", "個", "つ")  # where the question names none


def counters(unit: str) -> tuple[str, ...]:
    """What may stand after a number that counts `unit`: 名 where 人 is asked, but not 日 where か月 is."""
    return next((alike for alike in _ALIKE if unit in alike), (unit,)) if unit else _ANY


def read_number(text: str, units: Sequence[str] = ()) -> Decimal | None:
    """The number in `text`, with one of `units` after it or none. None where it cannot be read for sure: 1,5 may mean
    1.5 or 15. Minus is - in all its shapes, △ or マイナス."""
    written = _same(text)
    unit = max((unit for unit in map(_same, units) if written.endswith(unit)), key=len, default="")
    minus, amount = _MINUS.findall(written.removesuffix(unit))[0]
    found = _amount(amount, _MYRIADS + _UP_TO_1000)
    return -found if found and minus else found


def read_yen(text: str) -> Decimal | None:
    """The amount of yen in `text`: 35000, 35,000円, ¥35,000-, 3万5千円, 金三万円也, 1.5万円. None where it is unclear."""
    bare = re.sub(r"^([-△▲]?)\s*(¥|\\|金)", r"\1", plain(text))
    return read_number(re.sub(r"(?<=.)(也|-)$", "", bare), ("円",))


def _same(text: str) -> str:
    return _SPACE.sub(r"\1", plain(text).lower().translate(_FIGURES)).rstrip(".")


def _amount(text: str, worths: _Worths) -> Decimal | None:
    """`text` as a sum: what stands before the largest unit times its worth, and less than that after it. 千 alone is
    1,000; nobody writes 万 for 一万."""
    if not worths:
        return Decimal(re.sub("[, ]", "", text)) if _FIGURE.fullmatch(text) else None
    (word, worth), smaller = worths[0], worths[1:]
    head, found, tail = text.partition(word)
    if not found:
        return _amount(text, smaller)
    small = worth <= 1000
    many = Decimal(1) if small and not head else _amount(head, smaller if small else _UP_TO_1000)
    rest = _amount(tail, smaller) if tail else Decimal(0)
    return None if many is None or rest is None or rest >= worth else many * worth + rest
