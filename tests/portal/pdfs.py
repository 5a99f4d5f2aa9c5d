"""Small PDFs, as a core system might print them."""

from io import BytesIO

import pikepdf


def pdf_of(title: str, pages: int = 1) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = title
    output = BytesIO()
    document.save(output, deterministic_id=True)
    return output.getvalue()
