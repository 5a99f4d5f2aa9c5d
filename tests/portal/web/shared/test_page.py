"""Redirects stay in this service, responses are not cached."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.responses import RedirectResponse

from portal.services.shared.installation import Installation
from portal.web.shared.page import inside, language_of, nonce_of, see
from portal.web.shared.state import browser_of
from tests.portal.web.asking import request

BASE = "https://city.example/sign-in/callback"
PIECES = st.sampled_from(
    ["/", "//", "\\", "@", ":", "https:", "http:", "javascript:", "evil.example", "apply", "?", "#", ".", "..", "\t",
     "\n", "\r", "\0", " ", "　", "あ", "%2f", "%5c", "%00", ";", "\u2028", "\ufeff", "／", "＼"]
)  # fmt: skip
ADDRESSES = st.lists(PIECES, max_size=8).map("".join) | st.text() | st.text().map(lambda text: f"/{text}")


def as_browser(address: str) -> str:
    """As browsers parse it (WHATWG URL 4.4): controls at the ends are cut, tabs and line ends removed, \\ is /."""
    cut = address.strip("".join(map(chr, range(0x21))))
    return "".join(character for character in cut if character not in "\t\n\r").replace("\\", "/")


@given(ADDRESSES)
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("\\/evil.example")
@example("/%09/evil.example")
@example("https:evil.example")
@example("///evil.example")
@example(" //evil.example")
def test_whatever_it_is_asked_it_stays_here(address: str) -> None:
    address_inside = inside(address)
    assert address_inside in (address, "/")
    redirect = RedirectResponse(address_inside).headers["location"]
    for location in (address_inside, as_browser(address_inside), as_browser(redirect)):
        assert location.startswith("/")
        assert urlsplit(urljoin(BASE, location)).netloc == "city.example"


@pytest.mark.parametrize("address", ["/", "/apply/x?a=b&c=あ", "/desk?state=returned#top", "/a//b", "/a/../b"])
def test_our_own_addresses_are_kept(address: str) -> None:
    assert inside(address, "/other") == address


def test_another_place_becomes_what_was_meant_instead() -> None:
    assert inside("https://evil.example", "/applications") == "/applications"
    assert inside("", "/desk") == "/desk"


@given(st.text())
def test_a_good_address_survives_the_way_through_a_link(text: str) -> None:
    address = f"/apply/{quote(text)}"
    assert inside(address) == address


def test_the_language_is_one_that_the_city_offers(installation: Installation) -> None:
    assert language_of(request(installation)) == "ja"
    assert language_of(request(installation, cookies={"language": "easy"})) == "easy"
    assert language_of(request(installation, cookies={"language": "../ja"})) == "ja"


def test_one_nonce_a_request_and_another_for_the_next(installation: Installation) -> None:
    asked = request(installation)
    assert nonce_of(asked) == nonce_of(asked)
    assert nonce_of(request(installation)) != nonce_of(asked)
    assert nonce_of(request(installation, state={"nonce": "of the header"})) == "of the header"


def test_after_a_post_the_browser_asks_again_and_nothing_is_kept(installation: Installation) -> None:
    asked = request(installation)
    browser_of(asked)
    response = see(asked, "/applications/26?sent")
    assert (response.status_code, response.headers["location"]) == (303, "/applications/26?sent")
    assert response.headers["cache-control"] == "no-store"
    assert "kakanai_browser=" in response.headers["set-cookie"]
