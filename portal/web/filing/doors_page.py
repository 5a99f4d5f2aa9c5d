from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.path.filer import doors_of, roles_of
from portal.services.finding.describe_procedure import describe_procedure, describe_show
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.state import installation_of


def doors_page(request: Request, procedure: Procedure, role: str = "") -> Response:
    installation, language = installation_of(request), language_of(request)
    roles = [accepted for accepted in roles_of(procedure) if not role or accepted == role]
    rows = [
        (accepted, doors_of(procedure, accepted), describe_show(procedure, accepted, language)) for accepted in roles
    ]
    context = {
        "facts": describe_procedure(installation, procedure, language), "rows": rows, "role": role,
        "office": office_view(installation.city.office(procedure.duty, installation.clock.today()), language),
    }  # fmt: skip
    return render(request, "pages/proxies/doors.html", context, status=409 if role else 200)
