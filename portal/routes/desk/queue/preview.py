"""Beside the list; a page of its own without scripts."""

from fastapi import Request
from fastapi.responses import Response

from portal.web.desk.case_act import look_at
from portal.web.desk.case_page import case_page
from portal.web.desk.queue_address import EVERYBODY, listed_in, of_list, query_of
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))


@router.get("/desk/{receipt:receipt_number}/preview")
def preview(request: Request, receipt: str) -> Response:
    """Without the register: each row passed over would be asked about there (D214)."""
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, receipt)
        context = case_page(installation, unit, signed, case)
    typed = request.query_params.get("list", "")
    query = (query_of(listed_in(installation.catalogue, typed)) or EVERYBODY) if typed else ""
    context |= {"list_query": query, "list_kept": f"?{of_list(query)}" if query else ""}
    context |= {"beside": {}, "compared": (), "differences": (), "first_file": "", "beside_file": None}
    return render(request, "pages/desk/preview.html", context)
