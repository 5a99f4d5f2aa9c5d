"""The form (様式) of a case on paper, with the answers that stand now."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.print_case import print_case, record_print
from portal.web.case_act import look_at
from portal.web.pdf_answer import pdf_answer
from portal.web.router import Router
from portal.web.state import installation_of

router = Router()


@router.get("/desk/{receipt:receipt_number}/form.pdf")
def form(request: Request, receipt: str) -> Response:
    """For the desk, and for the counter after a visit. Recorded and bounded; never kept by a browser."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        record_print(installation, unit, signed, case)
        unit.commit()
    return pdf_answer(print_case(installation, case).pdf, case.row.receipt_number)
