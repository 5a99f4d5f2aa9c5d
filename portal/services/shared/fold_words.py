import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import jaconv

_BETWEEN = re.compile(r"[\s・･,、。.!！?？「」『』()（）〈〉\-－‐–—/／]+")
# Latin letters with marks (Vietnamese, Portuguese, Spanish), which many keyboards have not.
_MARKED = re.compile("[à-öø-ɏḁ-ỿ]")
# Devanagari that people leave out or mix up: nasal marks, long vowels, three letters for s.
_MIXED = {"ँ": "", "ं": "", "़": "", "ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "श": "स", "ष": "स"}
_DEVANAGARI = re.compile(f"[{''.join(_MIXED)}]")
_READING = re.compile(r"（([ぁ-んー]+)）")
# A word followed by its reading, as やさしい日本語 writes it: 住民票（じゅうみんひょう）.
_READ = re.compile(r"[一-龯々ヶ][一-龯々ヶぁ-ん]*（([ぁ-んー]+)）")
_LATIN = re.compile(r"[a-z'\-]{3,40}")
_SMALL = str.maketrans("ぁぃぅぇぉゃゅょゎゕゖ", "あいうえおやゆよわかけ")
_VOICED = str.maketrans(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ", "かきくけこさしすせそたしすてとはひふへほはひふへほう"
)
_LONG_O = re.compile("(?<=[おこそとのほもよろうくすつぬふむゆる])[うお]")
_KANA = re.compile("[ぁ-ゖー]+")
_SHORT_MARKED = 4
_MOST_LETTERS = 8_192  # all shipped texts in all languages have 4,000
# One word spelled in several ways, in texts and in what is typed.
_SPELLED_SO = {"障がい": "障害", "障碍": "障害", "産まれ": "生まれ"}
_SPELLED = re.compile("|".join(_SPELLED_SO))


class _Letters(dict[int, str]):
    # What becomes of each letter, for `translate`: a table that has all letters of a text is three times as fast as one
    # that lacks most of them, and as several expressions one after the other. Bounded: people type what they like.

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, letter: int) -> str:
        changed = self._change(chr(letter))
        if len(self) < _MOST_LETTERS:
            self[letter] = changed
        return changed


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower().translate(_folded_letters)
    return _SPELLED.sub(lambda match: _SPELLED_SO[match[0]], plain)


def _folded_letter(letter: str) -> str:
    plain = _MARKED.sub(_unmarked, letter)
    plain = _DEVANAGARI.sub(lambda match: _MIXED[match[0]], plain)
    return _BETWEEN.sub("", jaconv.kata2hira(plain))


def _unmarked(letter: re.Match[str]) -> str:
    return "d" if letter[0] == "đ" else unicodedata.normalize("NFD", letter[0])[0]


def marked(word: str) -> str:
    # Only marks distinguish short words: chó is a dog, and cho means for.
    plain = unicodedata.normalize("NFC", word).lower()
    return plain if len(plain) <= _SHORT_MARKED and _MARKED.search(plain) else ""


def has_marked(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", unicodedata.normalize("NFC", text).lower()) is not None


def loose(word: str) -> str:
    """Also folds small kana, っ, long vowels and voicing."""
    return _LONG_O.sub("", word.translate(_loose_letters))


def _loose_letter(letter: str) -> str:
    return letter.replace("っ", "").replace("ー", "").translate(_SMALL).translate(_VOICED)


_folded_letters, _loose_letters = _Letters(_folded_letter), _Letters(_loose_letter)


@lru_cache(maxsize=64)
def spoken(word: str) -> str:
    """Returns "" for a word that cannot be kana."""
    if not _LATIN.fullmatch(word):
        return ""
    kana = str(jaconv.alphabet2kana(word))
    return kana if _KANA.fullmatch(kana) else ""


def without_readings(text: str) -> str:
    return _READING.sub("", text)


def by_readings(text: str) -> str:
    return _READ.sub(r"\1", text)


def slips(word: str, text: str, most: int) -> int:
    """Fewest edits for `word` to occur in `text`, at most `most` + 1, by Wu and Manber's bit rows; more than `most` in a text
    without any of the `pieces`."""
    end = 1 << (len(word) - 1)
    positions: dict[str, int] = {}
    for position, letter in enumerate(word):
        positions[letter] = positions.get(letter, 0) | 1 << position
    rows = [(1 << allowed) - 1 for allowed in range(most + 1)]
    best = most + 1
    for letter in text:
        mask = positions.get(letter, 0)
        before = rows[0]
        rows[0] = (before << 1 | 1) & mask
        for allowed in range(1, most + 1):
            row = rows[allowed]
            rows[allowed] = (row << 1 | 1) & mask | before | before << 1 | rows[allowed - 1] << 1 | 1
            before = row
        for allowed in range(best):
            if rows[allowed] & end:
                best = allowed
                break
    return best


@lru_cache(maxsize=64)
def pieces(word: str, most: int) -> tuple[str, ...]:
    """After `most` edits, one of the pieces is still there."""
    return tuple(word[len(word) * at // (most + 1) : len(word) * (at + 1) // (most + 1)] for at in range(most + 1))
