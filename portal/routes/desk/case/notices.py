from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.counter.print_case import PRINTED
from portal.services.notices.explain_letter import language_of_case
from portal.services.notices.print_notice import print_notice
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.notices import notices
from portal.web.desk.case_act import look_at
from portal.web.shared.access import staff
from portal.web.shared.pdf_answer import pdf_answer
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/desk/{receipt:receipt_number}/notices", access=staff("reviewer", "approver"))


@router.get("/{number:row_number}.pdf")
def show(request: Request, receipt: str, number: int) -> Response:
    """From 1. Audited and throttled."""
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt, "review")
        rows = notices.of_application(unit, case.row.id)
        if not 0 < number <= len(rows):
            raise NotFound("notice")
        count(installation, unit, PRINTED, signed.login)
        row, language = rows[number - 1], language_of_case(unit, case)
        write_audit(installation, unit, signed.actor, "print notice", application_id=case.row.id, detail=row.number)
    pdf = print_notice(installation, case, row, paper=True, language=language)
    return pdf_answer(pdf, f"notice-{case.row.receipt_number}-{number}")
