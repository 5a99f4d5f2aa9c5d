"""Sets a document: a template of `templates/print/` and its data become a PDF. Knows no procedure and no person.

Data reach typst as JSON in an input and are never part of its source: what a person wrote is text, whatever it says.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import typst

from portal.config import TREE
from portal.services.find_fonts import faces, fonts
from portal.services.fit_glyphs import Fitting, code_points

FOLDER = TREE / "templates" / "print"
# Tagged, with title and language, so that it can be read aloud (ISO 14289-1). It asks for a date of the document.
_STANDARD: Literal["ua-1"] = "ua-1"


@dataclass(frozen=True)
class Paper:
    """`missing`: signs that no typeface here draws; 〓 stands for them."""

    pdf: bytes
    missing: tuple[str, ...]


def typeset(template: str, data: Mapping[str, Any], made: datetime) -> Paper:
    """The same data, moment and fonts give the same bytes. NoJapaneseFont."""
    made = made.astimezone(UTC).replace(microsecond=0)
    framed, missing = frame(data, made)
    pdf = typst.compile(
        FOLDER / f"{template}.typ", root=FOLDER, font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(framed, ensure_ascii=False)}, pdf_standards=[_STANDARD], timestamp=made,
    )  # fmt: skip
    return Paper(pdf, missing)


def frame(data: Mapping[str, Any], made: datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a template is handed: the data in signs that can be drawn, fonts and moment (UTC); and the signs that cannot."""
    fitting = Fitting(faces())
    fitted = fitting.fit(data)
    missing = tuple(fitting.missing)
    framed = {
        "fonts": [face.family for face in fitting.faces[:1]],
        "made": list(made.astimezone(UTC).timetuple()[:6]),
        "missing": [fitting.text(_told(sign)) for sign in missing],
        **fitted,
    }
    return framed, missing


def _told(sign: str) -> str:
    """葛の異体字（U+845B U+E0102）, or the code point alone where nothing of it can be drawn."""
    return f"{sign[0]}の異体字（{code_points(sign)}）" if len(sign) == 2 else code_points(sign)
