"""People and places in answers, and those by which an application is found."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure, full_name
from portal.services.shared.fold_names import name_key

_NAME, _KANA, _BIRTH = "person.name", "person.kana", "person.birth"

Person = tuple[str, str]  # normalised name, ISO birth
Spot = tuple[str, str]  # where one person's questions are: the prefix of their keys, and the role
Place = Mapping[str, str]  # as `forms.fields.location` stores it
_NAMES = {"person_name": "name", "kana": "kana"}
# Types and concepts of questions, beside those about the principal.
FOUND_BY = frozenset({"phone", "location", "family_member", _BIRTH, *_NAMES})


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


@dataclass
class Known:
    names: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    birth: str = ""


def known_people(procedure: Procedure, answers: Answers) -> list[Known]:
    """Neighbouring person concepts are one person; any other name is another."""
    people: dict[Spot, Known] = {}
    roles = {name: role for role, name in procedure.principal.items() if role != "company"}
    home = spot_of(procedure, procedure.principal.get("name", ""))
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is None:
            continue
        role = roles.get(key) or _NAMES.get(question.type.id) or ("birth" if question.concept == _BIRTH else "")
        if question.type.id == "family_member":
            people[key, ""] = Known(names=_written(value["name"]), birth=value["birth"])
        elif role:
            beside = spot_of(procedure, key) if question.concept.startswith("person.") else (f"={key}", "")
            _add(people.setdefault(home if key in roles else beside, Known()), role, value)
    return [person for person in people.values() if person.names or person.readings or person.birth]


def telephones(procedure: Procedure, answers: Answers) -> Iterator[str]:
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is not None and question.type.id == "phone":
            yield value


def places_in(procedure: Procedure, answers: Answers, names: Collection[str] = ()) -> tuple[Place, ...]:
    places = []
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is not None and question.type.id == "location" and (not names or question.name in names):
            places.append(value)
    return tuple(places)


def _add(known: Known, role: str, value: Any) -> None:
    match role:
        case "name":
            known.names += _written(value)
        case "kana":
            known.readings += _written(value)
        case _:
            known.birth = value


def _written(value: Mapping[str, Any]) -> list[str]:
    full = name_text(value)
    return list(dict.fromkeys([full, *full.split()]))
