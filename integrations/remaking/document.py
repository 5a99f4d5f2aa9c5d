# Plain ones stay byte for byte, with valid signatures. Removes scripts, external streams and actions,
# except jumps inside the document (ISO 32000-2 12.6.4); refuses embedded files.

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from integrations.sockets.interfaces import Remade, Unusable

MEDIA = "application/pdf"
MOST_PAGES = 100
_DEEPEST = 30
_ACTING = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToE", "/GoToR", "/GoToDp", "/Thread", "/URI",
    "/Named", "/Hide", "/SetOCGState", "/GoTo3DView", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/Trans",
}  # fmt: skip
_FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_KEYS = ("/JS", "/JavaScript", "/AA", "/PA", "/XFA", "/Movie")
_EXTERNAL = ("/F", "/FFilter", "/FDecodeParms", "/OPI", "/Ref")  # bytes in another file, or behind a URL
_END = b"%%EOF"
_UPDATE = re.compile(rb"\s*(?:\d+\s+\d+\s+obj\b|xref\b)")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c")


def remake_document(content: bytes) -> Remade:
    """Raises Unusable: locked, long, parcel or broken."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            pages = len(document.pages)
            if pages > MOST_PAGES:
                raise Unusable("long")
            if not pages:
                raise Unusable("broken")
            if _parcel(document):
                raise Unusable("parcel")
            acted = [_disarm(part, _DEEPEST) for part in _everything(document)]
            if not any(acted) and _ends_once(document, content):
                return Remade(content, MEDIA, pages)
            output = BytesIO()
            document.save(output)
            return Remade(output.getvalue(), MEDIA, pages)
    except pikepdf.PasswordError:
        raise Unusable("locked") from None
    except (Unusable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # malicious files raise many exceptions
        raise Unusable("broken") from None


def _ends_once(document: pikepdf.Pdf, content: bytes) -> bool:
    # Nothing follows the first end, unless a signature covers it: a signed document is saved by appending.
    behind = content[content.find(_END) + len(_END) :]
    if not behind.strip():
        return True
    return (
        _signed_to_the_end(document, len(content))
        and all(_UPDATE.match(part) for part in behind.split(_END)[:-1])
        and not any(mark in behind for mark in _PACKED)
        and not behind.rpartition(_END)[2].strip()
    )


def _signed_to_the_end(document: pikepdf.Pdf, length: int) -> bool:
    # ISO 32000-2 12.8.1: pairs of offset and length around the signature.
    for part in document.objects:
        if isinstance(part, pikepdf.Dictionary) and "/ByteRange" in part:
            ranges = [int(number) for number in part["/ByteRange"]]
            if len(ranges) == 4 and ranges[0] == 0 and length - sum(ranges[2:]) in (0, 1, 2):
                return True
    return False


def _everything(document: pikepdf.Pdf) -> Iterator[Any]:
    yield document.trailer
    yield from document.objects


def _parcel(document: pikepdf.Pdf) -> bool:
    return len(document.attachments) > 0 or "/Collection" in document.Root


def _disarm(node: Any, depth: int) -> bool:
    # Indirect objects are visited separately. Raises Unusable for embedded files.
    if depth == 0:
        raise Unusable("broken")
    if isinstance(node, pikepdf.Array):
        inside = [_disarm(part, depth - 1) for part in node if not _apart(part)]
        return any(inside)
    if not isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if "/EF" in node and any(name in node["/EF"] for name in _FILES):
        raise Unusable("parcel")  # under any name and place
    if not isinstance(node, pikepdf.Stream) and str(node.get("/S", "")) in _ACTING:
        for key in list(node.keys()):
            del node[key]
        return True
    external = _EXTERNAL if isinstance(node, pikepdf.Stream) else ()
    active_keys = [key for key in (*_KEYS, *external) if key in node]
    for key in active_keys:
        del node[key]
    below = [_disarm(node[key], depth - 1) for key in list(node.keys()) if not _apart(node[key])]
    return bool(active_keys) or any(below)


def _apart(part: Any) -> bool:
    return not isinstance(part, pikepdf.Object) or part.is_indirect
