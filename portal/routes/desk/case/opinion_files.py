from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.desk.case.asked_opinions import asked_case
from portal.services.desk.case.show_pages import draw_picture, open_pages, open_picture
from portal.services.shared.rights import Member
from portal.web.desk.pdf_pages import Opened, page_answer, picture_answer
from portal.web.shared.access import staff
from portal.web.shared.file_answer import preview_answer
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reviewer

router = Router(
    "staff", prefix="/desk/opinions/{opinion:row_number}/files/{file}", access=staff("reviewer", "approver")
)


def _asked(request: Request, unit: Unit, opinion: int) -> tuple[Member, Case]:
    # Raises NotFound.
    signed = reviewer(request, unit)
    return signed, asked_case(installation_of(request), unit, signed, opinion).case


@router.get("/picture")
def picture(request: Request, opinion: int, file: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = _asked(request, unit, opinion)
        content = open_picture(installation, unit, signed, case, file)
    return preview_answer(draw_picture(installation.clock, signed, case, content()))


@router.get("/pages/{page:row_number}")
def show(request: Request, opinion: int, file: str, page: int) -> Response:
    address = f"/desk/opinions/{opinion}"
    return page_answer(request, _opened(request, opinion, file, page), f"{address}/files/{file}", address)


@router.get("/pages/{page:row_number}/picture")
def page_picture(request: Request, opinion: int, file: str, page: int) -> Response:
    return picture_answer(request, _opened(request, opinion, file, page))


def _opened(request: Request, opinion: int, file: str, page: int) -> Opened:
    with changing(request) as (installation, unit):
        signed, case = _asked(request, unit, opinion)
        return Opened(signed, case, page, *open_pages(installation, unit, signed, case, file, page))
