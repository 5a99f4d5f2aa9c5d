"""Starts the city again that the demo made."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotFound
from portal.web.shared.access import anyone
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post
from portal.web.shared.router import Router
from portal.web.shared.state import begin_anew_of, installation_of

router = Router("resident", prefix="/mock/reset", access=anyone())


def _practice(request: Request) -> Callable[[], None]:
    begin_anew = begin_anew_of(request)
    if begin_anew is None or installation_of(request).settings.env == "production":
        raise NotFound("reset")
    return begin_anew


@router.get("")
def confirm(request: Request) -> Response:
    _practice(request)
    return render(request, "pages/mock_reset/reset.html", {"count": installation_of(request).settings.demo_cases})


@router.post("")
def reset(request: Request, _posted: Post) -> Response:
    """The listener stays open: the next page comes from the new city."""
    _practice(request)()
    return see(request, "/")
