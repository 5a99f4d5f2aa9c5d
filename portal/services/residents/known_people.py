"""People and places by which an application is found."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure, full_name
from portal.services.shared.people_in import Spot, name_text, spot_of

Place = Mapping[str, str]  # as `forms.fields.location` stores it
_BIRTH = "person.birth"
_NAMES = {"person_name": "name", "kana": "kana"}


@dataclass
class Known:
    names: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    birth: str = ""


def known_people(procedure: Procedure, answers: Answers) -> list[Known]:
    """Neighbouring person concepts are one person; any other name is another."""
    people: dict[Spot, Known] = {}
    roles = {name: role for role, name in procedure.principal.items()}
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
