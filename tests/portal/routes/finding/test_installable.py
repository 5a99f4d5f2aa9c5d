"""Manifest, icon, robots.txt and link previews."""

import gzip
import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
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


def drawn(client: TestClient, address: str) -> Image.Image:
    return Image.open(BytesIO(client.get(address).content), formats=["PNG"]).convert("RGBA")


def pictures(client: TestClient, purpose: str) -> dict[str, Image.Image]:
    icons: list[dict[str, Any]] = client.get("/manifest.webmanifest").json()["icons"]
    return {
        icon["sizes"]: drawn(client, icon["src"])
        for icon in icons
        if icon["type"] == "image/png" and icon["purpose"] == purpose
    }


def test_the_manifest_has_what_chromium_asks_for_before_it_offers_to_install(client: TestClient) -> None:
    """https://web.dev/articles/install-criteria: a name, a start inside the scope, a window of its own, icons of 192 and 512
    pixels that are as large as they say, and no other app to be preferred. `tests/journeys` asks Chromium itself."""
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["short_name"]
    assert manifest["start_url"].startswith(manifest["scope"])
    assert manifest["display"] in ("standalone", "fullscreen", "minimal-ui")
    assert "prefer_related_applications" not in manifest
    for purpose in ("any", "maskable"):
        sizes = {name: f"{picture.width}x{picture.height}" for name, picture in pictures(client, purpose).items()}
        assert sizes == {"192x192": "192x192", "512x512": "512x512"}, purpose


def test_what_a_round_icon_cuts_off_is_empty_and_the_mark_is_within(client: TestClient) -> None:
    for name, picture in pictures(client, "maskable").items():
        middle, seen = picture.width / 2, picture.width * 0.4
        inside: set[Any] = set()
        outside: set[Any] = set()
        for x in range(picture.width):
            for y in range(picture.height):
                within = (x - middle) ** 2 + (y - middle) ** 2 < seen**2
                (inside if within else outside).add(picture.getpixel((x, y)))
        assert outside == {(255, 255, 255, 255)}, name
        assert (0, 23, 193, 255) in inside, name
    assert pictures(client, "any")["192x192"].getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_icon_for_ios_has_no_hole_and_bears_the_name_of_the_city(client: TestClient) -> None:
    page = client.get("/").text
    assert '<meta name="apple-mobile-web-app-title" content="見本市 書かない申請">' in page
    (address,) = re.findall(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
    picture = drawn(client, address)
    assert picture.size == (180, 180)
    assert picture.getchannel("A").getextrema() == (255, 255)


def test_a_link_preview_shows_what_a_public_page_is_about_and_nothing_of_others(client: TestClient) -> None:
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
    allowed = [line.removeprefix("Allow: ").removesuffix("$") for line in lines if line.startswith("Allow: ")]
    statuses = {path: client.get(path).status_code for path in allowed if not path.endswith("/") or path == "/"}
    assert set(statuses.values()) == {200}, statuses
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
