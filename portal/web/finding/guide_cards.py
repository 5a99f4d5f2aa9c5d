"""Guides in lists."""

from fastapi import Request

from forms.definition.event import EVENTS
from forms.guide.guide import Guide
from portal.services.shared.catalogue import speech_of
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of


def guide_cards(request: Request, event: str = "") -> list[dict[str, str]]:
    guides = [guide for guide in installation_of(request).guides.values() if not event or event in guide.events]
    return [named(request, guide) for guide in sorted(guides, key=lambda guide: EVENTS.index(guide.events[0]))]


def named(request: Request, guide: Guide) -> dict[str, str]:
    speech = speech_of(guide.questions, language_of(request))
    return {
        "id": guide.id,
        "title": speech.text("title", guide.title),
        "summary": speech.text("summary", guide.summary),
    }
