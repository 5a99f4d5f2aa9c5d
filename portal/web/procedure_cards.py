"""A procedure as lists of them show it."""

from collections.abc import Iterable
from typing import Any

from forms.procedure import Procedure
from portal.services.find_procedures import Found
from portal.services.installation import Installation


def card(installation: Installation, procedure: Procedure, language: str) -> dict[str, Any]:
    speech = installation.speech(procedure, language)
    return {
        "id": procedure.id,
        "title": speech.text("title", procedure.title),
        "summary": speech.text("summary", procedure.summary),
        "why": "",
        "text": "",
    }


def cards(installation: Installation, procedures: Iterable[Procedure], language: str) -> list[dict[str, Any]]:
    return [card(installation, procedure, language) for procedure in procedures]


def found_cards(installation: Installation, found: Iterable[Found], language: str) -> list[dict[str, Any]]:
    """With the reason for which each was found."""
    return [card(installation, one.procedure, language) | {"why": one.why, "text": one.text} for one in found]
