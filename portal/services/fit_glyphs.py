"""Sees to it that each sign of a document is drawn by a typeface that has it, and that a sign which none has is seen.

Typst would leave such a sign out, or draw a variant in its ordinary shape: in a name both are wrong, and in silence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.services.find_fonts import Face

GETA = "〓"  # what printers have always set where a type was missing

_SELECTORS = "\ufe00-\ufe0d\U000e0100-\U000e01ef"
# U+FE0E and U+FE0F ask for an emoji as text or as a picture; they tell no two names apart.
_STYLE = re.compile("[\ufe0e\ufe0f]")
_SELECTED = re.compile(f"[{_SELECTORS}\ufe0e\ufe0f]")
_ROOM = frozenset(map(ord, " \n"))  # drawn by leaving it free
# A word of an alphabet stays together, because its signs join; of everything else a sign with its selector and marks.
_UNIT = re.compile(f"[^\\s\u2e80-\U0010ffff]+|.[{_SELECTORS}]?[\u0300-\u036f\u3099\u309a]*", re.DOTALL)
_SIGN = re.compile(f".[{_SELECTORS}]?", re.DOTALL)


@dataclass
class Fitting:
    """Fits strings to `faces`. `missing` collects what no face draws, each once, in the order met."""

    faces: Sequence[Face]
    missing: list[str] = field(default_factory=list)

    def fit(self, data: Any) -> Any:
        """The same JSON; a string that the first face alone cannot set becomes a list of [text, family] runs."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, Mapping):
            return {name: self.fit(value) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.fit(value) for value in data]
        return data

    def text(self, text: str) -> str | list[list[str]]:
        if self._plain(text):
            return text
        runs: list[list[str]] = []
        for unit in _UNIT.findall(_STYLE.sub("", text)):
            for piece, family in self.unit(unit):
                if runs and runs[-1][1] == family:
                    runs[-1][0] += piece
                else:
                    runs.append([piece, family])
        first = self.faces[0].family
        return "".join(piece for piece, _ in runs) if all(family == first for _, family in runs) else runs

    def _plain(self, text: str) -> bool:
        """Nearly every string: the first face has each sign of it, and no selector asks for another shape."""
        return _SELECTED.search(text) is None and set(map(ord, text)) - _ROOM <= self.faces[0].signs

    def unit(self, unit: str) -> list[tuple[str, str]]:
        """One word in one face where one has all of it, else sign by sign."""
        signs = _SIGN.findall(unit)
        face = self.face(signs)
        if face is not None:
            return [(unit, face.family)]
        return [self.sign(sign) for sign in signs]

    def sign(self, sign: str) -> tuple[str, str]:
        face = self.face([sign])
        if face is not None:
            return sign, face.family
        if sign.isspace():
            return " ", self.faces[0].family  # one width of nothing for another: no name is told apart by it
        if sign not in self.missing:
            self.missing.append(sign)
        return GETA, self.faces[0].family

    def face(self, signs: Sequence[str]) -> Face | None:
        return next((face for face in self.faces if all(_draws(face, sign) for sign in signs)), None)


def _draws(face: Face, sign: str) -> bool:
    if sign in " \n":
        return True
    if len(sign) == 2:
        return (ord(sign[0]), ord(sign[1])) in face.variants
    return ord(sign) in face.signs


def code_points(sign: str) -> str:
    """U+845B U+E0102, for whoever looks the sign up."""
    return " ".join(f"U+{ord(point):04X}" for point in sign)
