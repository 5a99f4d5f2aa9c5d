"""Guides as lists of them, and their own pages, name them."""

from fastapi import Request

from forms.event import EVENTS
from forms.guide import Guide
from portal.web.page import language_of
from portal.web.state import installation_of


def guide_cards(request: Request, event: str = "") -> list[dict[str, str]]:
    """All of them, or those of one life event, in the order in which life brings them."""
    guides = [one for one in installation_of(request).guides.values() if not event or event in one.events]
    return [named(request, one) for one in sorted(guides, key=lambda one: EVENTS.index(one.events[0]))]


def named(request: Request, guide: Guide) -> dict[str, str]:
    speech = installation_of(request).speech(guide.questions, language_of(request))
    return {
        "id": guide.id,
        "title": speech.text("title", guide.title),
        "summary": speech.text("summary", guide.summary),
    }
