"""PDFs, uncached unless public."""

from typing import Literal

from fastapi.responses import Response


def pdf_answer(
    pdf: bytes, name: str, *, how: Literal["inline", "attachment"] = "inline", keep: str = "no-store"
) -> Response:
    """`name`: ASCII, without extension; `keep`: Cache-Control."""
    headers = {"Content-Disposition": f'{how}; filename="{name}.pdf"', "Cache-Control": keep}
    return Response(pdf, media_type="application/pdf", headers=headers)
