# Names are posted: they stay out of URLs.

from fastapi import Request
from fastapi.responses import Response

from portal.web.shared.access import any_staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, member
from portal.web.staff.palette import targets

router = Router("staff", prefix="/staff/palette", access=any_staff())
_LONGEST = 80


@router.get("")
def show(request: Request) -> Response:
    return _page(request, "")


@router.post("")
def find(request: Request, posted: Post) -> Response:
    return _page(request, first(posted, "typed")[:_LONGEST])


def _page(request: Request, typed: str) -> Response:
    with changing(request, member) as (_, unit, signed):
        context = {"typed": typed, "targets": targets(request, unit, signed, typed)}
    return render(request, "pages/staff_account/palette.html", context)
