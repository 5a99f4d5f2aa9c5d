"""Readings that stand in brackets, as やさしい日本語 has them (引っ越し（ひっこし）), in pieces that a page can print above the signs."""

import re

Words = tuple[tuple[str, str], ...]  # pieces of a text, each with its reading or ""

_READING = re.compile(r"（([ぁ-んー]+)）")
_RUN = re.compile(r"[一-龯々〆ヶぁ-ん]*$")
_PART = re.compile(r"[一-龯々〆ヶ]+|[ぁ-ん]+")


def readings(text: str) -> Words:
    """All of it in order; brackets that read nothing before them stay as they are written."""
    found: list[tuple[str, str]] = []
    last = 0
    for match in _READING.finditer(text):
        base, tail = _read(text[last : match.start()], match[1])
        if base:
            start = match.start() - len(base) - len(tail)
            found += [(text[last:start], ""), (base, match[1].removesuffix(tail)), (tail, "")]
            last = match.end()
    return tuple(piece for piece in (*found, (text[last:], "")) if piece[0])


def _read(before: str, reading: str) -> tuple[str, str]:
    """What the end of `before` is read so: the longest that fits, in signs and the kana after them; "" where none does."""
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
