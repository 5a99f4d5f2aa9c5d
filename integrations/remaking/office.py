"""Inspects Office Open XML (ISO/IEC 29500): stays byte for byte, or is refused."""

# Macros, other files inside, ActiveX and links that load something by themselves are refused as its XML declares them,
# with fields and formulas that fetch from outside or speak to a program.

import re
import zipfile
from io import BytesIO
from xml.parsers import expat

from integrations.remaking.office_codes import Codes
from integrations.sockets.interfaces import Remade, Unusable

_MOST_PARTS, _MOST_UNPACKED, _CHUNK = 3_000, 150_000_000, 1_000_000
_TYPES = "[content_types].xml"
_ACTIVE = re.compile(
    r"macroEnabled|vbaProject|activeX|oleObject|vnd\.ms-office\.vba|macrosheet|externalLink|aFChunk|webextension|connections\+xml|queryTable",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"(^|/)(embeddings|activex|externallinks)/|vbaproject\.bin$|\.(bin|exe|dll|js|vbs|lnk|piece)$")
_PRINTER = re.compile(r"(^|/)printersettings/[^/]+\.bin$")
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
            # To the programs that open it, capitals in names are the same.
            named = [(part.filename.lower().replace("\\", "/"), part) for part in parts]
            names = {name for name, _ in named}
            # A program that unpacks it would write beside its folder.
            if any(name.startswith("/") or ".." in name.split("/") for name in names):
                raise Unusable("broken")
            if _TYPES not in names or media not in {_MAIN[name] for name in names & _MAIN.keys()}:
                raise Unusable("broken")
            if any(_INSIDE.search(name) and not _PRINTER.search(name) for name in names):
                raise Unusable("active")
            for name, part in named:
                if name.endswith((".rels", ".xml")):
                    _look_at(document, part, acting=name == _TYPES or name.endswith(".rels"))
            return Remade(content, media)
    except Unusable:
        raise
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None


def _look_at(document: zipfile.ZipFile, part: zipfile.ZipInfo, *, acting: bool) -> None:
    parser = expat.ParserCreate()
    parser.XmlDeclHandler = _demand_encoding
    parser.StartDoctypeDeclHandler = _refuse
    codes = Codes(parser)
    parser.StartElementHandler = _judge if acting else codes.begin
    with document.open(part) as stream:
        while text := stream.read(_CHUNK):
            parser.Parse(text, False)
        parser.Parse(b"", True)
    codes.close()


def _demand_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    # The standard knows no other, and who opens it may read another in another way.
    if (encoding or "utf-8").lower() not in ("utf-8", "utf-16"):
        raise Unusable("broken")


def _refuse(*_doctype: object) -> None:
    raise Unusable("active")


def _judge(element: str, attributes: dict[str, str]) -> None:
    name, media = element.rpartition(":")[2], attributes.get("ContentType", "").lower()
    # What is XML by its type is read by its name here.
    part = attributes.get("PartName", "") if name == "Override" else f".{attributes.get('Extension', '')}"
    if media.endswith("xml") and media != "image/svg+xml" and not part.lower().endswith((".xml", ".rels")):
        raise Unusable("broken")
    # Only a link leaves the file when somebody clicks: others (pictures, templates, frames) are loaded while it opens.
    outside = name == "Relationship" and attributes.get("TargetMode", "Internal") != "Internal"
    clicked = attributes.get("Type", "").endswith("/hyperlink")
    if (outside and not clicked) or any(_ACTIVE.search(value) for value in attributes.values()):
        raise Unusable("active")
