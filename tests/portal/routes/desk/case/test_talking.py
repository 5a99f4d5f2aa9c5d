"""Messages to an applicant, and the answer to a wish to withdraw."""

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import ONCE
from tests.portal.services.my_cases.test_stop_application import examined, stop
from tests.portal.world import DUTY, add_member, alice

Case = tuple[StaffBrowser, str]


@pytest.fixture
def case(installation: Installation) -> Case:
    """Of alice, who asks to withdraw it."""
    member, session = add_member(installation, "reviewer", ("reviewer", DUTY)), alice(installation)
    number = examined(installation, session, member)
    stop(installation, session, number, "ask")
    return at_desk(installation, member), f"/desk/{number}"


def test_a_message_without_words_is_not_sent(case: Case) -> None:
    desk, address = case
    page = f"{address}/messages"
    assert "ことばを書いてください。" in desk.post(page, page, {"once": ONCE, "text": " "}).text
    assert desk.post(page, page, {"once": ONCE, "text": "書類が届きました。"}).headers["location"] == f"{page}?sent"
    assert "書類が届きました。" in desk.get(page)


def test_who_goes_on_examining_says_why(case: Case) -> None:
    desk, address = case
    page = f"{address}/stop"
    refused = desk.post(page, page, {"answer": "decline", "words": " "})
    assert (refused.status_code, "続ける理由を書いてください。" in refused.text) == (422, True)
    leads = desk.post(page, page, {"answer": "decline", "words": "もう交付しました。"}).headers["location"]
    assert leads == f"{address}?did=go_on"
