"""Manifest, icon, robots.txt and link previews."""

import gzip
import re

import pytest
from starlette.testclient import TestClient

from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import guest


@pytest.fixture
def client(installation: Installation) -> TestClient:
    return guest(installation).client


def test_the_manifest_leads_to_the_front_page_and_its_icon_is_there(client: TestClient) -> None:
    page = client.get("/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page.text
    assert "manifest-src 'self'" in page.headers["content-security-policy"]
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("見本市 書かない申請", "/", "standalone")
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).headers["content-type"].startswith(icon["type"])
    assert client.get("/favicon.ico").headers["content-type"].startswith("image/svg+xml")


def test_a_link_preview_tells_what_a_public_page_is_about_and_nothing_of_others(client: TestClient) -> None:
    text = client.get("/procedures/juminhyo-utsushi").text
    assert re.search(r'<meta property="og:title" content="住民票の写しの交付請求｜見本市">', text)
    assert re.search(r'<meta name="description" content="[^"]{10,}">', text)
    for private in ("/sign-in", "/track", "/apply/sodai-gomi"):
        answer = client.get(private)
        assert answer.status_code == 200
        assert "og:" not in answer.text, private


def test_robots_are_kept_to_pages_that_are_the_same_for_everybody(client: TestClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[-1] == "Disallow: /"
    assert not any(path in line for line in lines for path in ("/apply", "/applications", "/desk", "/counter"))


def test_styles_are_packed_for_whom_that_is_right_and_pages_never(client: TestClient) -> None:
    address = re.findall(r'href="(/static/resident\.[0-9a-f]+\.css)"', client.get("/").text)[0]
    with client.stream("GET", address, headers={"Accept-Encoding": "br, gzip;q=0.8"}) as packed:
        raw = b"".join(packed.iter_raw())
    plain = client.get(address, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) * 3 < len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in client.get("/", headers={"Accept-Encoding": "gzip"}).headers
