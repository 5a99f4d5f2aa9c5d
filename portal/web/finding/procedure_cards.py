from collections.abc import Iterable, Sequence
from typing import Any

from forms.definition.procedure import Procedure
from portal.services.procedures.find_procedures import ProcedureMatch
from portal.services.shared.catalogue import speech_of


def card(procedure: Procedure, language: str) -> dict[str, Any]:
    speech = speech_of(procedure, language)
    return {
        "id": procedure.id,
        "title": speech.text("title", procedure.title),
        "summary": speech.text("summary", procedure.summary),
        "why": "",
        "text": "",
    }


def cards(procedures: Iterable[Procedure], language: str) -> list[dict[str, Any]]:
    return [card(procedure, language) for procedure in procedures]


def match_cards(matches: Sequence[ProcedureMatch], language: str) -> list[dict[str, Any]]:
    # An event that all were found by is in the heading of the list already.
    if len(matches) > 1 and {(match.why, match.text) for match in matches} == {("event", matches[0].text)}:
        return cards((match.procedure for match in matches), language)
    return [card(match.procedure, language) | {"why": match.why, "text": match.text} for match in matches]
