"""Charlie, signed in as himself, at everything that is somebody else's: he is told that there is no such page, never anything of
theirs, and nothing happens to it. Who is not signed in, and staff without the right, get no further than the door of each route:
tests/portal/routes/shared/test_access.py."""

import re
from dataclasses import replace
from difflib import unified_diff

import pytest

from portal.services.shared.receipt_number import check_digit
from tests.journeys.lamps import JPEG
from tests.journeys.place import Place
from tests.journeys.places import PLACES
from tests.journeys.tour import CHARLIE, Tour
from tests.journeys.visitor import Visitor

OWNED = [place for place in PLACES if place.access.who == "owner"]
# Without a name of somebody in the address: charlie sees what is his, or begins it.
HIS_OWN = [place for place in PLACES if place.access.who in ("signed in", "procedure decides")]
NUMBER = re.compile(r"\d\d-\d{3}-\d{3}-\d{3}")


def of_alice(tour: Tour) -> tuple[str, ...]:
    """What must not stand in any answer to somebody else."""
    return ("髙見本", "タカミホン", "病院の帰り", "000-0000-0001", "1949年", tour.sent, tour.returned, tour.decided)


def try_out(visitor: Visitor, place: Place, tour: Tour) -> tuple[int, str, str]:
    """Status, where to, and the body of what this visitor gets there."""
    visitor.client.follow_redirects = True
    address = place.address(tour)
    token = visitor.token()
    visitor.client.follow_redirects = False
    boxes = [("csrf_token", token), ("lost_how", "other"), ("lost_how.tell", "これは他人が書いた"), ("reason", "lost")]
    if place.method == "PATCH":
        answer = visitor.piece(address, token, JPEG)
    else:
        answer = visitor.client.get(address) if place.method == "GET" else visitor.post(address, boxes)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def assert_nothing_is_shown(body: str, place: Place, tour: Tour) -> None:
    """The number that stands in the address may come back in the page's own links."""
    assert [mark for mark in of_alice(tour) if mark in body and mark not in place.address(tour)] == []


def how_it_stands(tour: Tour) -> str:
    """What alice and the section see of her draft and applications."""
    pages = [tour.alice.go(address).text for address in ("/applications", f"{tour.draft}/check")]
    pages += [tour.visitor("tanto").go(f"/desk/{number}").text for number in (tour.sent, tour.returned)]
    return plain("".join(pages))


@pytest.fixture(scope="module")
def before(tour: Tour) -> str:
    for place in OWNED:
        place.address(tour)  # what is there is made when it is first asked for, and shows among alice's own
    return how_it_stands(tour)


@pytest.mark.parametrize("place", OWNED, ids=lambda place: place.name)
def test_charlie_finds_nothing_of_others(place: Place, tour: Tour, before: str) -> None:
    status, _, body = try_out(tour.charlie, place, tour)
    assert status == 404
    assert_nothing_is_shown(body, place, tour)
    after = how_it_stands(tour) if place.method != "GET" else before
    assert before == after, "\n".join(unified_diff(before.split("><"), after.split("><"), n=0))


@pytest.mark.parametrize("place", HIS_OWN, ids=lambda place: place.name)
def test_what_is_his_own_shows_nothing_of_others(place: Place, tour: Tour) -> None:
    assert_nothing_is_shown(try_out(tour.signed_in(CHARLIE), place, tour)[2], place, tour)


@pytest.mark.parametrize("place", [place for place in OWNED if "{receipt" in place.route], ids=lambda place: place.name)
def test_not_yours_and_not_there_are_the_same_answer(place: Place, tour: Tour) -> None:
    status, where, body = try_out(tour.charlie, place, tour)
    nowhere = replace(place, address=lambda tour: unknown(place.address(tour)))
    other_status, other_where, other_body = try_out(tour.charlie, nowhere, tour)
    assert (status, where, plain(body)) == (other_status, other_where, plain(other_body))


def unknown(address: str) -> str:
    """The same page of a sound receipt number that nobody has."""
    return NUMBER.sub(f"26-000-000-00{check_digit('2600000000')}", address)


def plain(body: str) -> str:
    """Without what is new on every page: nonces, support codes, tokens, how long the session goes on, the address itself."""
    new = r'name="once" value="[^"]+"|nonce="[^"]+"|value="[0-9a-f]{64}"|\d{8}</span>|data-session-ends="\d+"|サインインは\S+まで'
    return NUMBER.sub("", re.sub(new, "", body))
