"""Any width, commas, kanji (三, 二十, 3万5千), counters."""

import re
from collections.abc import Sequence
from decimal import Decimal

from forms.text.japanese import plain

# Bank papers use 大字 (壱, 弐, 参). Japanese keyboards produce 、 for a comma, 。 and ・ for a point.
_FIGURES = str.maketrans("〇零一二三四五六七八九壱弐参拾萬。・、", "00123456789123十万..,")
_FIGURE = re.compile(r"[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?")
_SPACE = re.compile(r"\s*([^0-9\s])\s*")  # spaces matter only between digits
_MINUS = re.compile("(マイナス|[-△▲])?(.*)", re.DOTALL)
_Worths = tuple[tuple[str, int], ...]
_UP_TO_1000: _Worths = (("千", 1000), ("百", 100), ("十", 10))
_MYRIADS: _Worths = (("兆", 10**12), ("億", 10**8), ("万", 10**4))

# Counters with the same meaning.
_ALIKE = (
    ("人", "名"), ("個", "こ", "コ", "つ"), ("歳", "才"), ("枚", "通", "部"), ("匹", "頭"),
    ("か月", "カ月", "ヶ月", "ケ月", "ヵ月", "箇月"), ("㎡", "平方メートル", "平米"),
    ("グラム", "g"), ("キログラム", "kg", "キロ"), ("センチメートル", "cm", "センチ"), ("メートル", "m"),
)  # fmt: skip
_ANY = ("人", "名", "個", "つ")  # if the question names no unit


def counters(unit: str) -> tuple[str, ...]:
    return next((alike for alike in _ALIKE if unit in alike), (unit,)) if unit else _ANY


def read_number(text: str, units: Sequence[str] = ()) -> Decimal | None:
    """None if ambiguous: 1,5 may mean 1.5 or 15. Minus is any hyphen, △ or マイナス."""
    written = _same(text)
    unit = max((unit for unit in map(_same, units) if written.endswith(unit)), key=len, default="")
    minus, amount = _MINUS.findall(written.removesuffix(unit))[0]
    number = _amount(amount, _MYRIADS + _UP_TO_1000)
    return -number if number and minus else number


def read_yen(text: str) -> Decimal | None:
    """35000, 35,000円, ¥35,000-, 3万5千円, 金三万円也, 1.5万円. None if unclear."""
    bare = re.sub(r"^([-△▲]?)\s*(¥|\\|金)", r"\1", plain(text))
    return read_number(re.sub(r"(?<=.)(也|-)$", "", bare), ("円",))


def _same(text: str) -> str:
    return _SPACE.sub(r"\1", plain(text).lower().translate(_FIGURES)).rstrip(".")


def _amount(text: str, worths: _Worths) -> Decimal | None:
    # The digits before each unit times its value. 千 alone is 1,000; 万 alone is no number.
    if not worths:
        return Decimal(re.sub("[, ]", "", text)) if _FIGURE.fullmatch(text) else None
    (word, worth), smaller = worths[0], worths[1:]
    head, separator, tail = text.partition(word)
    if not separator:
        return _amount(text, smaller)
    small = worth <= 1000
    many = Decimal(1) if small and not head else _amount(head, smaller if small else _UP_TO_1000)
    rest = _amount(tail, smaller) if tail else Decimal(0)
    return None if many is None or rest is None or rest >= worth else many * worth + rest
