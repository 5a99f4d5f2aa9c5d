"""A member of staff at a browser without scripts."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from tests.portal.routes.place_of_focus import astray

BASE = "http://127.0.0.1:8000"


@dataclass
class StaffBrowser:
    client: TestClient

    def get(self, address: str, status: int = 200) -> str:
        """The page's text; AssertionError on another status."""
        response = self.client.get(address)
        assert response.status_code == status, response.text
        return html.unescape(response.text)

    def post(self, page: str, address: str, boxes: Mapping[str, str | list[str]], *, revision: str = "") -> Response:
        """Submits a form of `page` with its token and, if it has one, its revision."""
        text = self.client.get(page).text
        sent = {"csrf_token": _value(text, "csrf_token"), "revision": revision or _value(text, "revision"), **boxes}
        return self.client.post(address, data=sent)


def _value(text: str, name: str) -> str:
    match = re.search(f'name="{name}" value="([^"]*)"', text)
    return match[1] if match else ""


class Acting(TestClient):
    """Refuses a page of staff, and an act that leads to a part of one, that leaves the keyboard at no place (after_act.js)."""

    def request(self, method: str, url: Any, *arguments: Any, **options: Any) -> Response:
        response = super().request(method, url, *arguments, **options)
        if response.headers.get("content-type", "").startswith("text/html"):
            assert astray(response.text) == [], url
        address, _, part = response.headers.get("location", "").partition("#")
        if part:
            assert astray(super().request("GET", address).text, part) == [], url
        return response


def at_desk(installation: Installation, member: Member) -> StaffBrowser:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "staff", staff_id=member.id)
        unit.commit()
    client = Acting(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_staff", token)
    client.cookies.set("kakanai_browser", "a browser")
    return StaffBrowser(client)
