"""Each character gets a font that has it; missing ones are made visible: typst silently drops them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from portal.services.paper.find_fonts import Face

GETA = "〓"  # the printers' mark for missing type

_SELECTORS = "\ufe00-\ufe0d\U000e0100-\U000e01ef"
# U+FE0E and U+FE0F select emoji style; no name depends on them
_STYLE = re.compile("[\ufe0e\ufe0f]")
_ROOM = frozenset(map(ord, " \n"))  # drawn as empty space
# A face may have signs of their own for these; selectors change the sign before them
_NEVER_PLAIN = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0xFF61, 0xFFA0)))
# ｼﾞ is two code points that one glyph cluster reverses in the text of a PDF; ジ is one
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
# alphabetic words stay together, because letters join; otherwise one character with its selector and marks
_UNIT = re.compile(f"[^\\s\u2e80-\U0010ffff]+|.[{_SELECTORS}]?[\u0300-\u036f\u3099\u309a]*", re.DOTALL)
_SIGN = re.compile(f".[{_SELECTORS}]?", re.DOTALL)


@dataclass
class Fitting:
    faces: Sequence[Face]
    missing: list[str] = field(default_factory=list)

    def fit(self, data: Any) -> Any:
        """What the first face cannot draw becomes lists of [text, family] runs."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, Mapping):
            return {name: self.fit(value) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.fit(value) for value in data]
        return data

    def text(self, text: str) -> str | list[list[str]]:
        if set(map(ord, set(text))) <= _plain(self.faces[0]):
            return text
        text = _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), text)
        runs: list[list[str]] = []
        for unit in _UNIT.findall(_STYLE.sub("", text)):
            for piece, family in self.unit(unit):
                if runs and runs[-1][1] == family:
                    runs[-1][0] += piece
                else:
                    runs.append([piece, family])
        first = self.faces[0].family
        return "".join(piece for piece, _ in runs) if all(family == first for _, family in runs) else runs

    def unit(self, unit: str) -> list[tuple[str, str]]:
        chars = _SIGN.findall(unit)
        face = self.face(chars)
        if face is not None:
            return [(unit, face.family)]
        return [self.sign(char) for char in chars]

    def sign(self, char: str) -> tuple[str, str]:
        face = self.face([char])
        if face is not None:
            return char, face.family
        if char.isspace():
            return " ", self.faces[0].family  # no name depends on the kind of space
        if char not in self.missing:
            self.missing.append(char)
        return GETA, self.faces[0].family

    def face(self, chars: Sequence[str]) -> Face | None:
        return next((candidate for candidate in self.faces if all(_draws(candidate, char) for char in chars)), None)


@cache
def _plain(face: Face) -> frozenset[int]:
    return (face.signs | _ROOM) - _NEVER_PLAIN


def _draws(face: Face, char: str) -> bool:
    if char in " \n":
        return True
    if len(char) == 2:
        return (ord(char[0]), ord(char[1])) in face.variants
    return ord(char) in face.signs


def code_points(char: str) -> str:
    """For example U+845B U+E0102."""
    return " ".join(f"U+{ord(point):04X}" for point in char)
