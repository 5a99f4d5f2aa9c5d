from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound, required
from portal.services.files.draw_page import draw_page
from portal.web.shared.file_answer import preview_answer
from portal.web.shared.page import render
from portal.web.shared.state import installation_of


class OwnDocument(NamedTuple):
    number: str
    place: str  # below the application's address
    title: str  # "" of a receipt
    pdf: bytes


def page_answer(request: Request, opened: OwnDocument, page: int) -> Response:
    """Raises NotFound."""
    drawn = draw_page(installation_of(request).remaker, opened.pdf, page)
    if drawn is None and page != 1:
        raise NotFound("page")
    address = f"/applications/{opened.number}"
    context = {
        "title": opened.title, "page": page, "pages": drawn.pages if drawn else 0, "back": address,
        "file": f"{address}/{opened.place}.pdf", "here": f"{address}/{opened.place}/pages",
    }  # fmt: skip
    return render(request, "pages/applications/page.html", context)


def picture_answer(request: Request, opened: OwnDocument, page: int) -> Response:
    """Raises NotFound."""
    drawn = required(draw_page(installation_of(request).remaker, opened.pdf, page), NotFound("picture"))
    return preview_answer(drawn.content)
