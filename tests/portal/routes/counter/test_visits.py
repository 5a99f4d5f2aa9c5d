"""Visits over HTTP: several procedures for one visitor, parked, passed on and ended."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from httpx2 import Response

from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.services.cases.cases import case_of_member
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker, Time
from portal.store.cases import applications
from portal.store.counter import visit_figures, visits
from tests.portal.audited import actions
from tests.portal.later import later
from tests.portal.routes.counter_form import Boxes, Screen, boxes, receipt, typed
from tests.portal.routes.staff.test_kept_posts import send_late
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member, alice, file_application

TITLE = "介護保険 被保険者証などの再交付申請"
PLACE = {"reception-door": ["counter"], "reception-place": ["care"]}


@dataclass
class Desk:
    browser: StaffBrowser
    address: str

    @property
    def page(self) -> str:
        return self.browser.get(self.address)

    def press(self, act: str, changes: Mapping[str, list[str]] = {}, *, page: str = "") -> Response:
        sent = {**boxes(page or self.page), **changes, "screen-act": [act]}
        return self.browser.client.post(self.address, data=sent)

    def add(self) -> Screen:
        response = self.press("add", {"visit-add": [PROCEDURE]})
        return Screen(self.browser, response.headers["location"])


def begin(browser: StaffBrowser, ticket: str = "", once: str = "") -> Desk:
    match = re.search(r'name="once" value="([^"]+)"', browser.get("/counter"))
    assert match
    response = browser.post("/counter", "/counter/visits", {"once": once or match[1], "visit-ticket": ticket})
    assert response.status_code == 303, response.text
    return Desk(browser, response.headers["location"])


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


@pytest.fixture
def answers(installation: Installation) -> Boxes:
    return typed(installation.catalogue.current(PROCEDURE))


def colleague(installation: Installation, login: str = "colleague", duty: str = DUTY) -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, ("clerk", duty)))


def filed(desk: Desk, answers: Boxes) -> str:
    screen = desk.add()
    screen.press("refresh", {**PLACE, **answers})
    screen.press("refresh", answers)
    return receipt(screen.press("register"))


def test_a_visit_of_two_procedures_shows_once_who_came_and_ends_with_one_paper(
    installation: Installation, clerk: Member, browser: StaffBrowser, answers: Boxes
) -> None:
    desk = begin(browser, "A-12")
    changes = {"visit-came": ["self"], "visit-name": ["髙見本　太郎"], "visit-papers": ["driving_licence"]}
    assert "まだ足りません" in desk.page
    assert "登録までに必要</span>" in desk.page, "not optional beside it"
    assert desk.press("refresh", changes).status_code == 303
    assert "足りています" in desk.page
    assert "登録までに必要" not in desk.page
    numbers = [filed(desk, answers), filed(desk, answers)]
    with installation.database.read() as unit:
        evidence = case_of_member(installation, unit, clerk, numbers[0]).evidence
    assert (evidence["shown"], evidence["came"], evidence["papers"]) == (["driving_licence"], "self", ["運転免許証"])
    ended = desk.press("end")
    summary = browser.get(ended.headers["location"])
    for words in (*numbers, "A-12", TITLE, "新しい証をお送りします", "市役所 1階 3番窓口"):
        assert words in summary
    assert "一丁目" not in summary  # papers that may be left behind have no address
    assert browser.client.get(desk.address).headers["location"] == f"{desk.address}/summary"
    assert [action in actions(installation) for action in ("begin visit", "end visit", "see case")] == [True] * 3


def test_the_screen_asks_for_papers_only_where_those_of_the_visit_are_not_enough(browser: StaffBrowser) -> None:
    desk = begin(browser)
    screen = desk.add()

    def asks_for_papers() -> bool:
        return "reception-shown" in boxes(browser.get(screen.address))["screen-shown"][0].split()

    assert asks_for_papers()
    desk.press("refresh", {"visit-papers": ["care_card"]})
    assert "あと、写真つきのもの1点、または、写真のないもの1点" in desk.page
    assert asks_for_papers()
    desk.press("refresh", {"visit-papers": ["care_card", "eligibility"]})
    assert not asks_for_papers()
    assert "来庁の画面で見たもので足りています" in browser.get(screen.address)
    screen.press("refresh", {"reception-door": ["post"], "reception-stamp.year": ["R081117"]})
    assert asks_for_papers()  # a letter needs other evidence


def test_two_papers_without_a_face_go_as_such_with_their_names(
    installation: Installation, clerk: Member, browser: StaffBrowser, answers: Boxes
) -> None:
    desk = begin(browser)
    desk.press("refresh", {"visit-papers": ["care_card", "eligibility"], "visit-note": ["裏も見た"]})
    number = filed(desk, answers)
    with installation.database.read() as unit:
        evidence = case_of_member(installation, unit, clerk, number).evidence
    assert evidence["shown"] == ["two"]
    assert evidence["note"] == "資格確認書、介護保険被保険者証、裏も見た"


@pytest.mark.parametrize("number", ["免許 123456789012", "第１２３４－５６７８号", "1 2 3 4 5 6 7"])
def test_the_number_of_a_paper_is_refused_and_kept_nowhere(
    installation: Installation, browser: StaffBrowser, number: str
) -> None:
    desk = begin(browser)
    response = desk.press("refresh", {"visit-note": [number], "visit-name": ["髙見本"]})
    assert response.status_code == 422
    assert "番号は書かないでください" in response.text
    assert boxes(response.text)["visit-note"] == [number]  # kept so that it can be corrected
    kept = boxes(desk.page)
    assert (kept["visit-note"], kept["visit-name"]) == ([""], ["髙見本"])


def test_a_ticket_that_is_served_opens_its_visit_for_a_colleague_who_takes_it_up(
    installation: Installation, browser: StaffBrowser
) -> None:
    desk = begin(browser, "12")
    desk.press("park", {"visit-name": ["港　花子"], "visit-add": [PROCEDURE]})
    desk_of_colleague = begin(colleague(installation), "12")
    assert desk_of_colleague.address == desk.address
    page = desk_of_colleague.page
    assert ("中断しています" in page, "再開する" in page, "港　花子" in page) == (True, True, True)
    assert f'value="{PROCEDURE}" selected' in page
    desk_of_colleague.press("resume")
    assert "自分が対応" in desk_of_colleague.page
    assert [action in actions(installation) for action in ("park visit", "see visit", "resume visit")] == [True] * 3


def test_pressed_twice_it_is_one_visit_one_procedure_and_one_end(browser: StaffBrowser) -> None:
    first, second = (begin(browser, once="x" * 20) for _ in range(2))
    assert first.address == second.address
    sent = {**boxes(first.page), "visit-add": [PROCEDURE], "screen-act": ["add"]}
    added, again = (browser.client.post(first.address, data=sent) for _ in range(2))
    assert added.headers["location"].startswith("/counter/drafts/")
    assert again.headers["location"] == first.address
    assert first.page.count('value="remove.') == 1


def test_of_two_clerks_on_one_visit_the_slower_one_sees_both_and_loses_nothing(
    installation: Installation, browser: StaffBrowser
) -> None:
    desk = begin(browser, "7")
    other = Desk(colleague(installation), desk.address)
    before = other.page
    desk.press("refresh", {"visit-name": ["髙見本　太郎"]})
    response = other.press("refresh", {"visit-name": ["港　花子"]}, page=before)
    assert response.status_code == 409
    text = html.unescape(response.text)
    assert "先に保存しました" in text
    assert "来た人の氏名：髙見本　太郎" in text
    assert boxes(response.text)["visit-name"] == ["港　花子"]
    assert other.press("refresh", {"visit-note": ["確かめた"]}, page=response.text).status_code == 303
    assert boxes(desk.page)["visit-name"] == ["港　花子"]


def test_it_is_given_to_a_colleague_with_a_word(installation: Installation, browser: StaffBrowser) -> None:
    browser_of_colleague = colleague(installation)
    charlie = add_member(installation, "charlie", ("clerk", "child-allowance"))
    desk = begin(browser, "9")
    desk.add()
    chosen = re.search(r'<option value="(\d+)">colleagueさん', desk.page)
    assert chosen
    assert desk.press("hand", {"visit-colleague": [str(charlie.id)]}).status_code == 422
    assert desk.press("hand", {"visit-colleague": [chosen[1]], "visit-handed": ["住所だけ聞く"]}).status_code == 303
    page = Desk(browser_of_colleague, desk.address).page
    assert "住所だけ聞く" in page
    assert "聞き取りを続ける" in browser_of_colleague.get("/counter")


def test_nobody_leaves_with_something_half_done(browser: StaffBrowser) -> None:
    desk = begin(browser)
    screen = desk.add()
    response = desk.press("end")
    assert response.status_code == 422
    assert "まだ登録していない手続があります。" in response.text
    desk.press(f"remove.{screen.address.rpartition('/')[2]}")
    assert desk.press("end").headers["location"] == f"{desk.address}/summary"
    assert "今日、登録した手続はありません。" in browser.get(f"{desk.address}/summary")


def test_charlie_of_another_section_finds_no_visit(installation: Installation, browser: StaffBrowser) -> None:
    desk = begin(browser, "12")
    desk.press("refresh", {"visit-name": ["髙見本　太郎"]})
    charlie = colleague(installation, "charlie", "child-allowance")
    for with_procedure in (False, True):
        if with_procedure:
            desk.add()
        assert "髙見本" not in charlie.get("/counter")
        charlie.get(desk.address, 404)
        charlie.get(f"{desk.address}/summary", 404)
        assert charlie.post("/counter", desk.address, {"screen-act": "end"}).status_code == 404
    assert begin(charlie, "12").address != desk.address  # the same number of another ticket machine
    assert charlie.post("/counter", "/counter/visits", {"once": "y" * 20, "visit-ticket": "1" * 13}).status_code == 400
    assert charlie.post("/counter", "/counter/visits", {"once": "?"}).status_code == 400
    at_desk(installation, add_member(installation, "auditor", ("auditor", "*"))).get("/counter/visits/figures", 403)


def test_what_a_visit_took_is_counted_and_names_nobody(
    installation: Installation, browser: StaffBrowser, answers: Boxes
) -> None:
    desk = begin(browser)
    desk.press("refresh", {"visit-papers": ["passport"], "visit-name": ["髙見本　太郎"]})
    filed(desk, answers)
    desk.press("park")
    desk.press("resume")
    desk.press("end")
    with installation.database.read() as unit:
        (row,) = visit_figures.since(unit, "2026-01-01")
    assert (row.filed, row.registered_at is not None, row.ended_at is not None) == (1, True, True)
    page = browser.get("/counter/visits/figures")
    assert ("来庁の記録" in page, "髙見本" in page, "clerk" in page.partition("<main")[2]) == (True, False, False)


def test_a_visit_goes_with_the_last_that_was_done_in_it_and_its_figures_stay(
    installation: Installation, browser: StaffBrowser, answers: Boxes
) -> None:
    empty, filled, half = begin(browser), begin(browser), begin(browser)
    filled.press("refresh", {"visit-papers": ["passport"]})
    filed(filled, answers)
    half.add().press("refresh", {"phone": ["000-000-0009"]})
    delete_old_drafts(later(installation, hours=25))
    with installation.database.read() as unit:
        rows = [visits.by_id(unit, desk.address.rpartition("/")[2]) for desk in (empty, filled, half)]
    assert [row is not None for row in rows] == [False, True, True]
    delete_old_drafts(later(installation, hours=24 * (installation.settings.draft_days + 1)))
    with installation.database.read() as unit:
        assert visits.open_ones(unit) == []
        assert len(visit_figures.since(unit, "2026-01-01")) == 3


def test_anyone_who_booked_a_time_is_found_by_name_or_number_and_noted_once(
    installation: Installation, browser: StaffBrowser
) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row
        time = Time("counter_visit", "counter_visit-1", "2026-11-20T14:00", "2026-11-20T14:30", "1番窓口")
        reservations.add(unit, time, Taker("when", application_id=row.id), 1, "uid", None, 0)
        unit.commit()
    page = browser.get("/counter/comers")
    assert ("14:00–14:30" in page, "髙見本" in page) == (True, True)
    assert "見つかりません" in browser.post("/counter/comers", "/counter/comers", {"asked": "港"}).text
    for words in ("髙見", number):
        assert number in browser.post("/counter/comers", "/counter/comers", {"asked": words}).text
    form = re.search(r'action="(/counter/comers/\d+)"', page)
    assert form
    once = {"once": "z" * 20}
    first, second = (browser.post("/counter/comers", form[1], once).headers["location"] for _ in range(2))
    assert first == second
    assert "予約の手続" in browser.get(first)
    assert "10時00分に来庁" in browser.get("/counter/comers")
    charlie = colleague(installation, "charlie", "child-allowance")
    assert "髙見本" not in charlie.get("/counter/comers")
    assert charlie.post("/counter", form[1], once).status_code == 404


def test_what_was_typed_when_the_session_had_ended_is_kept_for_its_clerk(
    installation: Installation, browser: StaffBrowser
) -> None:
    desk = begin(browser)
    typed_late = {"visit-name": "髙見本　太郎", "screen-act": "refresh", "screen-revision": "0"}
    send_late(installation, browser, desk.address, desk.address, typed_late)
