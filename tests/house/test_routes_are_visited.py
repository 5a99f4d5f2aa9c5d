"""Each route stands in the list that the tests of all pages walk: strangers, forged posts, axe, headers."""

from tests.house.route_table import every_route
from tests.journeys.places import PLACES


def test_every_route_is_a_place_that_tests_visit() -> None:
    visited = {(place.method, place.route) for place in PLACES}
    assert every_route() - visited == set(), "add these to tests/journeys/places.py"


def test_every_place_is_a_route() -> None:
    assert {(place.method, place.route) for place in PLACES} - every_route() == set()


def test_no_place_stands_twice() -> None:
    assert len(PLACES) == len({place.name for place in PLACES})
