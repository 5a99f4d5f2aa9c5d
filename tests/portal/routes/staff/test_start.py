"""Where a sign-in without an address leads."""

import re

import pytest

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import BASE, Acting, StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

START = "/staff/start"


@pytest.mark.parametrize(
    ("rights", "place"),
    [
        ([("clerk", DUTY)], "/counter"),
        ([("clerk", "*"), ("reviewer", DUTY)], "/counter"),
        ([("clerk", DUTY), ("reviewer", DUTY)], "/desk"),
        ([("clerk", "*"), ("reviewer", "*")], "/desk"),
        ([("approver", "*")], "/desk"),
        ([("administrator", "*")], "/desk"),
    ],
)
def test_a_clerk_of_the_counter_begins_at_the_counter_and_others_at_the_queue(
    installation: Installation, rights: list[tuple[str, str]], place: str
) -> None:
    desk = at_desk(installation, add_member(installation, "someone", *rights))
    assert desk.client.get(START).headers["location"] == place


def test_the_page_of_sign_in_leads_there_unless_it_has_an_address(installation: Installation) -> None:
    stranger = StaffBrowser(Acting(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False))
    nexts = [
        re.findall(r'name="next" value="([^"]*)"', stranger.get(f"/staff/sign-in{query}"))[0]
        for query in ("", "?next=/desk", "?next=//elsewhere.example")
    ]
    assert nexts == [START, "/desk", START]
