"""How many applications came since a page of the desk was read: as a stream, and for browsers and proxies without one, as a number."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import BadRequest, NotAllowed
from portal.services.watch_arrivals import Arrivals, Listener, arrived, duties_seen
from portal.web.cookies import STAFF, read_cookie
from portal.web.news_stream import NewsStream
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of, place_of

router = Router(prefix="/desk/news")


@router.get("")
def news(request: Request) -> Response:
    """Does not count as work: a page that asks by itself must not keep a session alive."""
    return JSONResponse({"new": _listener(request).count}, headers={"Cache-Control": "no-store"})


@router.get("/stream")
def stream(request: Request) -> Response:
    arrivals: Arrivals = request.app.state.arrivals
    listener = _listener(request)
    if not arrivals.enter(listener):
        return JSONResponse({"new": listener.count}, status_code=503, headers={"Retry-After": "30"})
    return NewsStream(arrivals, listener, request.scope["state"])


def _listener(request: Request) -> Listener:
    installation = installation_of(request)
    with installation.database.read() as unit:
        duties = duties_seen(installation, member(request, unit))
        if not duties:
            raise NotAllowed("see")
        since = _since(request)
        count = arrived(unit, since, duties)
    return Listener(read_cookie(request, STAFF), place_of(request), since, duties, count)


def _since(request: Request) -> int:
    asked = request.query_params.get("since", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise BadRequest("since")
    return int(asked)
