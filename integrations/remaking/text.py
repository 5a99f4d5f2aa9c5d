"""A PDF's text layer and QR codes, with PDFium, and the codes of a picture."""

from io import BytesIO

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from integrations.remaking.picture import open_picture
from integrations.remaking.qr import read_codes
from integrations.sockets.interfaces import Remade, Unusable

_MOST_PAGES, _MOST_CHARACTERS = 50, 500_000
_MOST_DRAWN = 10  # pages searched for codes: a tenth of a second each
_POINTS_AN_INCH, _MOST_PIXELS = 150, 2_400  # along the longer side


def read_text(content: bytes) -> Remade:
    """The first 50 pages in UTF-8, with the codes of the first 10. Raises Unusable: broken or locked."""
    try:
        document = PdfDocument(BytesIO(content))
    except PdfiumError:
        raise Unusable("broken") from None
    try:
        pages, parts = len(document), []
        for index in range(min(pages, _MOST_PAGES)):
            text = document[index].get_textpage().get_text_bounded()
            parts += [text, *(_codes(document[index], scanned=not text.strip()) if index < _MOST_DRAWN else ())]
            if sum(map(len, parts)) > _MOST_CHARACTERS:
                break
        return Remade("\n".join(parts).encode("utf-8", "replace"), "text/plain", max(pages, 1))
    except PdfiumError:
        raise Unusable("broken") from None
    finally:
        document.close()


def read_picture(content: bytes, media: str) -> Remade:
    """Its QR codes. Raises as `remake_picture`."""
    picture = open_picture(content, media)
    picture.thumbnail((_MOST_PIXELS, _MOST_PIXELS))
    return Remade("\n".join(read_codes(picture, photographed=True)).encode("utf-8", "replace"), "text/plain", 1)


def _codes(page: PdfPage, *, scanned: bool) -> list[str]:
    scale = min(_POINTS_AN_INCH / 72, _MOST_PIXELS / max(*page.get_size(), 1))
    return read_codes(page.render(scale=scale, grayscale=True).to_pil(), photographed=scanned)
