"""The front page: search, what is going on, and the ways to a procedure."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.messages import sentences
from forms.procedure import Procedure
from portal.services.declare_disaster import standing_disaster
from portal.services.sort_procedures import by_event
from portal.web.guide_cards import guide_cards
from portal.web.page import language_of, render
from portal.web.procedure_cards import cards
from portal.web.router import Router
from portal.web.signed_in import resident_or_none
from portal.web.state import finder_of, installation_of
from portal.web.ways_in import deadline_rows, searched, used_cards

router = Router()
_FEW = 4


@router.get("/")
def front(request: Request, q: str = "") -> Response:
    installation, finder, language = installation_of(request), finder_of(request), language_of(request)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
        used = finder.most_used(unit)
        disaster = standing_disaster(installation, unit)
    by = by_event(installation.catalogue.all())
    relief = installation.catalogue.current(disaster.procedure) if disaster else None
    context = {
        "relief": cards(installation, [relief], language) if relief else [],
        "struck": disaster.name if disaster else "",
        "guides": guide_cards(request),
        "search": searched(installation, finder, q, language),
        "used": used_cards(installation, used[:_FEW], language),
        "deadlines": deadline_rows(installation, finder.deadlines()[:_FEW], language),
        "by_event": [
            (event, sentences(language)[f"event.{event}"], cards(installation, few, language), len(those) - len(few))
            for event, those in by.items()
            if (few := _first(event, those))
        ],
    }
    return render(request, "pages/front/front.html", context)


def _first(event: str, those: Sequence[Procedure]) -> list[Procedure]:
    """Those that name this event before others come first. One or two more are no reason for a further page."""
    ordered = sorted(those, key=lambda one: one.events[0] != event)
    return ordered if len(ordered) <= _FEW + 2 else ordered[:_FEW]
