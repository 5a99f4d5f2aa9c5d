"""Questions in a visitor's own words, where the city has an adviser."""

# By POST: no address, log or history keeps them.

from fastapi import Request
from fastapi.responses import Response

from integrations.sockets.adviser_socket import Adviser
from portal.errors import NotFound
from portal.services.finding.ask_adviser import ask_adviser
from portal.services.procedures.find_procedures import cleaned
from portal.web.finding.note_miss import note_miss
from portal.web.finding.passages import passages_of
from portal.web.shared.access import anyone
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_or_none

router = Router("resident", access=anyone())


@router.get("/ask")
def form(request: Request) -> Response:
    _adviser(request)
    return render(request, "pages/finding/ask.html", {"asked": "", "advice": []})


@router.post("/ask")
def ask(request: Request, posted: Post) -> Response:
    adviser, asked = _adviser(request), cleaned(first(posted, "question"))
    advice = ask_adviser(adviser, asked, passages_of(request)) if asked else []
    note_miss(request, {"missed": bool(asked) and not advice, "asked": asked})
    return render(request, "pages/finding/ask.html", {"asked": asked, "advice": advice})


def _adviser(request: Request) -> Adviser:
    installation = installation_of(request)
    if installation.adviser is None:
        raise NotFound("ask")
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    return installation.adviser
