"""How the sources of a draft were found, and what came of them, as it is kept with the application."""

from collections.abc import Iterable
from typing import Any

from forms.procedure import Field
from portal.services.drafts import Draft
from portal.services.match_resident import AWAY
from portal.services.origins import origins_of
from portal.services.told import REGISTER
from portal.services.visit_facts import SPEECH

CHANGED = "changed"


def evidence_of(draft: Draft, fields: Iterable[Field] = ()) -> dict[str, Any]:
    """What is kept with an application of how its sources were found, and what rules were told of the person. `fields`: what
    was asked; of each it is kept where its answer came from, and whether it was changed since."""
    register = draft.told.source(REGISTER)
    asked = register is not None and register.certainty not in ("", AWAY)
    sources = {one.id: whence for one in fields if (whence := _whence(draft, one))}
    return (
        ({"register": register.certainty} if asked and register is not None else {})
        | ({"principal": draft.told.principal} if draft.told.principal else {})
        | ({"sources": sources} if sources else {})
    )


def _whence(draft: Draft, field: Field) -> str:
    """The source of an answer that stands as it told it; `changed <source>` of one that was mended; "" of what was typed."""
    origin = origins_of(draft.answers).get(field.id)
    if origin is not None and field.id in draft.answers and origin.value == draft.answers[field.id]:
        return f"{CHANGED} {origin.was}" if origin.was else "" if origin.source == SPEECH else origin.source
    name = field.known_from.partition(".")[2]
    source = draft.told.whence(field.known_from) if name else None
    if source is None or field.id not in draft.answers:
        return ""
    same = draft.answers[field.id] == source.applicant[name]
    return source.name if same else f"{CHANGED} {source.name}"
