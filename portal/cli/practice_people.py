"""The fictional city's people as the practice providers have them: one list, from which both sign-ins and cards are
made."""

from datetime import date

from forms.city import City, Person
from integrations.certificates.mock.holder import Holder
from integrations.identity.mock.persona import Persona

_SEX = {"male": "1", "female": "2", "other": "9", "unknown": "9"}
# 利用者証明用 outlives a move and a lock of the other password; it does not outlive its term or its owner.
_REFUSED = {"expired": "unmet_authentication_requirements", "ended": "unmet_authentication_requirements"}


def personas(city: City, today: date) -> tuple[Persona, ...]:
    """Those who hold a card, as a sign-in tells of them."""
    return tuple(_persona(person) for person in city.people_on(today) if person.card)


def holders(city: City, today: date) -> tuple[Holder, ...]:
    """The same, as their cards have them."""
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
    # Unconfirmed: that a certificate writes 通称 behind the name, in brackets, as the card's surface does.
    name = f"{person.full_name}（{person.alias}）" if person.alias else person.full_name
    return Holder(
        person.id, name, _line(person), person.birth, _SEX[person.sex], person.card_state, person.card_generation
    )


def _line(person: Person) -> str:
    address = person.address
    return f"{address.town}{address.street}" + (f"\u3000{address.building}" if address.building else "")
