"""The city's own texts."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.city.announcements import Announcement
from forms.city.leaflets import leaflet
from forms.text.translations import translate
from portal.services.finding.describe_procedure import name_procedure
from portal.services.procedures.describe_keeping import describe_keeping
from portal.services.shared.installation import Installation
from portal.services.shared.log_support import DAYS
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import board_of, installation_of, resident_or_none

router = Router("resident", access=anyone())


def _facts(installation: Installation, language: str) -> dict[str, object]:
    city, settings = installation.city, installation.settings
    return {
        "city": city.name,
        "service": translate(language, city.service),
        "telephone": city.telephone,
        "hours": translate(language, city.hours),
        "draft_days": settings.draft_days,
        "idle_minutes": settings.resident_idle_minutes,
        "session_hours": settings.session_hours,
        "support_days": DAYS,
    }


def _page(request: Request, name: str, **more: Any) -> Response:
    installation, language = installation_of(request), language_of(request)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    facts, offered = _facts(installation, language), {row.id: row for row in installation.catalogue.all()}
    parts = [
        {
            "title": part.title.in_(language, facts),
            "text": [paragraph.in_(language, facts) for paragraph in part.text],
            "steps": [paragraph.in_(language, facts) for paragraph in part.steps],
            "points": [paragraph.in_(language, facts) for paragraph in part.points],
            "procedures": [name_procedure(offered[name], language) for name in part.procedures if name in offered],
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
    context = {
        "now": [_announcement(announcement, language) for announcement in board.now(today)],
        "past": [_announcement(announcement, language) for announcement in board.past(today)],
    }
    return render(request, "pages/information/announcements.html", context)


def _announcement(announcement: Announcement, language: str) -> dict[str, Any]:
    return {
        "id": announcement.id,
        "kind": announcement.kind,
        "title": announcement.title.in_(language),
        "text": [paragraph.in_(language) for paragraph in announcement.text],
        "link": announcement.link,
        "since": announcement.from_,
        "to": announcement.to,
    }
