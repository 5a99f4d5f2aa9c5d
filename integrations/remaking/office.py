"""Inspects Office Open XML (ISO/IEC 29500): stays byte for byte, or is refused."""

# Macros, other files inside, ActiveX and
# links that load something by themselves are refused; nothing is opened or drawn.

import re
import zipfile
from io import BytesIO

from integrations.sockets.interfaces import Remade, Unusable

_MOST_PARTS, _MOST_UNPACKED = 3_000, 150_000_000
_TYPES = "[Content_Types].xml"
_ACTIVE = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject|vnd\.ms-office\.vba", re.IGNORECASE)
_INSIDE = re.compile(
    r"(^|/)(embeddings|activeX|externalLinks)/|vbaProject\.bin$|\.(bin|exe|dll|js|vbs|lnk)$", re.IGNORECASE
)
_PRINTER = re.compile(r"(^|/)printerSettings/[^/]+\.bin$", re.IGNORECASE)
_RELATION = re.compile(rb"<[\w:]*Relationship\b[^>]*>")
# Only these leave the file when somebody clicks: others (pictures, templates, frames) are loaded while it opens.
_CLICKED = re.compile(rb'Type="[^"]*/hyperlink"')
_EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External["\']')
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_MAIN = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OFFICE = frozenset(_MAIN.values())


def remake_office(content: bytes, media: str) -> Remade:
    """Raises Unusable: locked, long, parcel, active or broken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as document:
            parts = document.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise Unusable("long")
            if any(part.flag_bits & 1 for part in parts):
                raise Unusable("locked")
            names = {part.filename for part in parts}
            if _TYPES not in names or media not in {_MAIN[name] for name in names & _MAIN.keys()}:
                raise Unusable("broken")
            if any(_INSIDE.search(name) and not _PRINTER.search(name) for name in names):
                raise Unusable("active")
            for part in parts:
                if part.filename == _TYPES or part.filename.endswith((".rels", ".xml")):
                    _look_at(document.read(part), part.filename)
            return Remade(content, media)
    except Unusable:
        raise
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None


def _look_at(text: bytes, name: str) -> None:
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 would hide what is looked for
        raise Unusable("broken")
    relations = _RELATION.findall(text) if name.endswith(".rels") else []
    outside = any(_EXTERNAL.search(relation) and not _CLICKED.search(relation) for relation in relations)
    acting = name == _TYPES or name.endswith(".rels")
    if _DOCTYPE.search(text) or outside or (acting and _ACTIVE.search(text)):
        raise Unusable("active")
