"""Editions exchange the city while the service runs; a request or a job sees one city from its beginning to its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from forms.city.city import City

_SEEN: ContextVar[dict[int, tuple[int, City]] | None] = ContextVar("cities seen", default=None)
if TYPE_CHECKING:
    Like = City
else:
    Like = object


class CityInForce(Like):
    """Takes the place of a `City`: each attribute is read from the newest, within `one_city` from the first that was
    read there."""

    def __init__(self, city: City) -> None:
        self.__dict__["newest"] = (0, city)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.numbered()[1], name)

    def __eq__(self, other: object) -> bool:
        return self.numbered()[1] == other

    __hash__ = object.__hash__

    def numbered(self) -> tuple[int, City]:
        newest: tuple[int, City] = self.__dict__["newest"]
        seen = _SEEN.get()
        return newest if seen is None else seen.setdefault(id(self), newest)


def put(city: City, newer: City) -> None:
    # All that hold this city see the newer one's values from now. Raises TypeError for a city that is not in force.
    if not isinstance(city, CityInForce):
        raise TypeError("only a city in force is exchanged")
    city.__dict__["newest"] = (city.__dict__["newest"][0] + 1, newer)


def number_of(city: City) -> int:
    """Another after each exchange."""
    return city.numbered()[0] if isinstance(city, CityInForce) else 0


@contextmanager
def one_city() -> Iterator[None]:
    before = _SEEN.set({})
    try:
        yield
    finally:
        _SEEN.reset(before)
