"""On the visitor's screen, with their input."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.definition.field import Raw, Value
from forms.definition.procedure import Field, Procedure
from portal.services.filing.visit_facts import Person
from portal.services.shared.people_in import spot_of

CURTAINED = "confidential"  # shown only once the visitor opens it, against eyes over the shoulder
_SEEN = frozenset({"open", "personal", CURTAINED})
_OPTIONS = frozenset({"choice", "multiple_choice", "yes_no", "sex"})
_NAME, _MORE = "person.name", frozenset({"person.kana", "person.birth"})
_SIGNS = 16


@dataclass(frozen=True)
class Press:
    code: str
    raw: Raw
    kana: Mapping[str, str] = field(default_factory=dict)


def may_press(procedure: Procedure, question: Field) -> bool:
    """Mandatory consents come with the confirmation (D136)."""
    pressed = (
        has_options(question) or bool(question.type.presses(question.settings)) or is_somebody(procedure, question)
    )
    return pressed and question.protection in _SEEN and question.type.asks and question.compute is None


def has_options(question: Field) -> bool:
    return question.type.id in _OPTIONS or (question.type.id == "consent" and question.settings.refusable)


def is_somebody(procedure: Procedure, question: Field) -> bool:
    """The clerk adds people who are asked for with birthday or reading."""
    if question.type.id != "person_name" or question.concept != _NAME:
        return False
    spot = spot_of(procedure, question.name)
    return not any(other.concept in _MORE and spot_of(procedure, other.name) == spot for other in procedure.fields)


def presses_of(procedure: Procedure, question: Field, people: Sequence[Person]) -> tuple[Press, ...]:
    if is_somebody(procedure, question):
        return tuple(_people(question, people))
    return tuple(Press(code, raw) for code, raw in question.type.presses(question.settings).items())


def _people(question: Field, people: Sequence[Person]) -> Iterator[Press]:
    # Without a birthday protection cannot be checked. Codes are of people: numbers are reused.
    for person in people:
        if all(person.key):
            code = hashlib.sha256("\0".join(person.key).encode()).hexdigest()[:_SIGNS]
            yield Press(code, question.type.typed(person.fact("name"), question.settings), person.fact("kana") or {})


def filled_by(presses: Sequence[Press], codes: Sequence[str]) -> Raw | None:
    if not presses:
        return {"": tuple(codes)}
    return next((press.raw for press in presses if [press.code] == list(codes)), None)


def is_answer_of(question: Field, press: Press, value: Value | None) -> bool:
    return value is not None and dict(question.type.typed(value, question.settings)) == dict(press.raw)
