"""Sixty pages at three widths, light and dark, against the looks that are kept: `make visual`. TAKE=1 keeps new ones. In
dark, axe looks at each of them as well: a contrast that is enough in light may not be in dark."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, OpenPage, axe
from tests.databases import Makers
from tests.journeys.everywhere import fingerprints, pictured
from tests.journeys.place import ANYONE, Place
from tests.journeys.service import Services
from tests.journeys.tour import Tour


@pytest.fixture
def tour(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    with ExitStack() as stack:
        made = Tour(Services(makers, tmp_path_factory.mktemp("pictures"), stack)["sqlite"])
        yield made
        made.close()


def opened(open_page: OpenPage, tour: Tour, place: Place) -> Page:
    page = open_page(DESKTOP, base_url=tour.service.url)
    cookies = {} if place.whose == ANYONE else dict(tour.visitor(place.whose).client.cookies)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": tour.service.url} for name, value in cookies.items()]
    )
    answer = page.goto(place.address(tour))
    assert answer is not None
    assert answer.status == 200, place.route
    return page


@pytest.mark.timeout(0)
def test_sixty_pages_look_as_they_did(open_page: OpenPage, tour: Tour) -> None:
    places = pictured.places(pictured.MANY)
    assert len(places) == len(set(pictured.MANY)) == 60
    take = bool(os.environ.get("TAKE"))
    kept = {} if take else fingerprints.read_all(pictured.KEPT)
    complaints, seen = [], set()
    for place in places:
        page = opened(open_page, tour, place)
        for name, picture in pictured.pictures(page, place.route):
            seen.add(name)
            if take:
                kept[name] = fingerprints.taken(picture)
            else:
                complaints += pictured.compared(kept, name, picture)
        complaints += [f"{place.route}, dark: {line}" for line in axe(page)]
        page.context.close()
    if take:
        fingerprints.written(kept, pictured.KEPT)
    assert complaints == []
    assert seen == set(kept)
