"""The entries of `places.py` and `places_of_staff.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.web.shared.access import Access
from tests.house.route_table import ACCESS
from tests.journeys.tour import Tour

ANYONE, ALICE, HALTED, CLERK, SECTION, AUDITOR = "anyone", "alice", "halted", "madoguchi", "tanto", "kansa"
ADMIN, PROTECTOR = "kanri", "hogo"


@dataclass(frozen=True)
class Place:
    """`whose`: the user, as `Tour.visitor` names them. `page`: a page whose layout is checked."""

    method: str
    route: str
    whose: str
    address: Callable[[Tour], str]
    page: bool = True

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def access(self) -> Access:
        return ACCESS[self.name]


def get(route: str, whose: str, address: Callable[[Tour], str] | None = None, *, page: bool = True) -> Place:
    return Place("GET", route, whose, address or (lambda _tour: route), page)


def post(route: str, whose: str, address: Callable[[Tour], str] | None = None) -> Place:
    return Place("POST", route, whose, address or (lambda _tour: route), page=False)


def piece(route: str, whose: str, address: Callable[[Tour], str]) -> Place:
    return Place("PATCH", route, whose, address, page=False)
