from fastapi import Request

from forms.definition.event import EVENTS
from forms.guide.guide import Guide
from portal.services.shared.catalogue import speech_of
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of

EVENT_ICONS = {
    "birth": "baby",
    "child": "child",
    "moving-in": "moving",
    "moving-out": "bus",
    "from-abroad": "passport",
    "marriage": "ring",
    "divorce": "apart",
    "work": "work",
    "business": "shop",
    "senior": "cake",
    "care": "care",
    "disability": "wheelchair",
    "vacant-house": "empty-house",
    "disaster": "shelter",
    "bereavement": "flower",
    "daily": "lamp",
}


def guide_cards(request: Request, event: str = "") -> list[dict[str, str]]:
    guides = [guide for guide in installation_of(request).guides.values() if not event or event in guide.events]
    return [named(request, guide) for guide in sorted(guides, key=lambda guide: EVENTS.index(guide.events[0]))]


def named(request: Request, guide: Guide) -> dict[str, str]:
    return guide_card(guide, language_of(request))


def guide_card(guide: Guide, language: str) -> dict[str, str]:
    speech = speech_of(guide.questions, language)
    return {
        "id": guide.id,
        "icon": EVENT_ICONS[guide.events[0]],
        "title": speech.text("title", guide.title),
        "summary": speech.text("summary", guide.summary),
    }
