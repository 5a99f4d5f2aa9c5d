"""A PDF of a case, read in place: a page with its picture, next and previous, and a calm word where it cannot be drawn."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.cases import Case
from portal.services.rights import Member
from portal.services.show_pages import draw_marked, open_pages
from portal.web.case_act import look_at
from portal.web.file_answer import preview_answer
from portal.web.page import render
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/files/{file}/pages")


@router.get("/{page:row_number}")
def show(request: Request, receipt: str, file: str, page: int) -> Response:
    """Drawn once to know whether it can be; the picture asks for itself, so that it is nothing but a picture."""
    signed, case, name, pages, content = _opened(request, receipt, file, page)
    drawn = draw_marked(installation_of(request), signed, case, content, page)
    here = f"/desk/{case.row.receipt_number}/files/{file}"
    context = {
        "receipt_number": case.row.receipt_number, "name": name, "page": page, "pages": pages, "drawn": drawn is not None,
        "file": here, "here": f"{here}/pages",
    }  # fmt: skip
    return render(request, "pages/desk/page.html", context)


@router.get("/{page:row_number}/picture")
def picture(request: Request, receipt: str, file: str, page: int) -> Response:
    signed, case, _, _, content = _opened(request, receipt, file, page)
    drawn = draw_marked(installation_of(request), signed, case, content, page)
    if drawn is None:
        raise NotFound("picture")
    return preview_answer(drawn)


def _opened(request: Request, receipt: str, file: str, page: int) -> tuple[Member, Case, str, int, bytes]:
    """Recorded and committed: what follows takes a while."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        name, pages, content = open_pages(installation, unit, signed, case, file, page)
        unit.commit()
    return signed, case, name, pages, content
