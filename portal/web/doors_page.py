"""The calm page that says which doors take whom."""

from fastapi import Request
from fastapi.responses import Response

from forms.procedure import Procedure
from portal.services.describe_procedure import describe_procedure, describe_show
from portal.services.who_files import doors_of, roles_of
from portal.web.page import language_of, office_view, render
from portal.web.state import installation_of


def doors_page(request: Request, procedure: Procedure, role: str = "") -> Response:
    """Which doors take whom, and what to show there. `role`: of who came by a door that does not take them."""
    installation, language = installation_of(request), language_of(request)
    roles = [one for one in roles_of(procedure) if not role or one == role]
    rows = [(one, doors_of(procedure, one), describe_show(installation, procedure, one, language)) for one in roles]
    context = {
        "facts": describe_procedure(installation, procedure, language), "rows": rows, "role": role,
        "office": office_view(installation.city.office(procedure.duty, installation.clock.today())),
    }  # fmt: skip
    return render(request, "pages/proxies/doors.html", context, status=409 if role else 200)
