"""A page of a PDF, read in place: with its picture, next and previous, and a calm word where it cannot be drawn."""

from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.cases import Case
from portal.services.rights import Member
from portal.services.show_pages import draw_marked
from portal.web.file_answer import preview_answer
from portal.web.page import render
from portal.web.state import installation_of


class Opened(NamedTuple):
    """Recorded and committed: what follows takes a while."""

    member: Member
    case: Case
    page: int
    name: str
    pages: int
    content: bytes

    def drawn(self, request: Request) -> bytes | None:
        return draw_marked(installation_of(request), self.member, self.case, self.content, self.page)


def page_answer(request: Request, opened: Opened, file: str, back: str, *, saves: bool = False) -> Response:
    """Drawn once to know whether it can be; the picture asks for itself, so that it is nothing but a picture. `file`: where its pages
    hang on, and, where it `saves`, the file itself is handed out."""
    context = {
        "name": opened.name, "page": opened.page, "pages": opened.pages, "drawn": opened.drawn(request) is not None,
        "file": file if saves else "", "here": f"{file}/pages", "back": back,
    }  # fmt: skip
    return render(request, "pages/desk/page.html", context)


def picture_answer(request: Request, opened: Opened) -> Response:
    """NotFound where it cannot be drawn."""
    drawn = opened.drawn(request)
    if drawn is None:
        raise NotFound("picture")
    return preview_answer(drawn)
