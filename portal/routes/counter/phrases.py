"""指さし会話: sentences in two languages, to point at or to hear."""

from fastapi import Request
from fastapi.responses import Response

from forms.text.foreign_day import is_foreign
from portal.web.counter.clerk import clerk
from portal.web.counter.phrase_words import cards_in
from portal.web.shared.access import staff
from portal.web.shared.page import LANGUAGES, is_machine_made, render
from portal.web.shared.router import Router
from portal.web.shared.state import reading

router = Router("staff", prefix="/counter/phrases", access=staff("clerk", "reviewer"))


@router.get("")
def show(request: Request) -> Response:
    """`language`: in which."""
    with reading(request) as (installation, unit):
        clerk(request, unit)
    offered = [language for language in installation.city.languages if is_foreign(language)]
    asked = request.query_params.get("language", "")
    chosen = asked if asked in offered else next(iter(offered), "")
    context = {
        "offered": [(language, LANGUAGES[language]) for language in offered], "chosen": chosen,
        "cards": cards_in(chosen) if chosen else [], "translated_by_machine": chosen and is_machine_made(request, chosen),
    }  # fmt: skip
    return render(request, "pages/counter/phrases.html", context)
