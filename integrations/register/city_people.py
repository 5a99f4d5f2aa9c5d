"""Fictional people, for demo and test."""

from collections.abc import Callable

from forms.city.city import Person
from integrations.register.rows import HeldInRows, Rows
from integrations.sockets.register_socket import Resident


class CityPeople(HeldInRows):
    name = "people"
    fake = True

    def __init__(self, people: Callable[[], tuple[Person, ...]]) -> None:
        self._people = people

    def ready(self) -> bool:
        return True

    def _rows(self) -> Rows:
        # 死亡 removes a person from the register, though their card still exists.
        return Rows(_resident(person) for person in self._people() if person.card_state != "ended")


def _resident(person: Person) -> Resident:
    holds = {"care_number": person.care_number, **dict(person.holds)}
    return Resident(
        person.id,
        person.household,
        person.full_name,
        person.full_kana,
        person.birth,
        person.sex,
        person.relation,
        {name: text for name, text in dict(person.address).items() if text},
        person.moved_in,
        person.protected,
        person.since,
        {name: value for name, value in holds.items() if value not in ("", None)},
    )
