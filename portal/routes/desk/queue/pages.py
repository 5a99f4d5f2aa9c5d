"""A PDF, page by page; the words of an Office file."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.desk.case.show_pages import open_pages
from portal.web.desk.case_act import look_at
from portal.web.desk.pdf_pages import Opened, page_answer, picture_answer
from portal.web.shared.access import staff
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router(
    "staff",
    prefix="/desk/{receipt:receipt_number}/files/{file}/pages",
    access=staff("clerk", "reviewer", "approver", "exporter", "auditor"),
)


@router.get("/{page:row_number}")
def show(request: Request, receipt: str, file: str, page: int) -> Response:
    opened = _opened(request, receipt, file, page)
    case = f"/desk/{opened.case.row.receipt_number}"
    return page_answer(request, opened, f"{case}/files/{file}", case, saves=True)


@router.get("/{page:row_number}/picture")
def picture(request: Request, receipt: str, file: str, page: int) -> Response:
    return picture_answer(request, _opened(request, receipt, file, page))


def _opened(request: Request, receipt: str, file: str, page: int) -> Opened:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        return Opened(signed, case, page, *open_pages(installation, unit, signed, case, file, page, words=True))
