"""Names as the register compares them (住民記録システム標準仕様書, あいまい検索): for looking up only, nothing stored goes through here.

Of kana do not count: 清濁, large and small, spaces and marks, ー, and whether ウ or オ follows the row of オ. ヴ is ブ, ヂ and ヅ are also
ジ and ズ, ヰヱヲ are イエオ, because no ear tells them apart. オオノ and オノ, キョウコ and キヨコ stay two names.
"""

import re
import unicodedata

import jaconv

from forms.japanese import is_katakana, katakana
from forms.variants import folded

_BETWEEN = re.compile(r"[\s・･.,、。'’]+")
_VU = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"))
_LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖゐゑを", "あいうえおつやゆよわかけいえお")
_CLEAR = str.maketrans(
    "がぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ", "かきくけこさしすせそたてとはひふへほはひふへほ"
)
# As they are written, and as they sound.
_DZ = (str.maketrans("ぢづ", "ちつ"), str.maketrans("ぢづ", "しす"))
# What a ー stands for behind the kana of each row: ケー is ケイ, コー is コオ as コウ is.
_ROWS = (
    ("あ", "あかさたなはまやらわ"), ("い", "いきしちにひみり"), ("う", "うくすつぬふむゆる"), ("い", "えけせてねへめれ"),
    ("お", "おこそとのほもよろ"),
)  # fmt: skip
_LONG = {kana: vowel for vowel, row in _ROWS for kana in row}
_U_AFTER_O = re.compile(f"(?<=[{_ROWS[-1][1]}])う")


def is_kana(text: str) -> bool:
    return is_katakana(katakana(text))


def kana_keys(text: str) -> frozenset[str]:
    """Under which it is found: two readings are one name where they share a key. A ー counts for nothing, or for the vowel."""
    plain = jaconv.kata2hira(_BETWEEN.sub("", katakana(text)))
    if "ゔ" in plain:
        for vu, bu in _VU:
            plain = plain.replace(vu, bu)
    plain = plain.translate(_LARGE)
    clear = {one.translate(_CLEAR) for one in (plain.translate(_DZ[0]), plain.translate(_DZ[1]))}
    long = ((name.replace("ー", ""), _lengthened(name)) if "ー" in name else (name,) for name in clear)
    keys = {_U_AFTER_O.sub("お", one) for ways in long for one in ways}
    return frozenset(keys - {""})


def _lengthened(name: str) -> str:
    """ローラ as ロオラ, ケーコ as ケイコ."""
    written: list[str] = []
    for sign in name:
        written.append(_LONG.get(written[-1] if written else "", "") if sign == "ー" else sign)
    return "".join(written)


def name_key(text: str) -> str:
    """A name in 漢字 or letters: without spaces, width and case, and without the differences of variants (髙 is 高)."""
    return _BETWEEN.sub("", folded(text)).upper()


def phone_key(text: str) -> str:
    """Its digits as they are dialled at home: +81 90 is 090."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(sign for sign in plain if sign.isascii() and sign.isdigit())
    return f"0{digits[2:].removeprefix('0')}" if plain.startswith("+81") else digits
