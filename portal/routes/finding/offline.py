"""A page, its style sheet, and the worker (D212)."""

import hashlib
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from forms.city.city import City
from forms.text.translations import translate
from portal.errors import NotFound
from portal.web.shared.access import anyone
from portal.web.shared.page import nonce_of
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of
from portal.web.shared.templates import speaker, templates
from portal.web.shared.words import words

router = Router("resident", access=anyone())
# Where pages of staff begin.
STAFF = ("admin", "api", "counter", "desk", "staff")
# People who cannot read the language of the page read here what happened.
BESIDE = "en"
_NO_STORE = {"Cache-Control": "no-store"}
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "


@router.get("/service-worker.js")
def worker(request: Request, language: str = "ja") -> Response:
    """At the root: it serves the addresses below its own. Its bytes change with the page."""
    body = _page(request, language, nonce="")
    context = {
        "page": f"/offline/{language}",
        "style": request.app.state.static.address("resident.css"),
        "kept": f"offline-{hashlib.sha256(body.encode()).hexdigest()[:12]}",
        "icon": request.app.state.static.touch_icon or request.app.state.static.mark,
        "staff": STAFF,
    }
    script = templates("ja").get_template("offline/worker.js").render(context)
    policy = {"Content-Security-Policy": _POLICY + "connect-src 'self'"}
    return Response(script, media_type="text/javascript", headers=_NO_STORE | policy)


@router.get("/offline/{language}")
def page(request: Request, language: str) -> Response:
    nonce = nonce_of(request)
    policy = {"Content-Security-Policy": _POLICY + f"style-src 'self' 'nonce-{nonce}'"}
    return HTMLResponse(_page(request, language, nonce), headers=_NO_STORE | policy)


def _page(request: Request, language: str, nonce: str) -> str:
    # Raises NotFound.
    city = installation_of(request).city
    if language not in (*city.languages, BESIDE):
        raise NotFound(language)
    context = {
        "city": city,
        "style": request.app.state.static.address("resident.css"),
        "nonce": nonce,
        "texts": [_text(name, city) for name in dict.fromkeys((language, BESIDE))],
    }
    return templates("ja").get_template("offline/page.html").render(context)


def _text(language: str, city: City) -> dict[str, Any]:
    return {
        "service": translate(language, city.service),
        "lang": "ja" if language == "easy" else language,
        "t": speaker(words(language)),
    }
