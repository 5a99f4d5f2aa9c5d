from fastapi import Request
from fastapi.responses import Response

from portal.meters import process_figures
from portal.services.audit.findings import OK, findings_of, in_order, of_version
from portal.services.shared.store_state import store_state
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import neighbours_of, reading
from portal.web.staff.administering import administering

router = Router("staff", prefix="/admin/state", access=staff("administrator"))


@router.get("")
def state(request: Request) -> Response:
    with reading(request) as (installation, unit):
        administering(request, unit)
    findings = in_order(findings_of(installation, neighbours_of(request).ask()))
    behind, figures = store_state(installation), process_figures()
    context = {
        "findings": findings,
        "bad": sum(finding.state != OK for finding in findings),
        "well": [(finding.about, finding.words) for finding in findings if finding.state == OK],
        "behind": behind,
        "version": of_version().words,
        "figures": figures,
        "now": installation.clock.now(),
    }
    return render(request, "pages/state/page.html", context)
