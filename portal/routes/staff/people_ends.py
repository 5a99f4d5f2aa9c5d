"""Acts of one administrator alone: they only reduce access."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from portal.clock import iso_day
from portal.errors import BadRequest, required
from portal.services.staff.end_right import end_right, shut_out
from portal.web.shared.access import staff
from portal.web.shared.page import see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of
from portal.web.staff.administering import administering

router = Router("staff", prefix="/admin/people/{person:row_number}", access=staff("administrator"))


@router.post("/rights/{right:row_number}/end")
def end(request: Request, person: int, right: int, posted: Post) -> Response:
    installation = installation_of(request)
    today = installation.clock.today()
    last = required(iso_day(first(posted, "last") or today.isoformat()), BadRequest("last"))
    # Yesterday ends it at once; earlier acts remain covered by the right.
    last = max(last, today - timedelta(days=1))
    with installation.database.change() as unit:
        signed = administering(request, unit)
        end_right(installation, unit, signed, person, right, last.isoformat())
    return see(request, f"/admin/people/{person}?did=end")


@router.post("/disable")
def disable(request: Request, person: int, _posted: Post) -> Response:
    with changing(request, administering) as (installation, unit, signed):
        shut_out(installation, unit, signed, person)
    return see(request, "/admin/people?did=disable")
