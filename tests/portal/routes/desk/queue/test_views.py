"""Named views of the queue."""

import re

import pytest

from portal.config import TREE
from portal.services.desk.queue.period_tasks import open_period_tasks
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

OTHER = "child-allowance"
_WRITTEN = (".html", ".typ", ".py", ".md")


@pytest.fixture
def colleague(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "colleague", ("reviewer", DUTY)))


@pytest.fixture
def charlie(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "charlie", ("reviewer", OTHER)))


def keep(browser: StaffBrowser, name: str, query: str = "due=over&sort=oldest", duty: str = "") -> int:
    page = f"/desk?{query}" if query else "/desk?who=all"
    return browser.post(page, "/desk/views", {"name": name, "query": query, "duty": duty}).status_code


def number_of(browser: StaffBrowser, name: str) -> str:
    match = re.search(rf'id="view-([0-9]+)"><a href="[^"]*">{name}</a>', browser.get("/desk/views"))
    assert match, name
    return match[1]


def press(browser: StaffBrowser, number: str, act: str = "", **boxes: str) -> int:
    return browser.post("/desk/views", f"/desk/views/{number}{act}", boxes).status_code


def test_a_view_keeps_what_the_address_asks_for_and_opens_it_again(reviewing: StaffBrowser) -> None:
    assert keep(reviewing, "急ぎの分", "who=unassigned&due=over&sort=oldest&after=2026-11-20_5&find=x") == 303
    page = reviewing.get("/desk")
    assert '<a href="/desk?who=unassigned&due=over&sort=oldest">急ぎの分</a>' in page
    opened = reviewing.get("/desk?who=unassigned&due=over&sort=oldest")
    assert 'sort=oldest" aria-current="page">急ぎの分' in opened


def test_ones_own_is_ones_own_and_a_sections_is_everybodys_of_that_duty(
    reviewing: StaffBrowser, colleague: StaffBrowser, charlie: StaffBrowser
) -> None:
    assert [keep(reviewing, "わたしの"), keep(reviewing, "みんなの", duty=DUTY)] == [303, 303]
    assert [name in colleague.get("/desk") for name in ("わたしの", "みんなの")] == [False, True]
    assert [name in charlie.get("/desk") for name in ("わたしの", "みんなの")] == [False, False]
    own, shared = number_of(reviewing, "わたしの"), number_of(reviewing, "みんなの")
    for act in ("", "/first", "/drop"):
        assert press(colleague, own, act, name="取った", confirmed="yes") == 404, act
        assert press(charlie, shared, act, name="取った", confirmed="yes") == 404, act
    assert keep(charlie, "よその課の", duty=DUTY) == 403
    assert keep(charlie, "ない課の", duty="nowhere") == 403


def test_who_only_sees_may_use_a_sections_view_and_not_change_it(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    keep(reviewing, "みんなの", duty=DUTY)
    number = number_of(clerk, "みんなの")
    assert [press(clerk, number, "/drop", confirmed="yes"), press(clerk, number, "/drop")] == [404, 404]
    assert "名前を変える" not in clerk.get("/desk/views")
    assert press(clerk, number, "/first") == 303


def test_the_desk_opens_with_the_chosen_one_and_all_can_still_be_seen(reviewing: StaffBrowser) -> None:
    keep(reviewing, "急ぎの分")
    number = number_of(reviewing, "急ぎの分")
    press(reviewing, number, "/first")
    response = reviewing.client.get("/desk")
    assert (response.status_code, response.headers["location"]) == (303, "/desk?due=over&sort=oldest")
    assert 'href="/desk?who=all" aria-current="page">すべて' in reviewing.get("/desk?who=all")
    assert "はじめに開く条件" in reviewing.get("/desk/views")
    press(reviewing, number, "/first")
    assert reviewing.client.get("/desk").status_code == 200
    press(reviewing, number, "/first")
    press(reviewing, number, "/drop", confirmed="yes")
    assert reviewing.client.get("/desk").status_code == 200, "a deleted view opens nothing"


def test_a_view_is_taken_away_only_after_a_second_question(reviewing: StaffBrowser) -> None:
    keep(reviewing, "急ぎの分")
    number = number_of(reviewing, "急ぎの分")
    response = reviewing.post("/desk/views", f"/desk/views/{number}/drop", {})
    assert (response.status_code, "「急ぎの分」を消しますか" in response.text) == (200, True)
    assert "急ぎの分" in reviewing.get("/desk")
    assert press(reviewing, number, "/drop", confirmed="yes") == 303
    assert "急ぎの分" not in reviewing.get("/desk")


@pytest.mark.parametrize(
    ("name", "message"), [(" ", "名前を書いてください。"), ("あ" * 41, "40字まで"), ("一", "「一」は、もうあります。"), ("a\x07", "40字まで")]
)  # fmt: skip
def test_a_name_that_does_not_do_says_why_and_stays_in_its_box(
    reviewing: StaffBrowser, name: str, message: str
) -> None:
    keep(reviewing, "一")
    keep(reviewing, "二")
    response = reviewing.post("/desk", "/desk/views", {"name": name, "query": "due=over"})
    assert (response.status_code, message in response.text) == (422, True)
    assert f'id="view-name" name="name" value="{name.strip()}"' in response.text
    renamed = reviewing.post("/desk/views", f"/desk/views/{number_of(reviewing, '二')}", {"name": name})
    assert (renamed.status_code, message in renamed.text) == (422, True)
    assert press(reviewing, number_of(reviewing, "二"), name="三") == 303
    assert number_of(reviewing, "三")


def test_nobody_keeps_more_than_can_be_looked_through(reviewing: StaffBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.services.desk.queue.keep_view.MOST", 1)
    assert [keep(reviewing, "一"), keep(reviewing, "二"), keep(reviewing, "三", duty=DUTY)] == [303, 422, 303]


def test_tabs_tell_what_is_due_by_today_from_what_is_past_its_day(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    session = alice(installation)
    late, today, _soon = (file_application(installation, session, days_ago=days) for days in (14, 9, 5))
    open_period_tasks(installation, Actor("system", "watch_periods"))
    tabs = dict(re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+) <span class="count">', reviewing.get("/desk")))
    assert tabs["/desk?task=reached"] == "今日が期限（過ぎたものも）"
    assert tabs["/desk?due=over"] == "期限を過ぎた"
    listed = {tab: [number for number in (late, today) if number in reviewing.get(tab)] for tab in tabs}
    assert (listed["/desk?task=reached"], listed["/desk?due=over"]) == ([late, today], [late])


def test_the_desk_has_one_word_for_what_is_past_its_day() -> None:
    # Of a coupon or a certificate the time of use ends (期限切れ); a case is 期限を過ぎた.
    places = ("templates/pages/desk", "templates/print", "portal/services/desk", "portal/routes/desk", "docs/ja")
    files = [file for place in places for file in (TREE / place).rglob("*.*") if file.suffix in _WRITTEN]
    others = re.compile("期限超過|期限切れ|期限がすぎ|期限が過ぎ|期限の日が来た")
    old = {file.name: others.findall(text) for file in files if others.search(text := file.read_text("utf-8"))}
    assert old == {"coupons.html": ["期限切れ"]}
