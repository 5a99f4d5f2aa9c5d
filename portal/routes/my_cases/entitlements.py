"""What a resident has by decisions."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.my_cases.list_entitlements import list_entitlements
from portal.web.filing.who_files import filer
from portal.web.shared.access import signed_in
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.router import Router
from portal.web.shared.state import reading

router = Router("resident", prefix="/my", access=signed_in())


@router.get("/entitlements")
def entitlements_page(request: Request) -> Response:
    with reading(request) as (installation, unit):
        listed = list_entitlements(installation, unit, filer(request, unit), language_of(request))
    today = installation.clock.today()
    offices = {
        view.duty: office_view(installation.city.office(view.duty, today), language_of(request)) for view in listed
    }
    context = {"entitlements": listed, "offices": offices}
    return render(request, "pages/entitlements/page.html", context)
