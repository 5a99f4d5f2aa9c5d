"""This machine's typefaces and their glyphs."""

# Noto Sans CJK JP comes with the lock; the system's are used beside it.

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from portal.errors import Refusal

if TYPE_CHECKING:
    import typst

# In which order a sign is looked for. Gothic, because small print in a box must stay readable; a Mincho has the most
# variants of 漢字 (文字情報基盤), and is asked when nothing before it can draw the sign.
_FIRST = (
    "BIZ UDGothic",
    "Noto Sans CJK JP",
    "IPAexGothic",
    "IPAGothic",
    "IPAmjMincho",
    "Noto Serif CJK JP",
    "Noto Sans",
)
_PROOF = "様式あア〓□✓"
_REGULAR = 400


class NoJapaneseFont(Refusal):
    """The message names the package to install."""

    status = 503
    key = "no_typeface"

    def __init__(self) -> None:
        super().__init__("no Japanese font is there: run `make install` again, or install the package fonts-noto-cjk.")


@dataclass(frozen=True)
class Face:
    family: str
    path: str
    index: int

    @cached_property
    def signs(self) -> frozenset[int]:
        return self._drawn[0]

    @cached_property
    def variants(self) -> frozenset[tuple[int, int]]:
        """(code point, variation selector), cmap format 14."""
        return self._drawn[1]

    @cached_property
    def _drawn(self) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - only printing needs it, and it takes long to load

        # Closed at once: a machine may have hundreds of fonts, and a process has a thousand files.
        with TTFont(self.path, fontNumber=self.index, lazy=True) as font:
            cmap = font["cmap"]
            variants = (table.uvsDict for table in cmap.tables if table.format == 14)
            pairs = ((base, selector) for table in variants for selector, bases in table.items() for base, _ in bases)
            return frozenset(cmap.getBestCmap() or ()), frozenset(pairs)


def package_fonts() -> list[str]:
    spec = importlib.util.find_spec("noto_cjk_sans_jp_regular")
    return list(spec.submodule_search_locations or ()) if spec is not None else []


@cache
def fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415 - see `typeset`

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(package_fonts()))


@cache
def faces() -> tuple[Face, ...]:
    """Upright, of ordinary weight, in order of use. Raises NoJapaneseFont."""
    upright = [
        Face(font.family, font.path, font.index)
        for font in fonts().fonts()
        if font.path is not None and font.weight == _REGULAR and font.style == "normal"
    ]
    # Faces of one file are regional shapes of the same characters: only the first by rank is kept.
    return in_order(list({face.path: face for face in sorted(upright, key=_place, reverse=True)}.values()))


def in_order(faces: Sequence[Face]) -> tuple[Face, ...]:
    """The first draws Japanese; then by `_FIRST`, then by name. Raises NoJapaneseFont."""
    ranked = sorted(faces, key=_place)
    japanese = next((face for face in ranked if {ord(sign) for sign in _PROOF} <= face.signs), None)
    if japanese is None:
        raise NoJapaneseFont
    return (japanese, *(face for face in ranked if face is not japanese))


def _place(face: Face) -> tuple[int, bool, str]:
    rank = _FIRST.index(face.family) if face.family in _FIRST else len(_FIRST)
    return rank, not face.family.startswith("Noto Sans"), face.family
