"""PDFs looked through. One that is only paper stays byte for byte (a signature in it stays good); scripts, and actions that
reach out of it, are taken away; one that carries other files is refused, because they would vanish unseen."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from integrations.interfaces import Remade, Unusable

MEDIA = "application/pdf"
MOST_PAGES = 100
_MOST_BEHIND = 1024  # bytes after the end: more is another file behind the first
_DEEPEST = 30
_ACTING = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute", "/Trans",
}  # fmt: skip
_FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_KEYS = ("/JS", "/JavaScript", "/AA", "/XFA")


def remake_document(content: bytes) -> Remade:
    """Unusable: locked, long, parcel or broken."""
    try:
        with pikepdf.open(BytesIO(content)) as found:
            pages = len(found.pages)
            if pages > MOST_PAGES:
                raise Unusable("long")
            if not pages:
                raise Unusable("broken")
            if _parcel(found):
                raise Unusable("parcel")
            acted = [_disarm(one, _DEEPEST) for one in _everything(found)]
            behind = len(content) - content.rfind(b"%%EOF") - len(b"%%EOF")
            if not any(acted) and behind <= _MOST_BEHIND:
                return Remade(content, MEDIA, pages)
            written = BytesIO()
            found.save(written)
            return Remade(written.getvalue(), MEDIA, pages)
    except pikepdf.PasswordError:
        raise Unusable("locked") from None
    except (Unusable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # what was made to break a reader breaks it in many ways
        raise Unusable("broken") from None


def _everything(found: pikepdf.Pdf) -> Iterator[Any]:
    yield found.trailer
    yield from found.objects


def _parcel(found: pikepdf.Pdf) -> bool:
    return len(found.attachments) > 0 or "/Collection" in found.Root


def _disarm(one: Any, depth: int) -> bool:
    """Whether anything was taken away, here or below; what is named by number comes by itself. Unusable where a file hangs."""
    if depth == 0:
        raise Unusable("broken")
    if isinstance(one, pikepdf.Array):
        inside = [_disarm(part, depth - 1) for part in one if not _apart(part)]
        return any(inside)
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if "/EF" in one and any(name in one["/EF"] for name in _FILES):
        raise Unusable("parcel")  # whatever it calls itself, and wherever it hangs
    if not isinstance(one, pikepdf.Stream) and str(one.get("/S", "")) in _ACTING:
        for key in list(one.keys()):
            del one[key]
        return True
    gone = [key for key in _KEYS if key in one]
    for key in gone:
        del one[key]
    below = [_disarm(one[key], depth - 1) for key in list(one.keys()) if not _apart(one[key])]
    return bool(gone) or any(below)


def _apart(part: Any) -> bool:
    return not isinstance(part, pikepdf.Object) or part.is_indirect
