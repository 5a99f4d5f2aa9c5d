"""Whom an application can be found by: everybody its answers name, each with name, reading and day of birth, and its telephones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import Answers
from forms.procedure import Procedure, full_name
from portal.services.people_in import Spot, name_text, spot_of

_BIRTH = "person.birth"
_NAMES = {"person_name": "name", "kana": "kana"}


@dataclass
class Known:
    """Names and readings as typed, the whole one first and then its parts."""

    names: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    birth: str = ""


def known_people(procedure: Procedure, answers: Answers) -> list[Known]:
    """Questions about one person are those of the principal, and those of the concepts of a person that stand side by side; any
    other name is somebody of whom nothing else is known."""
    found: dict[Spot, Known] = {}
    roles = {name: role for role, name in procedure.principal.items()}
    home = spot_of(procedure, procedure.principal.get("name", ""))
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is None:
            continue
        role = roles.get(key) or _NAMES.get(question.type.id) or ("birth" if question.concept == _BIRTH else "")
        if question.type.id == "family_member":
            found[key, ""] = Known(names=_written(value["name"]), birth=value["birth"])
        elif role:
            beside = spot_of(procedure, key) if question.concept.startswith("person.") else (f"={key}", "")
            _add(found.setdefault(home if key in roles else beside, Known()), role, value)
    return [one for one in found.values() if one.names or one.readings or one.birth]


def telephones(procedure: Procedure, answers: Answers) -> Iterator[str]:
    for key, value in answers.items():
        question = procedure.by_name.get(full_name(key))
        if question is not None and question.type.id == "phone":
            yield value


def _add(known: Known, role: str, value: Any) -> None:
    match role:
        case "name":
            known.names += _written(value)
        case "kana":
            known.readings += _written(value)
        case _:
            known.birth = value


def _written(value: Mapping[str, Any]) -> list[str]:
    whole = name_text(value)
    return list(dict.fromkeys([whole, *whole.split()]))
