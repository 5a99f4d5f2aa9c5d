"""Style and script files, the choice of language, our public keys: the same for everyone."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import NotFound
from portal.web.cookies import LANGUAGE, set_cookie
from portal.web.page import inside, see
from portal.web.router import Router
from portal.web.state import installation_of

router = Router()


@router.get("/static/{address:path}")
def static_file(request: Request, address: str) -> Response:
    file = request.app.state.static.file(address)
    return Response(
        file.content, media_type=file.media_type, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


@router.get("/language/{language}")
def language(request: Request, language: str, next: str = "/") -> Response:
    """Keeps the choice for a year and goes back to the same page; drafts are not touched."""
    if language not in installation_of(request).city.languages:
        raise NotFound(language)
    response = see(request, inside(next))
    set_cookie(request, response, LANGUAGE, language, days=365)
    return response


@router.get("/.well-known/jwks.json")
def jwks(request: Request) -> Response:
    """Our public keys, as registered with the card provider."""
    return JSONResponse(dict(installation_of(request).jwks), headers={"Cache-Control": "public, max-age=300"})
