"""Invalid addresses: numbers out of range, words instead of numbers. Of each page two, all in `make long`."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.staff.add_staff import ROLES
from tests.databases import Makers
from tests.examples import some
from tests.house.route_table import every_route
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member

ODD = ("99999999999999999999", "abc", "-1", "1e3", "%00", "9999-12-31", "%E2%91%A0")
PART = re.compile(r"{[^}]*}")


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].handed_on()


def test_no_page_breaks_at_an_address_that_nobody_was_given(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "tanto", *((role, DUTY) for role in ROLES))).client
    failures = []
    for method, route in sorted(every_route()):
        for odd in some(ODD, 2, of=route) if method == "GET" and PART.search(route) else ():
            response = browser.get(PART.sub(odd, route))
            kind, caching = response.headers.get("content-type", ""), response.headers.get("cache-control")
            is_json = "json" in kind and not route.startswith("/api/")  # only the API returns JSON errors
            if response.status_code >= 500 or is_json or (response.status_code >= 400 and caching != "no-store"):
                failures.append(f"{response.status_code} {response.url.path} {kind} {caching}")
    assert failures == [], "\n".join(failures)
