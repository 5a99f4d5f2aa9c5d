# A resident files to each as the person that the card provider names, under another subject in each (portal/config/cities.py); the
# provider remembers its sign-in, and no city learns what another has.

from fastapi import Request
from fastapi.responses import Response

from portal.web.shared.access import anyone
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_or_none

router = Router("resident", access=anyone())


@router.get("/cities")
def show(request: Request) -> Response:
    here, others = installation_of(request), [other.installation for other in request.app.state.other_cities]
    with here.database.read() as unit:
        by_card = resident_or_none(request, unit) is not None
    cities = [
        {"name": city.city.name, "address": f"{city.settings.base_url}/", "here": city is here,
         "signs_in": by_card and city is not here and city.provider is not None}
        for city in sorted([here, *others], key=lambda city: city.city.code)
    ]  # fmt: skip
    return render(request, "pages/front/cities.html", {"cities": cities})
