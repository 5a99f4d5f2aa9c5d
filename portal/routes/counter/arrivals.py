"""Today's visitors with a booked time."""

import secrets

from fastapi import Request
from fastapi.responses import Response

from portal.services.bookings.reservations_today import receive_comer, reservations_today
from portal.web.counter.clerk import clerk
from portal.web.shared.access import staff
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing

router = Router("staff", prefix="/counter/comers", access=staff("clerk", "reviewer"))
_MOST = 60


@router.get("")
def show(request: Request) -> Response:
    return _page(request, "")


@router.post("")
def find(request: Request, posted: Post) -> Response:
    """A POST: names stay out of URLs."""
    return _page(request, first(posted, "asked").strip()[:_MOST])


def _page(request: Request, asked: str) -> Response:
    with changing(request) as (installation, unit):
        comers = reservations_today(installation, unit, clerk(request, unit), asked)
    context = {"comers": comers, "asked": asked, "once": secrets.token_urlsafe(16)}
    return render(request, "pages/counter/comers.html", context)


@router.post("/{reservation:row_number}")
def receive(request: Request, reservation: int, posted: Post) -> Response:
    with changing(request, clerk) as (installation, unit, signed):
        visit_id = receive_comer(installation, unit, signed, reservation, first(posted, "once"))
    return see(request, f"/counter/visits/{visit_id}")
