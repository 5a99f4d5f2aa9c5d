"""Search keys of names (住民記録システム標準仕様書, あいまい検索), never stored as names."""

# In kana these are ignored: 清濁, size, spaces, punctuation, ー, and whether ウ or オ follows the オ row. ヴ = ブ, ヂ/ヅ also
# = ジ/ズ, ヰヱヲ = イエオ. オオノ/オノ and キョウコ/キヨコ stay distinct.

import re
import unicodedata

import jaconv

from forms.text.japanese import is_katakana, katakana
from forms.text.variants import folded

_BETWEEN = re.compile(r"[\s・･.,、。'’]+")
# Who telephones gives the name of a company with its legal form, without, or short: ㈱ is （株） once folded.
_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|特定非営利活動法人|NPO法人|(?:一般|公益)?(?:社団|財団)法人"
    r"|(?:社会福祉|医療|学校|宗教|税理士|司法書士|行政書士)法人|[(（][株有同資名社財医学福][)）]"
)
_VU = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"))
_LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖゐゑを", "あいうえおつやゆよわかけいえお")
_CLEAR = str.maketrans(
    "がぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ", "かきくけこさしすせそたてとはひふへほはひふへほ"
)
# As written, and as pronounced.
_DZ = (str.maketrans("ぢづ", "ちつ"), str.maketrans("ぢづ", "しす"))
# The vowel that ー lengthens, by row: ケー is ケイ, コー is コオ as コウ is.
_ROWS = (
    ("あ", "あかさたなはまやらわ"), ("い", "いきしちにひみり"), ("う", "うくすつぬふむゆる"), ("い", "えけせてねへめれ"),
    ("お", "おこそとのほもよろ"),
)  # fmt: skip
_LONG = {kana: vowel for vowel, row in _ROWS for kana in row}
_U_AFTER_O = re.compile(f"(?<=[{_ROWS[-1][1]}])う")


def is_kana(text: str) -> bool:
    return is_katakana(katakana(text))


def kana_keys(text: str) -> frozenset[str]:
    """Two readings match if they share a key."""
    plain = jaconv.kata2hira(_BETWEEN.sub("", katakana(text)))
    if "ゔ" in plain:
        for vu, bu in _VU:
            plain = plain.replace(vu, bu)
    plain = plain.translate(_LARGE)
    clear = {reading.translate(_CLEAR) for reading in (plain.translate(_DZ[0]), plain.translate(_DZ[1]))}
    long = ((name.replace("ー", ""), _lengthened(name)) if "ー" in name else (name,) for name in clear)
    keys = {_U_AFTER_O.sub("お", reading) for ways in long for reading in ways}
    return frozenset(keys - {""})


def _lengthened(name: str) -> str:
    # ローラ → ロオラ, ケーコ → ケイコ.
    written: list[str] = []
    for character in name:
        written.append(_LONG.get(written[-1] if written else "", "") if character == "ー" else character)
    return "".join(written)


def name_key(text: str) -> str:
    """Folds spaces, width, case and variants (髙 is 高)."""
    return _BETWEEN.sub("", folded(text)).upper()


def organisation_keys(text: str) -> frozenset[str]:
    # As written, and without the legal form.
    plain = name_key(unicodedata.normalize("NFKC", text))
    return frozenset({plain, _LEGAL_FORM.sub("", plain)} - {""})


def phone_key(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(character for character in plain if character.isascii() and character.isdigit())
    return f"0{digits[2:].removeprefix('0')}" if plain.startswith("+81") else digits
