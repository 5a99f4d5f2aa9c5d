"""Styles, scripts, language choice, public keys."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import NotFound
from portal.web.shared.access import anyone
from portal.web.shared.page import inside, see
from portal.web.shared.router import Router
from portal.web.shared.state import FURIGANA, LANGUAGE, installation_of, set_cookie
from portal.web.shared.static_files import takes_gzip

router = Router("shared", access=anyone(), waits=False)


@router.get("/static/{address:path}")
def static_file(request: Request, address: str) -> Response:
    file = request.app.state.static.file(address)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if file.packed and takes_gzip(request.headers.get("Accept-Encoding", "")):
        return Response(file.packed, media_type=file.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.get("/language/{language}")
def language(request: Request, language: str, next: str = "/", before: str = "") -> Response:
    """`before`: the language from which somebody looks at the Japanese, to go back to."""
    offered = installation_of(request).city.languages
    if language not in offered or (before and before not in offered):
        raise NotFound(language)
    response = see(request, inside(next))
    set_cookie(request, response, LANGUAGE, f"{language}.{before}" if before else language, days=365)
    return response


@router.get("/furigana/{way}")
def furigana(request: Request, way: str, next: str = "/") -> Response:
    if way not in ("on", "off"):
        raise NotFound(way)
    response = see(request, inside(next))
    set_cookie(request, response, FURIGANA, way, days=365)
    return response


@router.get("/.well-known/jwks.json")
def jwks(request: Request) -> Response:
    return JSONResponse(dict(installation_of(request).jwks), headers={"Cache-Control": "public, max-age=300"})
