"""画面をかくす: signing out keeps the page for the next sign-in."""

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import BASE, at_desk
from tests.portal.world import add_member


@pytest.mark.parametrize(
    ("came_from", "leads"),
    [
        (f"{BASE}/counter/visits/V-1/interview", "/staff/sign-in?next=/counter/visits/V-1/interview"),
        (f"{BASE}/desk?name=%E9%AB%99", "/staff/sign-in?next=/desk"),
        ("https://elsewhere.example/desk", "/staff/sign-in"),
        ("", "/staff/sign-in"),
    ],
)
def test_hiding_the_screen_signs_out_and_keeps_the_place(
    installation: Installation, came_from: str, leads: str
) -> None:
    browser = at_desk(installation, add_member(installation, "clerk", ("clerk", "care-assessment")))
    browser.client.headers["referer"] = came_from
    response = browser.post("/desk", "/staff/lock", {})
    assert (response.status_code, response.headers["location"]) == (303, leads)
    assert browser.client.get("/desk").headers["location"].startswith("/staff/sign-in")
