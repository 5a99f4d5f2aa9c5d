"""Fictional residents as a card or register gives them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from forms.city.city import City, PeopleFile, Person
from forms.text.reading import read_sheet

_PEOPLE = Path(__file__).parents[1] / "cities" / "mihon" / "people.yaml"


@dataclass(frozen=True)
class Known:
    """`applicant` by name (name, kana, birth, sex, address); `household` are the others, with `id`."""

    applicant: Mapping[str, object]
    household: tuple[Mapping[str, object], ...] = ()
    principal: Mapping[str, object] = field(default_factory=dict)


def residents(city: City) -> Mapping[str, Known]:
    """Without fictional people, the shipped examples."""
    people = city.people or _shipped()
    facts = {person.id: stored(person) for person in people}
    together: dict[str, list[str]] = defaultdict(list)
    for person in people:
        together[person.household].append(person.id)
    return {
        person.id: Known(
            facts[person.id],
            tuple({"id": member, **facts[member]} for member in together[person.household] if member != person.id),
        )
        for person in people
    }


@cache
def _shipped() -> tuple[Person, ...]:
    return read_sheet(_PEOPLE, PeopleFile).people


def stored(person: Person) -> Mapping[str, Any]:
    address = {name: text for name, text in dict(person.address).items() if text}
    return {
        "name": written(person.name),
        "kana": written(person.kana),
        "birth": person.birth.isoformat(),
        "sex": person.sex,
        "address": address,
    }


def written(parts: tuple[str, ...]) -> Mapping[str, str]:
    return {"family": parts[0], "given": parts[1]} if len(parts) == 2 else {"full": parts[0]}
