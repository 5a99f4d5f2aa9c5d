"""The papers of a visit on paper, by one key."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.print_visit import print_visit, take_papers
from portal.web.counter_visit import opened_visit
from portal.web.pdf_answer import pdf_answer
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/counter/visits/{visit}")


@router.get("/print.pdf")
def papers(request: Request, visit: str) -> Response:
    """Recorded, counted and bounded; never kept by a browser."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = opened_visit(request, unit, visit)
        taken = take_papers(installation, unit, signed, found)
        unit.commit()
    return pdf_answer(print_visit(installation, found, taken).pdf, f"visit-{found.row.day}")
