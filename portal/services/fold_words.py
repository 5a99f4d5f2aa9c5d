"""Words as they are compared when people look for something. For comparing only: nothing that is stored goes through here."""

import re
import unicodedata

import jaconv

_BETWEEN = re.compile(r"[\s・･,、。.!！?？「」『』()（）〈〉\-－‐–—/／]+")
_READING = re.compile(r"（([ぁ-んー]+)）")
# A word with its reading behind it, as やさしい日本語 writes them: 住民票（じゅうみんひょう）.
_READ = re.compile(r"[一-龯々ヶ][一-龯々ヶぁ-ん]*（([ぁ-んー]+)）")
_LATIN = re.compile(r"[a-z'\-]{3,40}")
_SMALL = str.maketrans("ぁぃぅぇぉゃゅょゎゕゖ", "あいうえおやゆよわかけ")
_VOICED = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ", "かきくけこさしすせそたしすてとはひふへほはひふへほう"
)
_LONG_O = re.compile("(?<=[おこそとのほもよろうくすつぬふむゆる])[うお]")
_KANA = re.compile("[ぁ-ゖー]+")


def folded(text: str) -> str:
    """Width, case, kind of kana, spaces and marks do not count."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return str(_BETWEEN.sub("", jaconv.kata2hira(plain)))


def loose(word: str) -> str:
    """Of a folded word: small and large kana, っ, long vowels and voicing do not count either: じゅうみんひょお finds
    じゅうみんひょう."""
    simple = word.replace("っ", "").replace("ー", "").translate(_SMALL).translate(_VOICED)
    return _LONG_O.sub("", simple)


def spoken(word: str) -> str:
    """The kana of a word that was typed in Latin letters, or "" where it cannot be one."""
    if not _LATIN.fullmatch(word):
        return ""
    kana = str(jaconv.alphabet2kana(word))
    return kana if _KANA.fullmatch(kana) else ""


def without_readings(text: str) -> str:
    """住民票（じゅうみんひょう） → 住民票."""
    return _READING.sub("", text)


def by_readings(text: str) -> str:
    """住民票（じゅうみんひょう） → じゅうみんひょう."""
    return _READ.sub(r"\1", text)


def slips(word: str, text: str, most: int) -> int:
    """The fewest letters to change, add or leave out so that `word` stands somewhere in `text`; `most` + 1 if it is more
    than `most`. One step a letter of the text whatever they are (Wu and Manber's bit rows)."""
    end = 1 << (len(word) - 1)
    where: dict[str, int] = {}
    for position, letter in enumerate(word):
        where[letter] = where.get(letter, 0) | 1 << position
    rows = [(1 << allowed) - 1 for allowed in range(most + 1)]
    best = most + 1
    for letter in text:
        mask = where.get(letter, 0)
        before = rows[0]
        rows[0] = (before << 1 | 1) & mask
        for allowed in range(1, most + 1):
            kept = rows[allowed]
            rows[allowed] = (kept << 1 | 1) & mask | before | before << 1 | rows[allowed - 1] << 1 | 1
            before = kept
        for allowed in range(best):
            if rows[allowed] & end:
                best = allowed
                break
    return best
