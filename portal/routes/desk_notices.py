"""The written notice of an outcome on paper, for the window envelope."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.services.print_case import PRINTED
from portal.services.print_notice import print_notice
from portal.services.throttle import count
from portal.services.write_audit import write_audit
from portal.store import notices
from portal.web.case_act import look_at
from portal.web.pdf_answer import pdf_answer
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/desk/{receipt:receipt_number}/notices")


@router.get("/{number:row_number}.pdf")
def show(request: Request, receipt: str, number: int) -> Response:
    """`number`: the first of the case is 1. Recorded and bounded."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        signed.demand("review", case.row.duty)
        rows = notices.of_application(unit, case.row.id)
        if not 0 < number <= len(rows):
            raise NotFound("notice")
        count(installation, unit, PRINTED, signed.login)
        row = rows[number - 1]
        write_audit(installation, unit, signed.actor, "print notice", application_id=case.row.id, detail=row.number)
        unit.commit()
    return pdf_answer(print_notice(installation, case, row, paper=True), f"notice-{case.row.receipt_number}-{number}")
