"""Manifest, icon, robots.txt."""

from fastapi import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from portal.web.shared.access import anyone
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", access=anyone())
_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
_PUBLIC = (
    "/$", "/procedures", "/find/", "/guides", "/availability", "/figures", "/help", "/announcements", "/accessibility", "/terms",
    "/privacy",
)  # fmt: skip


@router.get("/manifest.webmanifest")
def manifest(request: Request) -> Response:
    """Web Application Manifest (W3C)."""
    city = installation_of(request).city
    static = request.app.state.static
    drawn = [
        {"src": address, "sizes": f"{shape.side}x{shape.side}", "type": "image/png", "purpose": shape.purpose}
        for shape, address in static.icons.items()
    ]
    about = {
        "id": "/",
        "name": f"{city.name} {city.service}",
        "short_name": city.service,
        "lang": "ja",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": city.colours.main,
        "icons": [{"src": static.mark, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}, *drawn],
    }
    return JSONResponse(about, media_type="application/manifest+json", headers=_AN_HOUR)


@router.get("/robots.txt")
def crawling(request: Request) -> Response:
    """Only pages that are the same for everybody (RFC 9309)."""
    lines = ("User-agent: *", *(f"Allow: {path}" for path in _PUBLIC), "Allow: /static/", "Disallow: /")
    return PlainTextResponse("".join(f"{line}\n" for line in lines), headers=_AN_HOUR)


@router.get("/favicon.ico")
def favicon(request: Request) -> Response:
    static = request.app.state.static
    file = static.file(static.mark.removeprefix("/static/"))
    return Response(file.content, media_type=file.media_type, headers=_AN_HOUR)
