from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.staff.declare_disaster import declared_disaster
from portal.web.finding.entrance import event_rows, family_rows, tiles
from portal.web.finding.note_miss import note_miss
from portal.web.finding.procedure_cards import cards
from portal.web.finding.tour import tour
from portal.web.finding.ways_in import deadline_rows, searched, used_cards
from portal.web.shared.access import anyone
from portal.web.shared.page import inside, language_of, render, see
from portal.web.shared.router import Router
from portal.web.shared.state import finder_of, installation_of, resident_or_none, start_over_of

if TYPE_CHECKING:
    from portal.web.my_cases.own_work import OwnWork

router = Router("resident", access=anyone())
_FEW = 4
# https://liff.line.me/{id}/path opens the channel's address, which is ours, with the path in this value; LINE's script, which
# would go on to it, is not on our pages. https://developers.line.biz/en/docs/liff/opening-liff-app/
_LIFF_STATE = "liff.state"


@router.get("/")
def front(request: Request, q: str = "") -> Response:
    if in_line := request.query_params.get(_LIFF_STATE):
        return see(request, inside(in_line))
    installation, finder, language = installation_of(request), finder_of(request), language_of(request)
    with installation.database.read() as unit:
        session = resident_or_none(request, unit)
        ranking = finder.ranking(unit)
        disaster = declared_disaster(installation.clock, unit)
        mine = _mine(installation, unit, session, language) if session else None
    search = searched(installation, finder, q, language, ranking)
    note_miss(request, search)
    relief = installation.catalogue.current(disaster.procedure) if disaster else None
    context = {
        "tour": tour(request),
        "reset": start_over_of(request),
        "cases": installation.settings.demo_cases,
        "relief": cards([relief], language) if relief else [],
        "struck": disaster.name if disaster else "",
        "mine": mine,
        "search": search,
    }
    if not search["asked"]:
        context |= {
            "tiles": tiles(request),
            "used": used_cards(installation.catalogue, ranking.used[:_FEW], language),
            "deadlines": deadline_rows(installation.clock, finder.deadlines()[:_FEW], language),
            "events": event_rows(installation, language),
            "families": family_rows(installation, language, installation.catalogue.all()),
            "every": len(installation.catalogue.all()),
        }
    return render(request, "pages/front/front.html", context)


def _mine(installation: Installation, unit: Unit, session: Session, language: str) -> "OwnWork | None":
    from portal.web.my_cases.own_work import own_work  # noqa: PLC0415 - who is not signed in sees the page without it

    return own_work(installation, unit, session, language)
