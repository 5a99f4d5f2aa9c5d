"""A member of staff at a browser without scripts."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from httpx2 import Response
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from tests.portal.routes.acts import PAGE, REFUSED, STAYS, Outcome, route_of
from tests.portal.routes.place_of_focus import astray, is_of_staff

# What a form names of what its page shows.
_NAMED = ("decision", "enclosed", "held", "paper", "people", "row", "uid")
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
        """Submits a form of `page` with its token and, if it has them, its revision and what it names."""
        text = self.client.get(page).text
        sent = {"csrf_token": _value(text, "csrf_token"), "revision": revision or _value(text, "revision"), **boxes}
        named = {name: re.findall(f'name="{name}" value="([^"]*)"', text) for name in _NAMED}
        return self.client.post(address, data=named | sent)


def _value(text: str, name: str) -> str:
    match = re.search(f'name="{name}" value="([^"]*)"', text)
    return match[1] if match else ""


class Acting(TestClient):
    """Refuses a page of staff, and an act that leads to a part of one, that leaves the keyboard at no place (after_act.js)."""

    shown: ClassVar[set[Outcome] | None] = None  # what acts ended in, while a test has to show it (`acts.txt`)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.headers["accept"] = "text/html"

    def request(self, method: str, url: Any, *arguments: Any, **options: Any) -> Response:
        response = super().request(method, url, *arguments, **options)
        _demand_place(response)
        showing = self.shown is not None and method == "POST"
        part = response.headers.get("location", "").partition("#")[2]
        last = self._follow(response, part) if part or showing else response
        if self.shown is not None and showing and (route := route_of(str(url))):
            self.shown.add((_outcome(last), route.path))
        return response

    def _follow(self, response: Response, part: str) -> Response:
        while response.status_code == 303:
            response = super().request("GET", response.headers["location"].partition("#")[0])
        _demand_place(response, part)
        return response


def _demand_place(response: Response, part: str = "") -> None:
    if _is_page(response):
        assert astray(response.text, part, refused=response.status_code == 422) == [], response.url


def _is_page(response: Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/html")


def _outcome(response: Response) -> str:
    """ "" for a refusal of the whole request, and for pages that are not of staff."""
    if not response.is_success and response.status_code != 422:
        return ""
    if not _is_page(response):
        return STAYS
    if not is_of_staff(response.text):
        return ""
    return PAGE if response.is_success else REFUSED


def at_desk(installation: Installation, member: Member) -> StaffBrowser:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "staff", staff_id=member.id)
        unit.commit()
    client = Acting(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_staff", token)
    client.cookies.set("kakanai_browser", "a browser")
    return StaffBrowser(client)
