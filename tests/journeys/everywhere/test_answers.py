"""What every answer carries: headers that a browser obeys, nothing to keep, one heading on a page, calm refusals."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.journeys.everywhere.markup import malformed, menus
from tests.journeys.headers import wrong_headers
from tests.journeys.place import Place
from tests.journeys.places import PLACES
from tests.journeys.tour import Tour
from tests.portal.routes.place_of_focus import astray, is_of_staff

ANSWERS = [place for place in PLACES if place.method == "GET"]


@pytest.fixture(scope="module")
def usual_menus(tour: Tour) -> Callable[[str, str], list[str]]:
    """Of another page of the same person: the words of its menus, in their order (3.2.3)."""
    return cache(lambda whose, home: menus(tour.visitor(whose).client.get(home).text))


@pytest.mark.parametrize("place", ANSWERS, ids=lambda place: place.name)
def test_every_answer_has_its_headers(place: Place, tour: Tour, usual_menus: Callable[[str, str], list[str]]) -> None:
    """As its rightful visitor gets it, without following where it leads."""
    given = tour.visitor(place.whose).client.get(place.address(tour), follow_redirects=False)
    # 404, 409: a draft that was sent meanwhile, a fee that nobody owes; every refusal has the same headers.
    assert given.status_code in (200, 303, 400, 404, 409), given.text
    assert wrong_headers(place.name, given.headers, given.text) == []
    if given.status_code == 200 and place.page:
        assert given.text.count("<h1") == 1
        assert astray(given.text) == [], "where each button that leads here leaves the keyboard"
        assert malformed(given.text) == []
        home = "/staff/account" if is_of_staff(given.text) else "/"
        assert not menus(given.text) or menus(given.text) == usual_menus(place.whose, home)


def test_the_book_balances_after_all_that_was_done_here(tour: Tour) -> None:
    done = (tour.sent, tour.returned, tour.mended, tour.decided, tour.asked_to_stop)
    page = tour.visitor("tanto").go("/desk/book/reconciliation").text
    assert "届いたものは、すべて説明がつきます。" in page, done


def test_the_policy_of_two_pages_is_not_the_same(tour: Tour) -> None:
    visitor = tour.visitor("anyone")
    policies = {visitor.client.get("/help").headers["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.parametrize(
    "address", ["/nowhere", "/desk/nowhere", "/applications/26-1", "/apply/nothing", "/static/../app.py"]
)
def test_what_is_not_there_is_reported_calmly(address: str, tour: Tour) -> None:
    whose = "tanto" if address.startswith("/desk") else "alice"
    given = tour.visitor(whose).client.get(address)
    assert given.status_code == 404
    assert "この画面はありません" in given.text
    assert given.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "address"), [("POST", "/"), ("PUT", "/applications"), ("DELETE", "/desk"), ("POST", "/help")]
)
def test_a_method_that_is_not_there_is_reported_calmly(method: str, address: str, tour: Tour) -> None:
    given = tour.visitor("anyone").client.request(method, address)
    assert given.status_code == 405
    assert "この画面はありません" in given.text
