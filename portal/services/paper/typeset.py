"""Typesets `templates/print/` as PDF."""

# Data reach typst as JSON, never as source: no input injects markup.

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from portal.config import TREE
from portal.services.paper.find_fonts import faces, fonts
from portal.services.paper.fit_glyphs import Fitting, code_points

FOLDER = TREE / "templates" / "print"
# PDF/UA-1 (ISO 14289-1): tagged, for screen readers; requires a document date
_STANDARD: Literal["ua-1"] = "ua-1"


@dataclass(frozen=True)
class Paper:
    pdf: bytes
    missing: tuple[str, ...]  # no font draws them; 〓


def typeset(template: str, data: Mapping[str, Any], made: datetime) -> Paper:
    """Reproducible for the same data, moment and fonts. Raises NoJapaneseFont."""
    import typst  # noqa: PLC0415 - 7 MB that a process needs from its first paper on

    made = made.astimezone(UTC).replace(microsecond=0)
    framed, missing = frame(data, made)
    pdf = typst.compile(
        FOLDER / f"{template}.typ", root=FOLDER, font_paths=fonts(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(framed, ensure_ascii=False)}, pdf_standards=[_STANDARD], timestamp=made,
    )  # fmt: skip
    return Paper(pdf, missing)


def frame(data: Mapping[str, Any], made: datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    fitting = Fitting(faces())
    fitted = fitting.fit(data)
    missing = tuple(fitting.missing)
    framed = {
        "fonts": [face.family for face in fitting.faces[:1]],
        "made": list(made.astimezone(UTC).timetuple()[:6]),
        "missing": [fitting.text(_character_name(char)) for char in missing],
        **fitted,
    }
    return framed, missing


def _character_name(char: str) -> str:
    # 葛の異体字（U+845B U+E0102）, or the code point.
    return f"{char[0]}の異体字（{code_points(char)}）" if len(char) == 2 else code_points(char)
