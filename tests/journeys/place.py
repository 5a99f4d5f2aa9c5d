"""One page or post, with a real address of somebody's own: what `places.py` and `places_of_staff.py` list."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.tour import Tour

ANYONE, ALICE, HALTED, CLERK, SECTION, AUDITOR = "anyone", "alice", "halted", "madoguchi", "tanto", "kansa"
ADMIN = "kanri"


@dataclass(frozen=True)
class Place:
    """`whose`: who may be here, as `Tour.visitor` knows them. `page`: a page with a look, which is measured."""

    method: str
    route: str
    whose: str
    address: Callable[[Tour], str]
    page: bool = True
    machine: bool = False  # another machine calls it: no form of ours, but signed

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"


def get(route: str, whose: str, address: Callable[[Tour], str] | None = None, *, page: bool = True) -> Place:
    return Place("GET", route, whose, address or (lambda _tour: route), page)


def post(route: str, whose: str, address: Callable[[Tour], str] | None = None) -> Place:
    return Place("POST", route, whose, address or (lambda _tour: route), page=False)


def piece(route: str, whose: str, address: Callable[[Tour], str]) -> Place:
    """A piece of a file for a page that asks for one."""
    return Place("PATCH", route, whose, address, page=False)
