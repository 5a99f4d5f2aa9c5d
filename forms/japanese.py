"""Japanese text as people type it: which signs cannot be kept, how long it is, and the one form of numbers and kana.

Knows no question. Names pass through `trim` only: NFC or NFKC would turn 塚 (U+FA10) into another character.
"""

import re
import unicodedata

import jaconv

# The eight signs that keyboards and IMEs give for a hyphen, after NFKC has unified their widths.
_HYPHENS = "‐‑‒–—―−ー"
_TO_HYPHEN = str.maketrans(dict.fromkeys(_HYPHENS, "-"))
_DASH = f"[-－ｰ{_HYPHENS}]"

# Control characters, what turns the direction of reading or joins invisibly, line and paragraph separators, halves of
# surrogate pairs, noncharacters, and 外字 of the BMP, which mean nothing on another machine. 外字 of planes 15 and 16
# stay: 行政事務標準文字 puts its added characters there.
_FORBIDDEN = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)

_KANA = "ァ-ヺーヽヾㇰ-ㇿ"
_DASH_BESIDE_KANA = re.compile(f"(?<=[{_KANA}]){_DASH}+|{_DASH}+(?=[{_KANA}])")
_KANA_ONLY = re.compile(f"[{_KANA}・　]+")
_AS_STORED = re.compile(f"(?:[{_KANA}・]+(?:　[{_KANA}・]+)*)?")  # words of a reading as they are stored
_VOICED = str.maketrans("゛゜ﾞﾟ", "\u3099\u309a\u3099\u309a")

_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DASH_BETWEEN_DIGITS = re.compile(f"(?<=[0-9]){_DASH}(?=[0-9])")


def trim(text: str) -> str:
    """Without white space at both ends (U+3000 included). All that is ever done to a name."""
    return text.strip()


def unusable(text: str, lines: bool = False) -> int:
    """The position (from 1) of the first sign that cannot be kept, 0 if there is none. `lines` allows line feeds."""
    if text.isprintable():  # no sign of the forbidden ones is, and most boxes have no other
        return 0
    for found in _FORBIDDEN.finditer(text):
        if not (lines and found[0] == "\n"):
            return length(text[: found.start()]) + 1
    return 0


def length(text: str) -> int:
    """Characters as a person counts them: variation selectors and combining marks belong to the one before."""
    return sum(not unicodedata.category(sign).startswith("M") for sign in text)


def plain(text: str) -> str:
    """A number or code with one width and one hyphen (NFKC, then the eight hyphens). Never for names."""
    return trim(unicodedata.normalize("NFKC", text).translate(_TO_HYPHEN))


def bare(text: str) -> str:
    """`plain` without spaces and hyphens: what is left of a number that people group for reading."""
    return re.sub(r"[\s-]", "", plain(text))


def katakana(text: str) -> str:
    """フリガナ in the form that is stored: full-width katakana, voiced marks composed, every dash beside kana a ー,
    spaces inside one U+3000. Small kana stay as typed: キヨウ and キョウ are different names (戸籍の振り仮名)."""
    if _AS_STORED.fullmatch(text):
        return text
    wide = jaconv.hira2kata(jaconv.h2z(trim(text), kana=True, ascii=False, digit=False))
    # Some phones send the voiced mark as a character of its own.
    composed = unicodedata.normalize("NFC", wide.translate(_VOICED))
    return re.sub(r"\s+", "　", _DASH_BESIDE_KANA.sub(lambda dashes: "ー" * len(dashes[0]), composed))


def is_katakana(text: str) -> bool:
    """Whether nothing but full-width katakana, ー, ・ and U+3000 stands there."""
    return _KANA_ONLY.fullmatch(text) is not None


def plain_street(text: str) -> str:
    """番地 for comparing: digits of one width, `-` between digits whatever dash was typed; all else as typed."""
    return _DASH_BETWEEN_DIGITS.sub("-", text.translate(_WIDE_DIGITS))
