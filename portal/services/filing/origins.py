# An origin counts only while its value is unchanged.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Field, Procedure, full_name
from portal.services.filing.drafts import Draft
from portal.services.filing.visit_facts import HOME, SPEECH
from portal.services.residents.match_resident import AWAY
from portal.services.shared.known_sources import FACES, REGISTER

CHANGED = "changed"
ORIGINS = "screen-origins"  # stored with the answers; no question can have this id


@dataclass(frozen=True)
class Origin:
    """`value` None: emptied by the clerk."""

    source: str
    value: Any = None
    shared: bool = False  # from another procedure
    was: str = ""  # corrected source

    @property
    def keyed(self) -> bool:
        return self.source == SPEECH and not self.shared


def origins_of(answers: Answers) -> dict[str, Origin]:
    return {name: Origin(*stored) for name, stored in answers.get(ORIGINS, {}).items()}


def written_at_home(procedure: Procedure, answers: Answers) -> dict[str, Any]:
    home = {name: Origin(HOME, value) for name, value in answers.items() if full_name(name) in procedure.by_name}
    return with_origins(answers, {**home, **origins_of(answers)})


def with_origins(answers: Answers, origins: Mapping[str, Origin]) -> dict[str, Any]:
    return {**answers, ORIGINS: {name: list(vars(origin).values()) for name, origin in origins.items()}}


def evidence_of(draft: Draft, fields: Iterable[Field] = ()) -> dict[str, Any]:
    register = draft.known.source(REGISTER)
    asked = register is not None and register.certainty not in ("", AWAY)
    sources = {field.id: source for field in fields if (source := whence(draft, field))}
    return (
        ({"register": register.certainty} if asked and register is not None else {})
        | ({"principal": draft.known.principal} if draft.known.principal else {})
        | ({"earlier": dict(draft.known.earlier)} if draft.known.earlier else {})
        | ({"sources": sources} if sources else {})
    )


def from_face(evidence: Mapping[str, Any]) -> frozenset[str]:
    """Questions filled from a card that nothing proves."""
    sources: Mapping[str, str] = evidence.get("sources", {})
    return frozenset(question for question, source in sources.items() if source in FACES)


def whence(draft: Draft, field: Field) -> str:
    """`changed <source>` for a corrected answer, "" if typed."""
    origin = origins_of(draft.answers).get(field.id)
    if origin is not None and field.id in draft.answers and origin.value == draft.answers[field.id]:
        return f"{CHANGED} {origin.was}" if origin.was else "" if origin.source == SPEECH else origin.source
    name = field.known_from.partition(".")[2]
    source = draft.known.whence(field.known_from) if name else None
    if source is None or field.id not in draft.answers:
        return ""
    same = draft.answers[field.id] == source.applicant[name]
    return source.name if same else f"{CHANGED} {source.name}"
