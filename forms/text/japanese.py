# Names pass through `trim` only: NFC or NFKC would turn 塚 (U+FA10) into another character.

import re
import unicodedata

import jaconv

# The eight characters that keyboards and IMEs produce for a hyphen, after NFKC.
_HYPHENS = "‐‑‒–—―−ー"
_TO_HYPHEN = str.maketrans(dict.fromkeys(_HYPHENS, "-"))
_DASH = f"[-－ｰ{_HYPHENS}]"

# Control characters, direction marks and invisible joiners, line and paragraph separators, surrogates,
# noncharacters, tags (text that no reader sees), and 外字 of the BMP, which are meaningless on another machine. 外字 of
# planes 15 and 16 are allowed: 行政事務標準文字 adds its characters there.
_FORBIDDEN = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    "\u00ad\u180e\ufff9-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)

_KANA = "ァ-ヺーヽヾㇰ-ㇿ"
_DASH_BESIDE_KANA = re.compile(f"(?<=[{_KANA}]){_DASH}+|{_DASH}+(?=[{_KANA}])")
_KANA_ONLY = re.compile(f"[{_KANA}・　]+")
_AS_STORED = re.compile(f"(?:[{_KANA}・]+(?:　[{_KANA}・]+)*)?")  # words of a stored reading
_VOICED = str.maketrans("゛゜ﾞﾟ", "\u3099\u309a\u3099\u309a")

_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_DASH_BETWEEN_DIGITS = re.compile(f"(?<=[0-9]){_DASH}(?=[0-9])")


def trim(text: str) -> str:
    """Strips U+3000 too."""
    return text.strip()


def unusable(text: str, lines: bool = False) -> int:
    """Position (from 1) of the first, or 0."""
    if text.isprintable():  # fast path: printable text has no forbidden character
        return 0
    for match in _FORBIDDEN.finditer(text):
        if not (lines and match[0] == "\n"):
            return length(text[: match.start()]) + 1
    return 0


def length(text: str) -> int:
    """Without variation selectors and combining marks."""
    return sum(not unicodedata.category(sign).startswith("M") for sign in text)


def plain(text: str) -> str:
    """Unifies width and hyphen (NFKC, then the eight hyphens). Never for names."""
    return trim(unicodedata.normalize("NFKC", text).translate(_TO_HYPHEN))


def bare(text: str) -> str:
    """As `plain`, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", plain(text))


def katakana(text: str) -> str:
    """フリガナ as stored: full-width katakana, composed voiced marks, ー for dashes beside kana, single U+3000. Small kana
    stay: キヨウ and キョウ are different names (戸籍の振り仮名)."""
    if _AS_STORED.fullmatch(text):
        return text
    wide = jaconv.hira2kata(jaconv.h2z(trim(text), kana=True, ascii=False, digit=False))
    # Some phones send the voiced mark as a separate character.
    composed = unicodedata.normalize("NFC", wide.translate(_VOICED))
    return re.sub(r"\s+", "　", _DASH_BESIDE_KANA.sub(lambda dashes: "ー" * len(dashes[0]), composed))


def is_katakana(text: str) -> bool:
    return _KANA_ONLY.fullmatch(text) is not None


def plain_street(text: str) -> str:
    """番地, for comparison: half-width digits, `-` for dashes between digits."""
    return _DASH_BETWEEN_DIGITS.sub("-", text.translate(_WIDE_DIGITS))
