"""What every answer carries: headers that a browser obeys, nothing to keep, no script in the page, calm refusals."""

import re

import httpx
import pytest

from tests.journeys.place import Place
from tests.journeys.places import PLACES
from tests.journeys.tour import Tour

GETS = [place for place in PLACES if place.method == "GET"]
# The same for everyone, and named by its content or rarely changed: the only answers that may be kept.
KEPT = {
    "GET /static/{address:path}": "public, max-age=31536000, immutable",
    "GET /.well-known/jwks.json": "public, max-age=300",
    "GET /procedures/{procedure}/form.pdf": "public, max-age=3600",
    "GET /receipts/certificate.pem": "public, max-age=300",
    "GET /api/v1/openapi.json": "public, max-age=300",
}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# A handler or style in the page itself would need a policy that lets a planted one run too.
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<[^>]+\son[a-z]+\s*=|<[^>]+\sstyle\s*=|javascript:")


def answer(place: Place, tour: Tour) -> httpx.Response:
    """As its rightful visitor gets it, without following where it leads."""
    visitor = tour.visitor(place.whose)
    return visitor.client.get(place.address(tour), follow_redirects=False)


@pytest.mark.parametrize("place", GETS, ids=lambda place: place.name)
def test_every_answer_has_its_headers(place: Place, tour: Tour) -> None:
    given = answer(place, tour)
    # 404, 409: a draft that was sent meanwhile, a fee that nobody owes; every refusal has the same headers.
    assert given.status_code in ((401,) if place.machine else (200, 303, 400, 404, 409)), given.text
    assert {name: given.headers.get(name) for name in ALWAYS} == ALWAYS
    assert given.headers["cache-control"] == KEPT.get(place.name, "no-store")
    policy = given.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "camera=()" in given.headers["permissions-policy"]
    assert "server" not in given.headers


@pytest.mark.parametrize("place", GETS, ids=lambda place: place.name)
def test_no_page_has_a_script_of_its_own(place: Place, tour: Tour) -> None:
    given = answer(place, tour)
    if given.headers.get("content-type", "").startswith("text/html"):
        assert INLINE.findall(given.text) == []
        nonces = set(re.findall(r'nonce="([^"]+)"', given.text))
        assert len(nonces) == 1
        assert f"'nonce-{nonces.pop()}'" in given.headers["content-security-policy"]


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
def test_what_is_not_there_is_told_calmly(address: str, tour: Tour) -> None:
    whose = "tanto" if address.startswith("/desk") else "alice"
    given = tour.visitor(whose).client.get(address)
    assert given.status_code == 404
    assert "この画面はありません" in given.text
    assert given.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "address"), [("POST", "/"), ("PUT", "/applications"), ("DELETE", "/desk"), ("POST", "/help")]
)
def test_a_method_that_is_not_there_is_told_calmly(method: str, address: str, tour: Tour) -> None:
    given = tour.visitor("anyone").client.request(method, address)
    assert given.status_code == 405
    assert "この画面はありません" in given.text
