"""The page of a visit leads: one button for what comes next, by the state of the visit."""

import re

import pytest

from portal.services.installation import Installation
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.routes.staff_browser import at_desk
from tests.portal.routes.test_counter_visits import begin
from tests.portal.routes.test_unwritten import AGAIN, LICENCE, LOST
from tests.portal.world import DUTY, add_member


def leads(page: str) -> tuple[str, str]:
    """The step that stands out, and the one button that is not calm."""
    (now,) = re.findall(r'aria-current="step"[^>]*>(.*?)</li>', page)
    (button,) = re.findall(r'<(?:a|button) class="button"[^>]*>(.*?)<kbd>', page)
    return re.sub(r"<svg.*?</svg>|<[^>]*>|済み：", "", now), button.strip()


@pytest.fixture
def one(installation: Installation) -> Clerk:
    here = with_sources(installation)
    return serve(here, add_member(here, "clerk", ("clerk", "care-qualification")), "A-1", LICENCE)


def test_from_who_came_to_the_end_one_button_leads(one: Clerk) -> None:
    def now() -> tuple[str, str]:
        return leads(one.desk.page)

    assert now() == ("来庁の人", "来庁の人を入れる")
    assert one.desk.press("go.people").headers["location"] == f"{one.desk.address}/people"
    one.find("S29.6.15", "うめこ")
    assert now() == ("手続", "手続きガイドで探す")
    one.add(AGAIN)
    assert now() == ("聞き取り", "まとめて聞き取る")
    assert one.desk.press("go.interview").headers["location"] == f"{one.desk.address}/interview"
    before = one.page("interview").page.count("聞き取り済")
    one.take_down(LOST)
    assert one.page("interview").page.count("聞き取り済") > before
    assert now() == ("確かめる", "来庁者の画面で確かめてもらう")
    one.show()
    one.agree()
    assert now() == ("登録", "確かめおわった手続を登録する")
    one.page("interview").press("register")
    assert re.search(r"済み：(?:<[^>]*>|\s)*確かめる", one.desk.page)
    assert now() == ("印刷", "様式と受付票を全部印刷する（PDF）")
    one.browser.client.get(f"{one.desk.address}/print.pdf")
    assert now() == ("終わり", "来庁を終える")


def test_a_visit_of_which_nothing_is_known_begins_with_who_came(installation: Installation) -> None:
    desk = begin(at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY))), "B-1")
    assert leads(desk.page) == ("だれが来たか", "来庁の人へ")
    # What was chosen in the list comes next, whatever the button said when the page was drawn.
    assert "/counter/drafts/" in desk.press("go.people", {"visit-add": [AGAIN]}).headers["location"]
    assert leads(desk.page)[0] == "だれが来たか"
