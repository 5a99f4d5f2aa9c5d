"""Whom the answers of an application name: each with name and birth, wherever the definition asks for both."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from forms.answers import Answers
from forms.procedure import Procedure, full_name

_NAME, _KANA, _BIRTH = "person.name", "person.kana", "person.birth"

Spot = tuple[str, str]  # where one person's questions stand: what their keys begin with, and the role


def spot_of(procedure: Procedure, key: str) -> Spot:
    """Whose question it is. Two people whose keys have nothing before the dot are told apart by their roles, as `lint.concept_twice`
    does it. Of a key that asks for nothing, where a name would stand that is not there."""
    question = procedure.by_name.get(full_name(key))
    return key.rpartition(".")[0], question.role if question is not None else ""


def people_in(procedure: Procedure, answers: Answers) -> frozenset[tuple[str, str]]:
    """(name, birth ISO) of each: questions of the concepts of a person that stand side by side, in each row by themselves,
    and whom the procedure calls its principal."""
    return _beside_birth(procedure, answers, _NAME, "name")


def readings_in(procedure: Procedure, answers: Answers) -> frozenset[tuple[str, str]]:
    """(kana, birth ISO), as `people_in`."""
    return _beside_birth(procedure, answers, _KANA, "kana")


def _beside_birth(procedure: Procedure, answers: Answers, concept: str, role: str) -> frozenset[tuple[str, str]]:
    named: dict[Spot, str] = {}
    born: dict[Spot, str] = {}
    names, births = ({one.name for one in procedure.fields if one.concept == asked} for asked in (concept, _BIRTH))
    for key, value in answers.items():
        name = full_name(key)
        if name in names:
            named[spot_of(procedure, key)] = name_text(value)
        elif name in births:
            born[spot_of(procedure, key)] = value
    found = {(named[spot], born[spot]) for spot in named.keys() & born.keys()}
    return frozenset(found | set(_principal(procedure, answers, role)))


def _principal(procedure: Procedure, answers: Answers, role: str) -> Iterator[tuple[str, str]]:
    roles = procedure.principal
    if role in roles and "birth" in roles and roles[role] in answers and roles["birth"] in answers:
        yield name_text(answers[roles[role]]), answers[roles["birth"]]


def names_in(procedure: Procedure, answers: Answers) -> frozenset[str]:
    """The name of each whom the answers name, whether they tell a birthday or not."""
    fields = ((procedure.by_name.get(full_name(key)), value) for key, value in answers.items())
    asked = {
        name_text(value)
        for field, value in fields
        if field is not None and (field.concept == _NAME or field.type.id == "person_name")
    }
    return frozenset(asked)


def name_text(value: Mapping[str, Any]) -> str:
    """As a card writes it: the parts with U+3000 between them."""
    return str(value["full"]) if "full" in value else f"{value.get('family', '')}\u3000{value.get('given', '')}"


def folded_name(name: str) -> str:
    """Without spaces, case, marks of variants and width: for telling whether two spellings may be one name, never to store."""
    plain = unicodedata.normalize("NFKC", name).upper()
    return "".join(
        sign
        for sign in plain
        if not sign.isspace() and not "\ufe00" <= sign <= "\ufe0f" and not "\U000e0100" <= sign <= "\U000e01ef"
    )
