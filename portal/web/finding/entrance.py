from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import Request

from forms.city.entrance import Tile
from forms.definition.procedure import Procedure
from forms.messages import sentences
from portal.services.procedures.sort_procedures import by_family, count_by_event
from portal.services.shared.installation import Installation
from portal.web.finding.guide_cards import EVENT_ICONS, guide_card
from portal.web.finding.procedure_cards import card
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of
from portal.web.shared.words import words

OTHERS = "others"


def tiles(request: Request) -> list[dict[str, str]]:
    """Without those that lead to nothing offered."""
    installation, language = installation_of(request), language_of(request)
    offered = {procedure.id for procedure in installation.catalogue.all()}
    return [
        _tile(installation, tile, language)
        for tile in installation.city.entrance.tiles
        if tile.procedure is None or tile.procedure in offered
        if tile.guide is None or tile.guide in installation.guides
    ]


def event_rows(installation: Installation, language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": event,
            "icon": EVENT_ICONS[event],
            "title": event_title(event, language),
            "count": number,
            "address": event_address(installation, event),
        }
        for event, number in installation.catalogue.of_all(count_by_event).items()
    ]


def event_address(installation: Installation, event: str) -> str:
    # A guide asks and says what to do; the list, to which it links, leaves the choice to the person.
    guides = [guide.id for guide in installation.guides.values() if event in guide.events]
    return f"/guides/{guides[0]}" if len(guides) == 1 else f"/find/events/{event}"


def event_title(event: str, language: str) -> str:
    return sentences(language)[f"event.{event}"]


def family_rows(installation: Installation, language: str, procedures: Iterable[Procedure]) -> list[dict[str, Any]]:
    return [
        {
            "id": family.id if family else OTHERS,
            "icon": family.icon if family else "book",
            "title": family.title.in_(language)[0] if family else words(language)["find.family.others"],
            "members": members,
        }
        for family, members in by_family(installation.city, procedures)
    ]


def _tile(installation: Installation, tile: Tile, language: str) -> dict[str, str]:
    if tile.procedure is not None:
        named = card(installation.catalogue.current(tile.procedure), language)
        href, title = f"/procedures/{tile.procedure}", named["title"]
    elif tile.guide is not None:
        href, title = f"/guides/{tile.guide}", guide_card(installation.guides[tile.guide], language)["title"]
    elif tile.event:
        href, title = event_address(installation, tile.event), event_title(tile.event, language)
    else:
        href, title = f"/procedures?q={quote(tile.words)}", tile.words
    own = tile.title.in_(language)[0] if tile.title else title
    return {"icon": tile.icon, "href": href, "title": own}
