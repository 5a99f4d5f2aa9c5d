"""マイナポータル for demo and test."""

from collections.abc import Callable, Mapping

from forms.city.city import Person
from integrations.sockets.interfaces import BasicFour


class FakeAttributes:
    name = "fake"
    fake = True

    def __init__(self, people: Callable[[], tuple[Person, ...]]) -> None:
        self._people = people

    def fetch(self, of: BasicFour) -> Mapping[str, str]:
        matches = [person for person in self._people() if (person.full_name, person.birth) == (of.name, of.birth)]
        return {"kana": matches[0].full_kana} if len(matches) == 1 else {}
