"""PDFs: small ones, as a core system might print them, and what stands on ours."""

from io import BytesIO

import pikepdf
from pypdfium2 import PdfDocument


def pdf_of(title: str, pages: int = 1) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = title
    output = BytesIO()
    document.save(output, deterministic_id=True)
    return output.getvalue()


def page_texts(pdf: bytes) -> list[str]:
    """The text layer of each page without spaces and line ends, which depend on the typesetter. PDFium reads a page in a
    hundredth of the time of pypdf."""
    document = PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()
