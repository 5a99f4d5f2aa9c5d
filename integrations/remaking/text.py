"""A PDF's text layer, with PDFium."""

from io import BytesIO

from pypdfium2 import PdfDocument, PdfiumError

from integrations.sockets.interfaces import Remade, Unusable

_MOST_PAGES, _MOST_CHARACTERS = 50, 500_000


def read_text(content: bytes) -> Remade:
    """The first 50 pages in UTF-8. Raises Unusable: broken or locked."""
    try:
        document = PdfDocument(BytesIO(content))
    except PdfiumError:
        raise Unusable("broken") from None
    try:
        pages, parts = len(document), []
        for index in range(min(pages, _MOST_PAGES)):
            parts.append(document[index].get_textpage().get_text_bounded())
            if sum(map(len, parts)) > _MOST_CHARACTERS:
                break
        return Remade("\n".join(parts).encode("utf-8", "replace"), "text/plain", max(pages, 1))
    except PdfiumError:
        raise Unusable("broken") from None
    finally:
        document.close()
