"""What a city needs before it opens."""

from fastapi import Request
from fastapi.responses import Response

from portal.services.administration.city_parts import words_of
from portal.services.administration.first_settings import first_settings
from portal.web.administration.part_page import of_city, to_confirm
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import reading

router = Router("staff", prefix="/admin", access=staff("administrator"))


@router.get("/first")
def first(request: Request) -> Response:
    with reading(request, of_city) as (installation, unit, signed):
        lines = first_settings(installation, unit, signed)
        asked = {part: words_of(part).title for part in to_confirm(unit, signed)}
    context = {"lines": lines, "left": sum(line.open for line in lines), "asked": asked}
    return render(request, "pages/administration/first.html", context)
