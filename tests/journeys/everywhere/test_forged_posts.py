"""Posts from where they must not come, one for each reader of forms: without a token, with another browser's, from another site.
That every form is read by one of these: tests/portal/routes/shared/test_access.py."""

from collections.abc import Mapping

import pytest

from tests.journeys.place import SECTION, Place
from tests.journeys.places import PLACES
from tests.journeys.tour import Tour
from tests.journeys.visitor import NO_MORE, Visitor

NAMES = (
    "POST /apply/{procedure}/{draft}/page/{page}",  # with files
    "POST /apply/{procedure}/{draft}/discard",
)
POSTS = [place for place in PLACES if place.name in NAMES] + [
    Place("POST", "/desk/find", SECTION, lambda _tour: "/desk/find")
]
each_post = pytest.mark.parametrize("place", POSTS, ids=lambda place: place.name)
MOST = 1024 * 1024


def sent(place: Place, tour: Tour, token: str, headers: Mapping[str, str] = NO_MORE, more: str = "") -> int:
    """The status of a post by its rightful sender with this token."""
    owner = tour.visitor(place.whose)
    values = [("csrf_token", token), ("reason", "lost"), ("more", more)]
    answer = owner.post(place.address(tour), values, headers)
    assert "Traceback" not in answer.text
    return answer.status_code


@each_post
def test_a_post_without_its_token_is_refused(place: Place, tour: Tour) -> None:
    assert sent(place, tour, "") == 403


@each_post
def test_a_token_of_another_browser_is_refused(place: Place, tour: Tour) -> None:
    with Visitor(tour.service.url) as other:
        assert sent(place, tour, other.token()) == 403


FOREIGN: tuple[Mapping[str, str], ...] = (
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@each_post
@pytest.mark.parametrize("headers", FOREIGN, ids=["origin", "no origin", "cross-site", "neighbour"])
def test_a_post_from_another_site_is_refused_even_with_the_token(
    headers: Mapping[str, str], place: Place, tour: Tour
) -> None:
    assert sent(place, tour, tour.visitor(place.whose).token(), headers) == 403


@each_post
def test_a_body_larger_than_any_form_is_refused(place: Place, tour: Tour) -> None:
    assert sent(place, tour, tour.visitor(place.whose).token(), more="x" * MOST) == 413


@each_post
def test_what_is_no_form_of_ours_is_refused(place: Place, tour: Tour) -> None:
    token = tour.visitor(place.whose).token()
    assert sent(place, tour, token, {"Content-Type": "application/json"}) == 400


def test_a_form_with_too_many_boxes_is_refused(tour: Tour) -> None:
    owner = tour.alice
    values = [("csrf_token", owner.token()), *((f"box{number}", "1") for number in range(12_001))]
    assert owner.post(f"{tour.draft}/page/reason", values).status_code == 400
