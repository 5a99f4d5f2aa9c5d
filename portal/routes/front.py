"""The front page: search, procedures by life event, what is going on for who is signed in."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from forms.messages import sentences
from forms.procedure import Procedure
from portal.services.find_procedures import find_procedures
from portal.services.installation import Installation
from portal.web.page import language_of, render
from portal.web.signed_in import resident_or_none
from portal.web.state import installation_of

router = APIRouter()


@router.get("/")
def front(request: Request, q: str = "") -> Response:
    installation = installation_of(request)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    asked = q.strip()[:100]
    language = language_of(request)
    found = find_procedures(installation.catalogue.all(), asked)
    by_event: dict[str, list[dict[str, Any]]] = {}
    for procedure in found:
        for event in procedure.events:
            by_event.setdefault(event, []).append(card(installation, procedure, language))
    titled = {sentences(language)[f"event.{event}"]: cards for event, cards in by_event.items()}
    return render(
        request,
        "pages/front/front.html",
        {
            "asked": asked,
            "found": [card(installation, procedure, language) for procedure in found],
            "by_event": titled,
        },
    )


def card(installation: Installation, procedure: Procedure, language: str) -> dict[str, Any]:
    """A procedure in a list."""
    speech = installation.speech(procedure, language)
    return {
        "id": procedure.id,
        "title": speech.text("title", procedure.title),
        "summary": speech.text("summary", procedure.summary),
        "sign_in": procedure.sign_in,
    }
