"""The front page."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from forms.messages import sentences
from portal.services.procedures.sort_procedures import by_event
from portal.services.staff.declare_disaster import standing_disaster
from portal.web.finding.guide_cards import guide_cards
from portal.web.finding.procedure_cards import cards
from portal.web.finding.ways_in import deadline_rows, searched, used_cards
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.signed_in import resident_or_none
from portal.web.shared.state import finder_of, installation_of

router = Router("resident", access=anyone())
_FEW = 4


@router.get("/")
def front(request: Request, q: str = "") -> Response:
    installation, finder, language = installation_of(request), finder_of(request), language_of(request)
    with installation.database.read() as unit:
        resident_or_none(request, unit)
        used = finder.most_used(unit)
        disaster = standing_disaster(installation.clock, unit)
    by = by_event(installation.catalogue.all())
    relief = installation.catalogue.current(disaster.procedure) if disaster else None
    context = {
        "relief": cards([relief], language) if relief else [],
        "struck": disaster.name if disaster else "",
        "guides": guide_cards(request),
        "search": searched(installation.catalogue, finder, q, language),
        "used": used_cards(installation.catalogue, used[:_FEW], language),
        "deadlines": deadline_rows(installation.clock, finder.deadlines()[:_FEW], language),
        "by_event": [
            (event, sentences(language)[f"event.{event}"], cards(few, language), len(those) - len(few))
            for event, those in by.items()
            if (few := _first(event, those))
        ],
    }
    return render(request, "pages/front/front.html", context)


def _first(event: str, those: Sequence[Procedure]) -> list[Procedure]:
    ordered = sorted(those, key=lambda procedure: procedure.events[0] != event)
    return ordered if len(ordered) <= _FEW + 2 else ordered[:_FEW]
