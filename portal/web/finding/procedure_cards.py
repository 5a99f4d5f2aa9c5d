from collections.abc import Iterable
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


def match_cards(matches: Iterable[ProcedureMatch], language: str) -> list[dict[str, Any]]:
    return [card(match.procedure, language) | {"why": match.why, "text": match.text} for match in matches]
