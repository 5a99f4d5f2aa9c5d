"""The public page of a procedure: who, what to bring, fee, days, legal basis, office."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.describe_procedure import describe_procedure
from portal.services.fit_bundle import why_alone
from portal.services.near_deadlines import deadline_of
from portal.services.print_blank import print_blank
from portal.web.page import language_of, office_view, render
from portal.web.pdf_answer import pdf_answer
from portal.web.router import Router
from portal.web.signed_in import resident_or_none
from portal.web.state import installation_of
from portal.web.ways_in import deadline_rows, year_rows

router = Router()


@router.get("/procedures/{procedure}")
def procedure_page(request: Request, procedure: str) -> Response:
    installation = installation_of(request)
    found = installation.catalogue.current(procedure)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    office = installation.city.office(found.duty, installation.clock.today())
    facts = describe_procedure(installation, found, language_of(request))
    day = deadline_of(installation, found, installation.clock.today(), past=True)
    rows = deadline_rows(installation, [day] if day else [], language_of(request))
    context = {
        "together": not why_alone(installation, found),
        "facts": facts,
        "office": office_view(office),
        "deadline": rows[0] if rows else None,
        "years": year_rows(installation, found, language_of(request)),
    }
    return render(request, "pages/procedures/procedure.html", context)


@router.get("/procedures/{procedure}/form.pdf")
def blank_form(request: Request, procedure: str) -> Response:
    """The form to print and write on. The same for everyone, so that anything on the way may keep it for an hour."""
    installation = installation_of(request)
    paper = print_blank(installation, installation.catalogue.current(procedure))
    return pdf_answer(paper.pdf, procedure, keep="public, max-age=3600")
