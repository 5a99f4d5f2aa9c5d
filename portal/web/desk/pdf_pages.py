"""PDF pages as images."""

from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.show_pages import draw_marked
from portal.services.files.keep_file import Content
from portal.services.shared.rights import Member
from portal.web.shared.file_answer import preview_answer
from portal.web.shared.page import render
from portal.web.shared.state import installation_of


class Opened(NamedTuple):
    member: Member
    case: Case
    page: int
    name: str
    pages: int
    content: Content

    def drawn(self, request: Request) -> bytes | None:
        return draw_marked(installation_of(request), self.member, self.case, self.content, self.page)


def page_answer(request: Request, opened: Opened, file: str, back: str, *, saves: bool = False) -> Response:
    context = {
        "name": opened.name, "page": opened.page, "pages": opened.pages, "drawn": opened.drawn(request) is not None,
        "file": file if saves else "", "here": f"{file}/pages", "back": back,
    }  # fmt: skip
    return render(request, "pages/desk/page.html", context)


def picture_answer(request: Request, opened: Opened) -> Response:
    """Raises NotFound."""
    drawn = opened.drawn(request)
    if drawn is None:
        raise NotFound("picture")
    return preview_answer(drawn)
