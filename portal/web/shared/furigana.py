"""Splits readings in brackets (引っ越し（ひっこし）) into ruby."""

import re
from collections.abc import Sequence

Words = tuple[tuple[str, str], ...]  # pieces of a text, each with its reading or ""

_READING = re.compile(r"（([ぁ-んー]+)）")
_LONGEST = 40  # characters before a bracket that are looked at; of our own texts a word has 16
_RUN = re.compile(r"(?<![一-龯々〆ヶぁ-ん])[一-龯々〆ヶぁ-ん]+$")
_NOTES = frozenset(
    {"だいたい", "わかるとき", "わかるときだけ", "わかるものだけ", "わかるだけ", "あれば"}
)  # beside a label, no reading
_KANJI = re.compile(r"[一-龯々〆ヶ]")
_KANA_END = re.compile(r"(?<![ぁ-ん])[ぁ-ん]+$")
_PART = re.compile(r"[一-龯々〆ヶ]+|[ぁ-ん]+")


def readings(text: str) -> Words:
    pieces: list[tuple[str, str]] = []
    last = 0
    for match in _READING.finditer(text):
        near = text[max(last, match.start() - _LONGEST) : match.start()]
        base, tail = _read(near, match[1])
        before = near.removesuffix(base + tail)
        reading = _over(before, base, match[1].removesuffix(tail)) if base else ""
        if reading:
            pieces += [(text[last : match.start() - len(base + tail)], ""), (base, reading), (tail, "")]
            last = match.end()
    return tuple(piece for piece in (*pieces, (text[last:], "")) if piece[0])


def _read(near: str, reading: str) -> tuple[str, str]:
    # (base, trailing kana), the longest that matches, or "".
    run = _RUN.search(near)
    parts = _PART.findall(run[0]) if run else []
    for start, first in enumerate(parts):
        own = parts[start:]
        if not _is_kana(first) and _matches(own, reading):
            tail = own[-1] if _is_kana(own[-1]) else ""
            return "".join(own).removesuffix(tail), tail
    return "", ""


def _is_kana(part: str) -> bool:
    return "ぁ" <= part[0] <= "ん"


def _matches(parts: Sequence[str], reading: str) -> bool:
    # Kana as they are, anything for kanji. The first place of each kana is enough; a pattern (re) would try all, for ever.
    *inner, last = parts
    at = 0
    for part in inner:
        at = reading.find(part, at) if _is_kana(part) else at
        if at < 0:
            return False
        at += len(part) if _is_kana(part) else 1
    return reading.endswith(last) and at <= len(reading) - len(last) if _is_kana(last) else at < len(reading)


def _over(before: str, base: str, reading: str) -> str:
    # The reading of `base` alone, or "" where that is not sure: a number before it is read too (18歳（じゅうはっさい）), a
    # part of the word is kana (なおし方（なおしかた）), or it is a note (日（わかるとき）). Then the brackets stay, which are right.
    if before[-1:] == "お" and reading.startswith("お"):
        reading = reading[1:]
    signs = len(_KANJI.findall(base))
    most, least = 4 * signs, signs if signs < 3 else 1.2 * signs
    kana = _KANA_END.search(before)
    shared = any(reading.startswith(before[-length:]) for length in range(1, len(kana[0]) + 1)) if kana else False
    counted = before.rstrip()[-1:]
    unsure = shared or counted.isdigit() or counted == "}" or reading in _NOTES
    return "" if unsure or not least <= len(reading) <= most else reading
