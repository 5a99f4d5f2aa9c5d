"""Browser tests visit every page that people can open."""

from tests.house.route_table import ACCESS
from tests.journeys.places import PLACES

# Machines get JSON or nothing: tests/portal/routes/test_machine_*.py.
NEEDED = {
    name
    for name, access in ACCESS.items()
    if access.who == "owner" or (name.startswith("GET ") and access.who not in ("machine", "system"))
}


def test_every_page_has_an_address_that_tests_visit() -> None:
    assert NEEDED - {place.name for place in PLACES} == set(), "add these to tests/journeys/places.py"


def test_every_address_is_of_a_route() -> None:
    assert {place.name for place in PLACES} - NEEDED == set()


def test_no_route_stands_twice() -> None:
    assert len(PLACES) == len({place.name for place in PLACES})
