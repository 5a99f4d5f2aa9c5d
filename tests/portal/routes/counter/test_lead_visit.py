"""The page of a visit has one primary button for the next step."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.counter.test_visits import begin
from tests.portal.routes.interviewing import Clerk, serve, with_sources
from tests.portal.routes.residents.test_unwritten import AGAIN, LICENCE, LOST
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member


def leads(page: str) -> tuple[str, str]:
    (step,) = re.findall(r'aria-current="step"[^>]*>(.*?)</li>', page)
    (button,) = re.findall(r'<(?:a|button) class="button"[^>]*>(.*?)<kbd>', page)
    return re.sub(r"<svg.*?</svg>|<[^>]*>|済み：", "", step), button.strip()


@pytest.fixture
def clerk(installation: Installation) -> Clerk:
    equipped = with_sources(installation)
    return serve(equipped, add_member(equipped, "clerk", ("clerk", "care-qualification")), "A-1", LICENCE)


def test_from_who_came_to_the_end_one_button_leads(clerk: Clerk) -> None:
    def lead() -> tuple[str, str]:
        return leads(clerk.desk.page)

    assert lead() == ("手続に関わる人", "手続に関わる人を入れる")
    assert clerk.desk.press("go.people").headers["location"] == f"{clerk.desk.address}/people"
    clerk.find("S29.6.15", "うめこ")
    assert lead() == ("手続", "手続ガイドで探す")
    clerk.add(AGAIN)
    assert lead() == ("聞き取り", "まとめて聞き取る")
    assert clerk.desk.press("go.interview").headers["location"] == f"{clerk.desk.address}/interview"
    before = clerk.page("interview").page.count("聞き取り済")
    clerk.take_down(LOST)
    assert clerk.page("interview").page.count("聞き取り済") > before
    assert lead() == ("確かめる", "来庁者の画面で確かめてもらう")
    clerk.show()
    clerk.agree()
    assert lead() == ("登録", "確かめおわった手続を登録する")
    clerk.page("interview").press("register")
    assert re.search(r"済み：(?:<[^>]*>|\s)*確かめる", clerk.desk.page)
    assert lead() == ("印刷", "様式と受付票を全部印刷する（PDF）")
    clerk.browser.client.get(f"{clerk.desk.address}/print.pdf")
    assert lead() == ("終わり", "来庁を終える")


def test_a_visit_of_which_nothing_is_known_begins_with_who_came(installation: Installation) -> None:
    desk = begin(at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY))), "B-1")
    assert leads(desk.page) == ("来た人と本人確認", "手続に関わる人へ")
    # A choice in the list takes precedence over the primary button.
    assert "/counter/drafts/" in desk.press("go.people", {"visit-add": [AGAIN]}).headers["location"]
    assert leads(desk.page)[0] == "来た人と本人確認"
