"""The public page of a procedure."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.bundles.fit_bundle import why_alone
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.paper.print_blank import print_blank
from portal.services.procedures.near_deadlines import deadline_of
from portal.web.finding.ways_in import deadline_rows, year_rows
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.router import Router
from portal.web.shared.signed_in import resident_or_none
from portal.web.shared.state import installation_of

router = Router("resident", access=anyone())


@router.get("/procedures/{procedure}")
def procedure_page(request: Request, procedure: str) -> Response:
    installation = installation_of(request)
    described = installation.catalogue.current(procedure)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    office = installation.city.office(described.duty, installation.clock.today())
    facts = describe_procedure(installation, described, language_of(request))
    day = deadline_of(installation.rules, described, installation.clock.today(), past=True)
    rows = deadline_rows(installation.clock, [day] if day else [], language_of(request))
    context = {
        "together": not why_alone(described),
        "facts": facts,
        "office": office_view(office),
        "deadline": rows[0] if rows else None,
        "years": year_rows(installation, described, language_of(request)),
    }
    return render(request, "pages/procedures/procedure.html", context)


@router.get("/procedures/{procedure}/form.pdf")
def blank_form(request: Request, procedure: str) -> Response:
    """The same for everyone: cached for an hour."""
    installation = installation_of(request)
    paper = print_blank(installation, installation.catalogue.current(procedure))
    return pdf_answer(paper.pdf, procedure, keep="public, max-age=3600")
