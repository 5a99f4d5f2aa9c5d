"""People named in answers, with birth date."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure, full_name
from portal.services.shared.fold_names import name_key

_NAME, _KANA, _BIRTH = "person.name", "person.kana", "person.birth"

Person = tuple[str, str]  # normalised name, ISO birth
Spot = tuple[str, str]  # where one person's questions are: the prefix of their keys, and the role


def spot_of(procedure: Procedure, key: str) -> Spot:
    """Roles distinguish people whose keys have no prefix, as in `lint.concept_twice`."""
    question = procedure.by_name.get(full_name(key))
    return key.rpartition(".")[0], question.role if question is not None else ""


def people_in(procedure: Procedure, answers: Answers) -> frozenset[tuple[str, str]]:
    """(name, ISO birth date) of neighbouring person concepts and the principal."""
    return _beside_birth(procedure, answers, _NAME, "name")


def readings_in(procedure: Procedure, answers: Answers) -> frozenset[tuple[str, str]]:
    return _beside_birth(procedure, answers, _KANA, "kana")


def _beside_birth(procedure: Procedure, answers: Answers, concept: str, role: str) -> frozenset[tuple[str, str]]:
    named: dict[Spot, str] = {}
    born: dict[Spot, str] = {}
    names, births = (
        {field.name for field in procedure.fields if field.concept == wanted} for wanted in (concept, _BIRTH)
    )
    for key, value in answers.items():
        name = full_name(key)
        if name in names:
            named[spot_of(procedure, key)] = name_text(value)
        elif name in births:
            born[spot_of(procedure, key)] = value
    people = {(named[spot], born[spot]) for spot in named.keys() & born.keys()}
    return frozenset(people | set(_principal(procedure, answers, role)))


def _principal(procedure: Procedure, answers: Answers, role: str) -> Iterator[tuple[str, str]]:
    roles = procedure.principal
    if role in roles and "birth" in roles and roles[role] in answers and roles["birth"] in answers:
        yield name_text(answers[roles[role]]), answers[roles["birth"]]


def principal_of(procedure: Procedure, answers: Answers) -> frozenset[Person]:
    """At most one."""
    return frozenset(
        (name_key(name), birth) for name, birth in _principal(procedure, answers, "name") if name and birth
    )


def names_in(procedure: Procedure, answers: Answers) -> frozenset[str]:
    fields = ((procedure.by_name.get(full_name(key)), value) for key, value in answers.items())
    asked = {
        name_text(value)
        for field, value in fields
        if field is not None and (field.concept == _NAME or field.type.id == "person_name")
    }
    return frozenset(asked)


def name_text(value: Mapping[str, Any]) -> str:
    """Parts joined by U+3000, as on a card."""
    return str(value["full"]) if "full" in value else f"{value.get('family', '')}\u3000{value.get('given', '')}"


def folded_name(name: str) -> str:
    """For comparing only, never stored."""
    plain = unicodedata.normalize("NFKC", name).upper()
    return "".join(
        character
        for character in plain
        if not character.isspace()
        and not "\ufe00" <= character <= "\ufe0f"
        and not "\U000e0100" <= character <= "\U000e01ef"
    )
