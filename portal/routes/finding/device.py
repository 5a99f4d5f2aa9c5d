"""Before a procedure that asks for a card: what it needs, and whether this device will do. Nothing is stored."""

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.services.finding.list_device_needs import ANDROID, IOS, list_device_needs
from portal.services.shared.catalogue import speech_of
from portal.web.finding.device_checks import device_checks
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, neighbours_of, reading, resident_or_none

router = Router("resident", access=anyone())


@router.get("/device-check")
def any_procedure(request: Request) -> Response:
    return _page(request, None)


@router.get("/procedures/{procedure}/device-check")
def of_procedure(request: Request, procedure: str) -> Response:
    return _page(request, installation_of(request).catalogue.current(procedure))


def _page(request: Request, procedure: Procedure | None) -> Response:
    with reading(request) as (installation, unit):
        resident_or_none(request, unit)
    needs = list_device_needs(installation, procedure)
    speech = speech_of(procedure, language_of(request)) if procedure is not None else None
    context = {
        "filed": {"id": procedure.id, "title": speech.text("title", procedure.title)} if procedure and speech else None,
        "needs": needs,
        "ios": IOS,
        "android": ANDROID,
        "checks": device_checks(
            request, needs, neighbours_of(request).ask() if needs.card else {}, again="again" in request.query_params
        ),
    }
    return render(request, "pages/finding/device.html", context)
