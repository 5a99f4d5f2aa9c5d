"""By the first bytes, not by name or claim."""

import codecs
import re

from forms.fields.file import KINDS, MEDIA, OFFICE, OLD, SCANS, TEXT, XML
from forms.text.japanese import unusable

# A CSV is kept as .txt: a program for tables would calculate what it begins with.
_SUFFIX = {media: "jpg" if kind == "jpeg" else kind for kind, media in KINDS.items()}
_TIFF = (b"II*\0", b"MM\0*")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]
_XML = re.compile(rb"(\xef\xbb\xbf)?\s*<|\xff\xfe<\0|\xfe\xff\0<")  # and HTML
_HTML = re.compile(rb"\s*<(!doctype\s+)?html", re.IGNORECASE)
_NO_TEXT = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|%PDF-")
_BEGINNING = 4_096  # bytes; all of it is looked at apart
# ISO/IEC 23008-12: HEVC pictures; mif1 and msf1 are generic, so compatible brands decide
_HEIC = {b"heic", b"heix", b"heim", b"heis"}
_ANY_PICTURE = {b"mif1", b"msf1"}
_MAIN_PART = {"docx": b"word/document.xml", "xlsx": b"xl/workbook.xml", "pptx": b"ppt/presentation.xml"}
_MAIN_STREAM = {"doc": "WordDocument", "ppt": "PowerPoint Document", "xls": "Workbook"}
_LOCKED_STREAM = "EncryptedPackage"
_DIRECTORY = 500_000  # bytes
_LONGEST = 80  # the end of a name distinguishes photographs
_NAMELESS = "ファイル"
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_SUFFIX_AT_END = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def media_of(content: bytes) -> str:
    """ "" if never accepted."""
    if content.startswith(b"\xff\xd8\xff"):
        return MEDIA["jpeg"]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MEDIA["png"]
    if content.startswith(b"%PDF-"):
        return MEDIA["pdf"]
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(_COMPOUND):
        return next((OLD[kind] for kind, main in _MAIN_STREAM.items() if _names(content, main)), "")
    if content.startswith((b"GIF87a", b"GIF89a")):
        return SCANS["gif"]
    if content.startswith(_TIFF):
        return SCANS["tiff"]
    if _is_heic(content):
        return MEDIA["heic"]
    if _XML.match(content):
        return "" if _HTML.match(content.removeprefix(codecs.BOM_UTF8)) else XML
    return "" if not content or _NO_TEXT.search(content[:_BEGINNING]) else TEXT


def is_old(content: bytes) -> bool:
    """Of Office before 2007, or XML or HTML."""
    return content.startswith(_COMPOUND) or bool(_XML.match(content[:_BEGINNING]))


def is_locked(content: bytes) -> bool:
    """A newer Office file with a password."""
    return content.startswith(_COMPOUND) and _names(content, _LOCKED_STREAM)


def _names(content: bytes, stream: str) -> bool:
    # In its directory, which may be anywhere. Whether the stream is there, and harmless, is looked at apart.
    return stream.encode("utf-16-le") in content


def _office(content: bytes) -> str:
    # By the names in the ZIP's directory, at its end. Whether it is one, and harmless, is looked at apart.
    return next((OFFICE[kind] for kind, main in _MAIN_PART.items() if main in content[-_DIRECTORY:]), "")


def _is_heic(content: bytes) -> bool:
    if content[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[offset : offset + 4] for offset in range(16, end, 4)}
    major = content[8:12]
    return major in _HEIC or (major in _ANY_PICTURE and bool(brands & _HEIC))


def clean_name(name: str, media: str) -> str:
    return f"{_SUFFIX_AT_END.sub('', safe_name(name)) or _NAMELESS}.{_SUFFIX[media]}"


def safe_name(name: str) -> str:
    basename = "".join(char for char in re.split(r"[/\\]", name)[-1] if not unusable(char))
    return _NOT_IN_NAMES.sub("_", basename).strip(" .\u3000")[-_LONGEST:].strip(" .\u3000") or _NAMELESS
