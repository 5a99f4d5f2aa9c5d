"""Charlie at every page: signed in as himself, not signed in, and as a member of staff without the right. He is sent to
sign in or told that there is no such page; never anything of somebody else, and nothing happens to it."""

import re
from dataclasses import replace
from difflib import unified_diff

import pytest

from portal.services.receipt_number import check_digit
from tests.journeys.lamps import JPEG
from tests.journeys.place import ADMIN, ANYONE, AUDITOR, CLERK, SECTION, Place
from tests.journeys.places import PLACES
from tests.journeys.tour import CHARLIE, Tour
from tests.journeys.visitor import Visitor

OWNED = [place for place in PLACES if place.whose != ANYONE]
# Without a name of somebody in the address these are everybody's own: charlie sees his, or begins his.
HIS_OWN = {
    "GET /apply/{procedure}",
    "GET /bundles/start/{procedures}",
    "POST /guides/{guide}/known",
    "GET /applications",
    "POST /sign-out",
    "POST /session/extend",
} | {
    place.name
    for place in PLACES
    if place.route.startswith("/applications/contact") or place.route in ("/mandates", "/signers")
}
NO_RIGHT = "kanri"  # an administrator of staff: no case is theirs to see
NUMBER = re.compile(r"\d\d-\d{3}-\d{3}-\d{3}")
ONLY_STAFF = {"POST /staff/sign-out", "POST /staff/lock", "POST /staff/session/extend"}


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


def assert_nothing_is_told(body: str, place: Place, tour: Tour) -> None:
    """The number that stands in the address may come back in the page's own links."""
    assert [mark for mark in of_alice(tour) if mark in body and mark not in place.address(tour)] == []


def how_it_stands(tour: Tour) -> str:
    """What alice and the section see of her draft and applications."""
    pages = [tour.alice.go(address).text for address in ("/applications", f"{tour.draft}/check")]
    pages += [tour.visitor("tanto").go(f"/desk/{number}").text for number in (tour.sent, tour.returned)]
    return plain("".join(pages))


@pytest.mark.parametrize("place", OWNED, ids=lambda place: place.name)
def test_who_is_not_signed_in_is_led_to_sign_in(place: Place, tour: Tour) -> None:
    with Visitor(tour.service.url) as nobody:
        status, where, body = try_out(nobody, place, tour)
    if place.route in ("/sign-out", "/staff/sign-out", "/staff/lock"):
        assert status == 303  # nothing to end
    else:
        assert (status, where.partition("?")[0]) == (303, sign_in_of(place))
    assert_nothing_is_told(body, place, tour)


def sign_in_of(place: Place) -> str:
    return "/staff/sign-in" if place.whose in (CLERK, SECTION, AUDITOR, ADMIN, "yoyaku") else "/sign-in"


@pytest.mark.parametrize("place", OWNED, ids=lambda place: place.name)
def test_charlie_finds_nothing_of_others(place: Place, tour: Tour) -> None:
    visitor = tour.signed_in(CHARLIE) if place.name in HIS_OWN else tour.charlie
    place.address(tour)  # what stands there is made when it is first asked for, and shows among alice's own
    before = how_it_stands(tour) if place.method != "GET" else ""
    status, where, body = try_out(visitor, place, tour)
    if sign_in_of(place) == "/staff/sign-in":
        assert status == 303
        assert where.startswith("/staff/sign-in")
    elif place.name not in HIS_OWN:
        assert status == 404
    assert_nothing_is_told(body, place, tour)
    after = how_it_stands(tour) if before else ""
    assert before == after, "\n".join(unified_diff(before.split("><"), after.split("><"), n=0))


@pytest.mark.parametrize("place", OWNED, ids=lambda place: place.name)
def test_staff_without_the_right_find_nothing(place: Place, tour: Tour) -> None:
    if place.name in ONLY_STAFF:
        return
    status, _, body = try_out(tour.visitor(AUDITOR if place.whose == ADMIN else NO_RIGHT), place, tour)
    if sign_in_of(place) == "/sign-in":
        assert status == 303
    elif place.name in ("GET /desk", "GET /desk/support"):
        assert status == 200  # an empty desk; a page that knows of no case
    elif place.route.startswith(("/staff/account", "/staff/kept")):
        assert status in (200, 303, 403, 404, 422)  # their own; of others' nothing is told
    else:
        assert status in (403, 404)
    assert_nothing_is_told(body, place, tour)


@pytest.mark.parametrize("place", [place for place in OWNED if "{receipt" in place.route], ids=lambda place: place.name)
def test_not_yours_and_not_there_are_the_same_answer(place: Place, tour: Tour) -> None:
    visitor = tour.charlie if place.whose == "alice" else tour.visitor(NO_RIGHT)
    status, where, body = try_out(visitor, place, tour)
    nowhere = replace(place, address=lambda tour: unknown(place.address(tour)))
    other_status, other_where, other_body = try_out(visitor, nowhere, tour)
    assert (status, where, plain(body)) == (other_status, other_where, plain(other_body))


def unknown(address: str) -> str:
    """The same page of a sound receipt number that nobody has."""
    return NUMBER.sub(f"26-000-000-00{check_digit('2600000000')}", address)


def plain(body: str) -> str:
    """Without what is new on every page: nonces, support codes, tokens, how long the session goes on, the address itself."""
    new = r'name="once" value="[^"]+"|nonce="[^"]+"|value="[0-9a-f]{64}"|\d{8}</span>|data-session-ends="\d+"|サインインは\S+まで'
    return NUMBER.sub("", re.sub(new, "", body))
