"""Help, privacy, accessibility and terms: the same words for everyone."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from portal.web.page import render
from portal.web.signed_in import resident_or_none
from portal.web.state import installation_of

router = APIRouter()


def _page(request: Request, name: str) -> Response:
    with installation_of(request).database.read() as unit:
        resident_or_none(request, unit)
    return render(request, "pages/information/page.html", {"name": name})


@router.get("/help")
def help_page(request: Request) -> Response:
    return _page(request, "help")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    return _page(request, "privacy")


@router.get("/accessibility")
def accessibility(request: Request) -> Response:
    return _page(request, "accessibility")


@router.get("/terms")
def terms(request: Request) -> Response:
    return _page(request, "terms")
