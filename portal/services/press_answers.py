"""What a visitor can press as the answer to a question, and what each press fills in: its options, what its type knows to be whole by one press,
or, where somebody is asked for by nothing but their name, the people of the visit."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.field import Raw, Value
from forms.procedure import Field, Procedure
from portal.services.people_in import spot_of
from portal.services.visit_facts import Person

CURTAINED = "confidential"  # shown to who asks for it, and to nobody who looks over their shoulder
_SEEN = frozenset({"open", "personal", CURTAINED})
_OPTIONS = frozenset({"choice", "multiple_choice", "yes_no", "sex"})
_NAME, _MORE = "person.name", frozenset({"person.kana", "person.birth"})
_SIGNS = 16


@dataclass(frozen=True)
class Press:
    """`code` is posted for it, `raw` what it fills in. `kana`: how the name of a person is read."""

    code: str
    raw: Raw
    kana: Mapping[str, str] = field(default_factory=dict)


def may_press(procedure: Procedure, one: Field) -> bool:
    """Whether a press can answer it. A sentence without which nothing is filed is agreed to with all that they read (D136); one that may be
    refused is a question."""
    pressed = has_options(one) or bool(one.type.presses(one.settings)) or is_somebody(procedure, one)
    return pressed and one.protection in _SEEN and one.type.asks and one.compute is None


def has_options(one: Field) -> bool:
    return one.type.id in _OPTIONS or (one.type.id == "consent" and one.settings.refusable)


def is_somebody(procedure: Procedure, one: Field) -> bool:
    """It asks for somebody, and of them for no more than the name: who is asked for with birthday or reading is taken over by the clerk, with
    all that is known of them."""
    if one.type.id != "person_name" or one.concept != _NAME:
        return False
    spot = spot_of(procedure, one.name)
    return not any(each.concept in _MORE and spot_of(procedure, each.name) == spot for each in procedure.fields)


def presses_of(procedure: Procedure, one: Field, people: Sequence[Person]) -> tuple[Press, ...]:
    """() for a question that is answered by its options."""
    if is_somebody(procedure, one):
        return tuple(_people(one, people))
    return tuple(Press(code, raw) for code, raw in one.type.presses(one.settings).items())


def _people(one: Field, people: Sequence[Person]) -> Iterator[Press]:
    """Whoever has no birthday yet cannot be looked for among those who are protected. The code is of the person: numbers are given anew
    where somebody was taken out."""
    for person in people:
        if all(person.key):
            code = hashlib.sha256("\0".join(person.key).encode()).hexdigest()[:_SIGNS]
            yield Press(code, one.type.typed(person.fact("name"), one.settings), person.fact("kana") or {})


def filled_by(presses: Sequence[Press], codes: Sequence[str]) -> Raw | None:
    """What was pressed, as boxes; None for what has no button."""
    if not presses:
        return {"": tuple(codes)}
    return next((one.raw for one in presses if [one.code] == list(codes)), None)


def stands_there(one: Field, press: Press, value: Value | None) -> bool:
    """Whether this press is what the answer is."""
    return value is not None and dict(one.type.typed(value, one.settings)) == dict(press.raw)
