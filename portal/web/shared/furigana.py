"""Splits readings in brackets (引っ越し（ひっこし）) into ruby."""

import re
from collections.abc import Container

Words = tuple[tuple[str, str], ...]  # pieces of a text, each with its reading or ""

_READING = re.compile(r"（([ぁ-んー]+)）")
_RUN = re.compile(r"[一-龯々〆ヶぁ-ん]*$")
_NOTES = frozenset(
    {"だいたい", "わかるとき", "わかるときだけ", "わかるものだけ", "わかるだけ", "あれば"}
)  # beside a label, no reading
_KANJI = re.compile(r"[一-龯々〆ヶ]")
_KANA_END = re.compile(r"[ぁ-ん]+$")
_PART = re.compile(r"[一-龯々〆ヶ]+|[ぁ-ん]+")


def readings(text: str, known: Container[tuple[str, str]] | None = None) -> Words:
    """`known`: only these, of (word, reading): 人（むすめ） is no reading."""
    pieces: list[tuple[str, str]] = []
    last = 0
    for match in _READING.finditer(text):
        base, tail = _read(text[last : match.start()], match[1])
        start = match.start() - len(base) - len(tail)
        reading = _over(text[last:start], base, match[1].removesuffix(tail)) if base else ""
        if reading and (known is None or (base, reading) in known):
            pieces += [(text[last:start], ""), (base, reading), (tail, "")]
            last = match.end()
    return tuple(piece for piece in (*pieces, (text[last:], "")) if piece[0])


def _read(before: str, reading: str) -> tuple[str, str]:
    # (base, trailing kana), the longest that matches, or "".
    run = _RUN.search(before)
    parts = _PART.findall(run[0]) if run else []
    for start, first in enumerate(parts):
        if "ぁ" <= first[0] <= "ん":
            continue
        own = parts[start:]
        if re.fullmatch("".join(part if "ぁ" <= part[0] <= "ん" else "[ぁ-んー]+" for part in own), reading):
            tail = own[-1] if "ぁ" <= own[-1][0] <= "ん" else ""
            return "".join(own).removesuffix(tail), tail
    return "", ""


def _over(before: str, base: str, reading: str) -> str:
    """The reading of `base` alone, or "" where that is not sure: a number before it is read too (18歳（じゅうはっさい）), a
    part of the word is kana (なおし方（なおしかた）), or it is a note (日（わかるとき）). Then the brackets stay, which are right."""
    if before[-1:] == "お" and reading.startswith("お"):
        reading = reading[1:]
    signs = len(_KANJI.findall(base))
    most, least = 4 * signs, signs if signs < 3 else 1.2 * signs
    kana = _KANA_END.search(before)
    shared = any(reading.startswith(before[-length:]) for length in range(1, len(kana[0]) + 1)) if kana else False
    counted = before.rstrip()[-1:]
    unsure = shared or counted.isdigit() or counted == "}" or reading in _NOTES
    return "" if unsure or not least <= len(reading) <= most else reading
