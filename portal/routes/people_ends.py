"""What one administrator does alone, because it lets nobody do more: ends a right, lets somebody in no more."""

from datetime import date, timedelta

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest
from portal.services.end_right import end_right, shut_out
from portal.web.administering import administering
from portal.web.page import see
from portal.web.posting import Post, first
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/admin/people/{person:row_number}")


@router.post("/rights/{right:row_number}/end")
def end(request: Request, person: int, right: int, posted: Post) -> Response:
    """With the day that was typed, or with today."""
    installation = installation_of(request)
    today = installation.clock.today()
    try:
        last = date.fromisoformat(first(posted, "last") or today.isoformat())
    except ValueError:
        raise BadRequest("last") from None
    # Yesterday ends it at once; what was done before by that right stays explained.
    last = max(last, today - timedelta(days=1))
    with installation.database.write() as unit:
        signed = administering(request, unit)
        end_right(installation, unit, signed, person, right, last.isoformat())
        unit.commit()
    return see(request, f"/admin/people/{person}?did=end")


@router.post("/disable")
def disable(request: Request, person: int, _posted: Post) -> Response:
    """Takes effect at once; every session of theirs ends."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = administering(request, unit)
        shut_out(installation, unit, signed, person)
        unit.commit()
    return see(request, "/admin/people?did=disable")
