"""Starts the city again that the demo made, and takes that back."""

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.web.shared.access import anyone
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import StartOver, installation_of, start_over_of

router = Router("resident", prefix="/mock/reset", access=anyone())


def _practice(request: Request) -> StartOver:
    start_over = start_over_of(request)
    if start_over is None or installation_of(request).settings.env == "production":
        raise NotFound("reset")
    return start_over


@router.get("")
def show(request: Request, done: str = "") -> Response:
    practice = _practice(request)
    context = {
        "reset": practice,
        "back": practice.has_former,
        "done": done,
        "count": installation_of(request).settings.demo_cases,
    }
    return render(request, "pages/mock_reset/reset.html", context)


@router.post("")
def reset(request: Request, posted: Post) -> Response:
    # At once: it can be taken back. The listener stays open: the next page comes from the other city.
    practice, back = _practice(request), bool(first(posted, "back"))
    if first(posted, "city") != practice.city:  # the second of two clicks would remove what the first put aside
        return see(request, "/mock/reset")
    if practice.has_former or not back:
        practice.begin(back)
    return see(request, "/" if back else "/mock/reset?done=1")
