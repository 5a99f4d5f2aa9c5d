"""The fictional city's people, for mocks."""

from datetime import date

from forms.city.city import City, Person
from integrations.certificates.mock.holder import Holder
from integrations.identity.mock.persona import Persona

_SEX = {"male": "1", "female": "2", "other": "9", "unknown": "9"}
# 利用者証明用 survives a move and a locked signing PIN, but not its expiry or its holder's death.
_REFUSED = {"expired": "unmet_authentication_requirements", "ended": "unmet_authentication_requirements"}


def personas(city: City, today: date) -> tuple[Persona, ...]:
    """Card holders, for sign-in."""
    return tuple(_persona(person) for person in city.people_on(today) if person.card)


def holders(city: City, today: date) -> tuple[Holder, ...]:
    """Card holders, for the cards."""
    return tuple(_holder(person) for person in city.people_on(today) if person.card)


def _persona(person: Person) -> Persona:
    return Persona(
        person.id,
        person.card_name or person.full_name,
        person.birth,
        _SEX[person.sex],
        _line(person),
        person.about,
        person.full_kana,
        _REFUSED.get(person.card_state, ""),
    )


def _holder(person: Person) -> Holder:
    # Unconfirmed: that a certificate has 通称 in brackets after the name, as the card's surface does.
    name = f"{person.full_name}（{person.alias}）" if person.alias else person.full_name
    return Holder(
        person.id, name, _line(person), person.birth, _SEX[person.sex], person.card_state, person.card_generation
    )


def _line(person: Person) -> str:
    address = person.address
    return f"{address.town}{address.street}" + (f"\u3000{address.building}" if address.building else "")
