"""Splits readings in brackets (引っ越し（ひっこし）) into ruby."""

import re

Words = tuple[tuple[str, str], ...]  # pieces of a text, each with its reading or ""

_READING = re.compile(r"（([ぁ-んー]+)）")
_RUN = re.compile(r"[一-龯々〆ヶぁ-ん]*$")
_PART = re.compile(r"[一-龯々〆ヶ]+|[ぁ-ん]+")


def readings(text: str) -> Words:
    pieces: list[tuple[str, str]] = []
    last = 0
    for match in _READING.finditer(text):
        base, tail = _read(text[last : match.start()], match[1])
        if base:
            start = match.start() - len(base) - len(tail)
            pieces += [(text[last:start], ""), (base, match[1].removesuffix(tail)), (tail, "")]
            last = match.end()
    return tuple(piece for piece in (*pieces, (text[last:], "")) if piece[0])


def _read(before: str, reading: str) -> tuple[str, str]:
    """(base, trailing kana), the longest that matches, or ""."""
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
