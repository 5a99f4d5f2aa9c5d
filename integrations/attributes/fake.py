"""Stands for マイナポータル in demo and test: tells the reading of a fictional person's name."""

from collections.abc import Callable, Mapping

from forms.city import Person
from integrations.interfaces import BasicFour


class FakeAttributes:
    name = "fake"
    fake = True

    def __init__(self, people: Callable[[], tuple[Person, ...]]) -> None:
        self._people = people

    def fetch(self, of: BasicFour) -> Mapping[str, str]:
        found = [one for one in self._people() if (one.full_name, one.birth) == (of.name, of.birth)]
        return {"kana": found[0].full_kana} if len(found) == 1 else {}
