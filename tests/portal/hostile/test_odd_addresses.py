"""Addresses that nobody was given: numbers beyond any row, words in the place of numbers."""

import re

import pytest

from portal.services.add_staff import ROLES
from portal.services.installation import Installation
from tests.databases import Makers
from tests.house.route_table import every_route
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member

ODD = ("99999999999999999999", "abc", "-1", "1e3", "%00", "9999-12-31", "%E2%91%A0")
PART = re.compile(r"{[^}]*}")


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


def test_no_page_breaks_at_an_address_that_nobody_was_given(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "tanto", *((role, DUTY) for role in ROLES))).client
    found = []
    for method, route in sorted(every_route()):
        for odd in ODD if method == "GET" and PART.search(route) else ():
            answer = browser.get(PART.sub(odd, route))
            kind, kept = answer.headers.get("content-type", ""), answer.headers.get("cache-control")
            told = "json" in kind and not route.startswith("/api/")  # machines are told in JSON, and people never
            if answer.status_code >= 500 or told or (answer.status_code >= 400 and kept != "no-store"):
                found.append(f"{answer.status_code} {answer.url.path} {kind} {kept}")
    assert found == [], "\n".join(found)
