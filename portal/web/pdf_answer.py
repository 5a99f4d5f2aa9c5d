"""Hands out a paper that we set: shown by the browser, or saved; kept by nobody on the way unless it is the same for all."""

from typing import Literal

from fastapi.responses import Response


def pdf_answer(
    pdf: bytes, name: str, *, how: Literal["inline", "attachment"] = "inline", keep: str = "no-store"
) -> Response:
    """`name` is ours, ASCII and without its ending; `keep` the Cache-Control."""
    headers = {"Content-Disposition": f'{how}; filename="{name}.pdf"', "Cache-Control": keep}
    return Response(pdf, media_type="application/pdf", headers=headers)
