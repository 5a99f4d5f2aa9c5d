"""PDF pages as images, Office files and texts as words."""

from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from forms.fields.file import OFFICE, READ
from forms.path.environment import KeptFile
from portal.errors import NotFound, required
from portal.services.cases.cases import Case
from portal.services.desk.case.show_pages import draw_marked, read_office
from portal.services.files.keep_file import Content
from portal.services.shared.rights import Member
from portal.web.shared.file_answer import preview_answer
from portal.web.shared.page import render
from portal.web.shared.state import installation_of


class Opened(NamedTuple):
    member: Member
    case: Case
    page: int
    kept: KeptFile
    content: Content

    def drawn(self, request: Request) -> bytes | None:
        return draw_marked(installation_of(request), self.member, self.case, self.content, self.page)


def page_answer(request: Request, opened: Opened, file: str, back: str, *, saves: bool = False) -> Response:
    context = {
        "name": opened.kept.name, "page": opened.page, "pages": opened.kept.pages,
        "file": file if saves else "", "here": f"{file}/pages", "back": back,
    }  # fmt: skip
    if opened.kept.media in READ:
        read = read_office(installation_of(request).remaker, opened.kept, opened.content())
        slides = opened.kept.media == OFFICE["pptx"]
        return render(request, "pages/desk/office.html", context | {"read": read, "slides": slides})
    return render(request, "pages/desk/page.html", context | {"drawn": opened.drawn(request) is not None})


def picture_answer(request: Request, opened: Opened) -> Response:
    """Raises NotFound."""
    drawn = required(opened.drawn(request), NotFound("picture"))
    return preview_answer(drawn)
