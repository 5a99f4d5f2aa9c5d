"""All forms as one PDF."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.guide_visit import rest_of_guides
from portal.services.counter.print_visit import print_drafts, print_visit, take_drafts, take_papers
from portal.web.counter.visit import opened_visit
from portal.web.shared.access import staff
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/counter/visits/{visit}", access=staff("clerk", "reviewer"))


@router.get("/print.pdf")
def papers(request: Request, visit: str) -> Response:
    with changing(request) as (installation, unit):
        signed, current_visit = opened_visit(request, unit, visit)
        rest = rest_of_guides(installation, installation.guides, unit, current_visit)
        taken = take_papers(installation, unit, signed, current_visit, rest)
    return pdf_answer(print_visit(installation, current_visit, taken).pdf, f"visit-{current_visit.row.day}")


@router.get("/drafts.pdf")
def prepared(request: Request, visit: str) -> Response:
    with changing(request) as (installation, unit):
        signed, current_visit = opened_visit(request, unit, visit)
        drafts = take_drafts(installation, unit, signed, current_visit)
    return pdf_answer(print_drafts(installation, current_visit, drafts).pdf, f"drafts-{current_visit.row.day}")
