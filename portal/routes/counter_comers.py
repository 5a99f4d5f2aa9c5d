"""Who has a time today: found when they come, and led into a visit."""

import secrets

from fastapi import Request
from fastapi.responses import Response

from portal.services.reservations_today import receive_comer, reservations_today
from portal.web.clerk import clerk
from portal.web.page import render, see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/counter/comers")
_MOST = 60


@router.get("")
def show(request: Request) -> Response:
    return _page(request, "")


@router.post("")
def find(request: Request, posted: Post) -> Response:
    """By a post: a name stands in no address."""
    return _page(request, first(posted, "asked").strip()[:_MOST])


def _page(request: Request, asked: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        comers = reservations_today(installation, unit, clerk(request, unit), asked)
        unit.commit()
    context = {"comers": comers, "asked": asked, "once": secrets.token_urlsafe(16)}
    return render(request, "pages/counter/comers.html", context)


@router.post("/{reservation:row_number}")
def receive(request: Request, reservation: int, posted: Post) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        visit_id = receive_comer(installation, unit, signed, reservation, first(posted, "once"))
        unit.commit()
    return see(request, f"/counter/visits/{visit_id}")
