from fastapi import Request
from fastapi.responses import JSONResponse, Response

from portal.errors import BadRequest, NotAllowed, required
from portal.services.desk.queue.watch_arrivals import Arrivals, Listener, arrived, duties_seen
from portal.web.desk.news_stream import NewsStream
from portal.web.shared.access import staff
from portal.web.shared.posting import whole
from portal.web.shared.router import Router
from portal.web.shared.state import STAFF, member, place_of, read_cookie, reading

router = Router("staff", prefix="/desk/news", access=staff("clerk", "reviewer", "approver", "exporter", "auditor"))


@router.get("")
def news(request: Request) -> Response:
    """Does not extend the session: polling must not keep it alive."""
    return JSONResponse({"new": _listener(request).count}, headers={"Cache-Control": "no-store"})


@router.get("/stream")
def stream(request: Request) -> Response:
    arrivals: Arrivals = request.app.state.arrivals
    listener = _listener(request)
    if not arrivals.enter(listener):
        return JSONResponse({"new": listener.count}, status_code=503, headers={"Retry-After": "30"})
    return NewsStream(arrivals, listener, request.scope["state"])


def _listener(request: Request) -> Listener:
    with reading(request) as (installation, unit):
        duties = duties_seen(installation.city, member(request, unit))
        if not duties:
            raise NotAllowed("see")
        since = required(whole(request.query_params.get("since", ""), 18), BadRequest("since"))
        count = arrived(unit, since, duties)
    return Listener(read_cookie(request, STAFF), place_of(request), since, duties, count)
