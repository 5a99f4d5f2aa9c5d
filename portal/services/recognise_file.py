"""What a file is, by its first bytes, and what it may be called. Neither its name nor what a browser says of it counts."""

import re

from forms.fields.file import MEDIA
from forms.japanese import unusable

_SUFFIX = {media: "jpg" if kind == "jpeg" else kind for kind, media in MEDIA.items()}
# ISO/IEC 23008-12: pictures coded as HEVC. mif1 and msf1 say only that it is a picture; then the brands beside tell.
_HEIC = {b"heic", b"heix", b"heim", b"heis"}
_ANY_PICTURE = {b"mif1", b"msf1"}
_LONGEST = 80  # of a name: its end tells photographs apart
_NAMELESS = "ファイル"
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_SUFFIX_AT_END = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def media_of(content: bytes) -> str:
    """The media type, or "" for what is none of those that are ever taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return MEDIA["jpeg"]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MEDIA["png"]
    if content.startswith(b"%PDF-"):
        return MEDIA["pdf"]
    return MEDIA["heic"] if _is_heic(content) else ""


def _is_heic(content: bytes) -> bool:
    if content[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[at : at + 4] for at in range(16, end, 4)}
    major = content[8:12]
    return major in _HEIC or (major in _ANY_PICTURE and bool(brands & _HEIC))


def clean_name(name: str, media: str) -> str:
    """The name to save under: as told, with the suffix of what it is."""
    return f"{_SUFFIX_AT_END.sub('', told_name(name)) or _NAMELESS}.{_SUFFIX[media]}"


def told_name(name: str) -> str:
    """The name to show: no folder, and no sign that a system or a reader stumbles over."""
    last = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if not unusable(sign))
    return _NOT_IN_NAMES.sub("_", last).strip(" .\u3000")[-_LONGEST:].strip(" .\u3000") or _NAMELESS
