"""A PDF's text layer and QR codes, with PDFium."""

from io import BytesIO

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

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
            parts.append(document[index].get_textpage().get_text_bounded())
            parts += _codes(document[index]) if index < _MOST_DRAWN else ()
            if sum(map(len, parts)) > _MOST_CHARACTERS:
                break
        return Remade("\n".join(parts).encode("utf-8", "replace"), "text/plain", max(pages, 1))
    except PdfiumError:
        raise Unusable("broken") from None
    finally:
        document.close()


def _codes(page: PdfPage) -> list[str]:
    scale = min(_POINTS_AN_INCH / 72, _MOST_PIXELS / max(*page.get_size(), 1))
    return read_codes(page.render(scale=scale, grayscale=True).to_pil())
