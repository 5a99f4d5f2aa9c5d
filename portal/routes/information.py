"""Help, privacy, accessibility, terms and announcements: the city's own words, the same for everyone."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.announcements import Announcement
from forms.leaflets import leaflet
from portal.services.describe_keeping import describe_keeping
from portal.services.installation import Installation
from portal.services.log_support import DAYS
from portal.web.page import language_of, render
from portal.web.router import Router
from portal.web.signed_in import resident_or_none
from portal.web.state import board_of, installation_of

router = Router()


def _facts(installation: Installation) -> dict[str, object]:
    city, settings = installation.city, installation.settings
    return {
        "city": city.name,
        "service": city.service,
        "telephone": city.telephone,
        "hours": city.hours,
        "draft_days": settings.draft_days,
        "idle_minutes": settings.resident_idle_minutes,
        "session_hours": settings.session_hours,
        "support_days": DAYS,
    }


def _page(request: Request, name: str, **more: Any) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    facts = _facts(installation)
    parts = [
        {
            "title": part.title.in_(language, facts),
            "text": [said.in_(language, facts) for said in part.text],
            "steps": [said.in_(language, facts) for said in part.steps],
            "points": [said.in_(language, facts) for said in part.points],
        }
        for part in leaflet(installation.city.leaflets, name)
    ]
    return render(request, "pages/information/page.html", {"name": name, "parts": parts, "keeping": [], **more})


@router.get("/help")
def help_page(request: Request) -> Response:
    return _page(request, "help")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    return _page(request, "privacy", keeping=describe_keeping(installation_of(request), language_of(request)))


@router.get("/accessibility")
def accessibility(request: Request) -> Response:
    return _page(request, "accessibility")


@router.get("/terms")
def terms(request: Request) -> Response:
    return _page(request, "terms")


@router.get("/announcements")
def announcements(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    today, board = installation.clock.today(), board_of(request)
    told = {
        "now": [_told(one, language) for one in board.now(today)],
        "past": [_told(one, language) for one in board.past(today)],
    }
    return render(request, "pages/information/announcements.html", told)


def _told(one: Announcement, language: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title.in_(language),
        "text": [said.in_(language) for said in one.text],
        "link": one.link,
        "since": one.from_,
        "to": one.to,
    }
