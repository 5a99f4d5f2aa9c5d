"""How the sources of a draft were found, as it is kept with the application."""

from typing import Any

from portal.services.drafts import Draft
from portal.services.match_resident import AWAY
from portal.services.told import REGISTER


def evidence_of(draft: Draft) -> dict[str, Any]:
    """What is kept with an application of how its sources were found, and what rules were told of the person."""
    register = draft.told.source(REGISTER)
    asked = register is not None and register.certainty not in ("", AWAY)
    return ({"register": register.certainty} if asked and register is not None else {}) | (
        {"principal": draft.told.principal} if draft.told.principal else {}
    )
