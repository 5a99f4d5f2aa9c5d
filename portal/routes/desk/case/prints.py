"""The form (様式) as a PDF."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.counter.print_case import print_case, record_print
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))


@router.get("/desk/{receipt:receipt_number}/form.pdf")
def form(request: Request, receipt: str) -> Response:
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        record_print(installation, unit, signed, case)
    return pdf_answer(print_case(installation, case).pdf, case.row.receipt_number)
