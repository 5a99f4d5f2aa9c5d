"""What is known of the fictional residents, as answers are stored: what a card tells, and a register of their household.

Only for scenarios, samples and the demo. It is never the real register, and nothing here is asked of anybody.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.city import City, Person


@dataclass(frozen=True)
class Known:
    """`applicant` by name (name, kana, birth, sex, address); `household` are the others, with `id` beside."""

    applicant: Mapping[str, object]
    household: tuple[Mapping[str, object], ...] = ()
    principal: Mapping[str, object] = field(default_factory=dict)


def residents(city: City) -> Mapping[str, Known]:
    """Everybody in the city's people file by id."""
    facts = {person.id: stored(person) for person in city.people}
    together: dict[str, list[str]] = defaultdict(list)
    for person in city.people:
        together[person.household].append(person.id)
    return {
        person.id: Known(
            facts[person.id],
            tuple({"id": one, **facts[one]} for one in together[person.household] if one != person.id),
        )
        for person in city.people
    }


def stored(person: Person) -> Mapping[str, Any]:
    """One resident as answers would be stored."""
    address = {name: text for name, text in dict(person.address).items() if text}
    return {
        "name": written(person.name),
        "kana": written(person.kana),
        "birth": person.birth.isoformat(),
        "sex": person.sex,
        "address": address,
    }


def written(parts: tuple[str, ...]) -> Mapping[str, str]:
    """A name of two parts, or of one (在留カード)."""
    return {"family": parts[0], "given": parts[1]} if len(parts) == 2 else {"full": parts[0]}
