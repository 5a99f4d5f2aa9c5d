"""The visitor's screen over HTTP."""

import re
from dataclasses import replace

import pytest

from integrations.sockets.interfaces import AdapterError
from portal.services.cases.cases import case_of_member
from portal.services.residents.protect import STAFF as BY_STAFF
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.counter import visit_figures
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.routes.counter.test_visits import PLACE, Desk, begin, colleague
from tests.portal.routes.counter_form import Boxes, Screen, receipt, typed
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.visitor_tablet import HERE, Side, Tablet
from tests.portal.world import DUTY, PROCEDURE, add_member

SHOWN = {"reception-shown": ["my_number_card"]}
STREET = "一丁目2番3号"


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


@pytest.fixture
def answers(installation: Installation) -> Boxes:
    return {**typed(installation.catalogue.current(PROCEDURE)), **PLACE, **SHOWN}


@pytest.fixture
def desk(browser: StaffBrowser) -> Desk:
    return begin(browser, "A-1")


@pytest.fixture
def screen(desk: Desk, answers: Boxes) -> Screen:
    screen = desk.add()
    screen.press("refresh", answers)
    screen.press("refresh", answers)
    return screen


@pytest.fixture
def side(browser: StaffBrowser, desk: Desk, screen: Screen) -> Side:
    return Side(browser, desk.address)


@pytest.fixture
def tablet(installation: Installation) -> Tablet:
    return Tablet(installation)


def paired(side: Side, tablet: Tablet) -> None:
    assert tablet.pair(side.code).status_code == 303


def evidence(installation: Installation, clerk: Member, number: str) -> dict[str, object]:
    with installation.database.read() as unit:
        visitor: dict[str, object] = case_of_member(installation, unit, clerk, number).evidence["visitor"]
    return visitor


def test_a_visitor_reads_confirms_and_signs_what_is_registered(
    installation: Installation, clerk: Member, side: Side, tablet: Tablet, screen: Screen, answers: Boxes
) -> None:
    paired(side, tablet)
    assert "お待ちください" in tablet.words
    assert "太郎" not in tablet.page  # nothing before the clerk sends it
    side.press("send")
    pages = ""
    while 'value="right.' in tablet.page:
        pages += tablet.page
        tablet.press("right")
    assert ("<ruby>髙見本<rp>（</rp><rt>たかみほん</rt>" in pages, STREET in pages) == (True, True)
    assert "署名を待っています" in side.page
    strokes = "M10 10L20 20L30 10"
    assert tablet.press("sign", sign__strokes=strokes).status_code == 303
    assert "ありがとうございました" in tablet.words
    number = receipt(screen.press("register", answers))
    visitor = evidence(installation, clerk, number)
    assert (visitor["others"], visitor["corrected"], visitor["veiled"]) == ([], 0, False)
    signed = visitor["signed"]
    assert isinstance(signed, dict)
    assert (signed["way"], signed["strokes"]) == ("drawn", strokes)
    page = side.browser.get(f"/desk/{number}")
    assert ("登録した内容の全部を" in page, strokes in page, "未確認" in page) == (True, True, True)


def test_what_is_wrong_stands_first_before_the_clerk_and_is_asked_again_alone(
    installation: Installation, clerk: Member, side: Side, tablet: Tablet, screen: Screen, answers: Boxes
) -> None:
    paired(side, tablet)
    side.press("send")
    before = tablet.mark
    tablet.press("wrong")
    assert tablet.mark != before  # what a script asks about
    asked = 1 + tablet.agree()
    assert "職員に話してください" in tablet.words
    assert re.search(r"<tbody><tr>\s*<th[^>]*>ちがいます", side.page)
    changed = {**answers, "phone": ["000-0000-0009"]}
    screen.press("refresh", changed)
    assert "職員が直しています" in tablet.words
    assert "0009" not in tablet.page
    side.press("send")
    again = tablet.agree()
    assert 0 < again < asked
    tablet.press("sign", sign__text="髙見本　太郎")
    number = receipt(screen.press("register", changed))
    visitor = evidence(installation, clerk, number)
    assert (visitor["others"], visitor["corrected"]) == ([], 1)
    with installation.database.read() as unit:
        (row,) = visit_figures.since(unit, "2026-01-01")
    assert row.disputed == 1
    assert "ちがいます" in side.browser.get("/counter/visits/figures")


def test_what_changes_after_the_signature_is_not_called_confirmed(
    installation: Installation, clerk: Member, side: Side, tablet: Tablet, screen: Screen, answers: Boxes
) -> None:
    paired(side, tablet)
    side.press("send")
    tablet.agree()
    tablet.press("paper")
    number = receipt(screen.press("register", {**answers, "phone": ["000-0000-0009"]}))
    visitor = evidence(installation, clerk, number)
    assert (bool(visitor["others"]), visitor["signed"]) == (True, None)
    assert "答えたあとで内容が変わっています" in side.browser.get(f"/desk/{number}")


def test_a_code_is_worth_one_device_five_minutes_and_no_guess(
    installation: Installation, side: Side, tablet: Tablet
) -> None:
    code = side.code
    response = tablet.pair("00000000")
    assert (response.status_code, "つながりませんでした" in response.text) == (422, True)
    assert tablet.pair(code).status_code == 303
    second = Tablet(installation)
    used = second.pair(code)
    assert re.sub(r"[0-9a-f]{64}|[0-9]{8}|[\w-]{22}", "", used.text) == re.sub(
        r"[0-9a-f]{64}|[0-9]{8}|[\w-]{22}", "", response.text
    )
    old = side.code
    late = Tablet(later(installation, minutes=6))
    assert late.pair(old).status_code == 422
    for _ in range(20):
        last = second.pair("1")
    assert (last.status_code, "15分ほど止めています" in last.text) == (429, True)
    assert "サインイン" not in last.text  # without a link to the staff pages


def test_a_parked_visit_is_resumed_where_the_visitor_waits_for_the_number(browser: StaffBrowser, desk: Desk) -> None:
    address = f"{desk.address}/screen"
    desk.press("park")
    page = browser.get(address)
    assert ("来庁を中断しています" in page, "再開して、番号を出す" in page) == (True, True)
    assert browser.post(address, address, {"screen-act": "resume"}).status_code == 303
    page = browser.get(address)
    assert ("端末に、この番号を入れます" in page, "中断" in page) == (True, False)
    desk.press("end")
    page = browser.get(address)
    assert ("に終わりました" in page, "再開" in page) == (True, False)


@pytest.mark.parametrize("act", ["end", "park", "cut", "again", "lock", "idle"])
def test_it_clears_itself_and_its_token_is_worth_nothing_more(
    installation: Installation, desk: Desk, side: Side, tablet: Tablet, screen: Screen, answers: Boxes, act: str
) -> None:
    paired(side, tablet)
    side.press("send")
    assert 'value="right.' in tablet.page
    if act == "end":
        screen.press("register", answers)
        desk.press("end")
    elif act == "park":
        desk.press("park")
        desk.press("resume")  # another visitor may use the device by now
    elif act == "cut":
        side.press("end")
    elif act == "again":
        side.press("code")
    elif act == "lock":
        side.browser.post(desk.address, "/staff/lock", {})
    else:
        tablet.move_to(later(installation, minutes=4))
    stays = act in ("lock", "idle")
    old = tablet.client.cookies.get("kakanai_visitor") or ""
    assert ("お待ちください" if stays else "おわりました") in tablet.words
    assert ("太郎" in tablet.page, STREET in tablet.page) == (False, False)
    assert tablet.client.cookies.get("kakanai_visitor") == (old if stays else None)
    token = tablet.token  # of a form that is still open
    tablet.client.cookies.set("kakanai_visitor", old)
    again = tablet.client.post(HERE, data={"csrf_token": token, "screen-act": "speak.en"})
    assert again.headers["location"] == HERE
    assert "太郎" not in tablet.page


def test_of_a_protected_person_no_address_is_shown(
    installation: Installation, clerk: Member, side: Side, tablet: Tablet
) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, clerk.actor, [("髙見本　太郎", "1949-04-03")], BY_STAFF, "理由")
        unit.commit()
    paired(side, tablet)
    side.press("send")
    pages = ""
    while 'value="right.' in tablet.page:
        pages += tablet.page
        tablet.press("right")
    assert (STREET in pages, "見本町" in pages, "ここには出ません" in pages) == (False, False, True)


class BrokenRegister:
    def born(self, _day: object) -> list[object]:
        raise AdapterError("register.down", permanent=False)


def test_while_the_register_cannot_be_asked_no_address_is_shown(
    installation: Installation, clerk: Member, browser: StaffBrowser, side: Side, tablet: Tablet
) -> None:
    down = replace(installation, register=BrokenRegister())  # type: ignore[arg-type]
    paired(side, tablet)
    Side(at_desk(down, clerk), side.visit).press("send")
    pages = ""
    while 'value="right.' in tablet.page:
        pages += tablet.page
        tablet.press("right")
    assert (STREET in pages, "ここには出ません" in pages, "太郎" in pages) == (False, True, True)
    assert "住所は、この端末には出ません" in side.page


def test_the_device_gets_nothing_of_staff_and_staff_are_not_let_into_it(
    installation: Installation, browser: StaffBrowser, desk: Desk, side: Side, tablet: Tablet
) -> None:
    paired(side, tablet)
    for address in (desk.address, side.address, f"{side.address}/news", "/counter", "/desk"):
        assert tablet.client.get(address).headers["location"].startswith("/staff/sign-in")
    for words in ("本人確認", "番号札", "/desk", "/counter/visits", "clerk"):
        assert words not in tablet.page
    side.press("end")
    refused = Tablet(installation)
    refused.client.cookies.set("kakanai_staff", browser.client.cookies["kakanai_staff"])
    assert refused.pair(side.code).status_code == 409
    assert "サインアウトしてください" in refused.page


def test_another_visit_and_another_section_are_out_of_reach(
    installation: Installation, browser: StaffBrowser, side: Side, tablet: Tablet
) -> None:
    other = Side(browser, begin(browser, "B-2").address)
    paired(other, tablet)
    side.press("send")
    other.press("send")
    assert "太郎" not in tablet.page
    charlie = colleague(installation, "charlie", "child-allowance")
    charlie.get(side.address, 404)
    assert charlie.post("/counter", side.address, {"screen-act": "code"}).status_code == 404
    at_desk(installation, add_member(installation, "auditor", ("auditor", "*"))).get(side.address, 403)


def test_the_language_is_the_visitors_choice_and_a_reload_loses_nothing(
    installation: Installation, clerk: Member, side: Side, tablet: Tablet, screen: Screen, answers: Boxes
) -> None:
    paired(side, tablet)
    side.press("send")
    tablet.press("speak.en")
    assert ("Yes, it is correct" in tablet.page, "What is filed is Japanese" in tablet.page) == (True, True)
    assert '<span class="beside" lang="ja">まちがいありません</span>' in tablet.page
    tablet.press("right")
    tablet.press("speak.easy")
    assert "これで いいですか" in tablet.page
    tablet.agree()
    wrong = tablet.press("sign", sign__strokes="M1 2L9999 3")
    assert (wrong.status_code, "もう一度" in wrong.text) == (422, True)
    assert tablet.press("sign").status_code == 422
    tablet.press("sign", sign__text="髙見本　太郎")
    number = receipt(screen.press("register", answers))
    assert evidence(installation, clerk, number)["language"] == "easy"
    with installation.database.read() as unit:
        actions = {record.action for record in audit_records.after(unit, 0)}
    assert {"offer screen", "pair screen", "show on screen", "say right on screen", "sign on screen"} <= actions


def test_what_is_wrong_is_reported_item_by_item_and_nothing_with_a_wrong_item_is_right(
    side: Side, tablet: Tablet, screen: Screen, answers: Boxes
) -> None:
    paired(side, tablet)
    side.press("send")
    labels = re.findall(r"<dt>([^<]*)</dt>", tablet.page)
    assert tablet.press("right", item="0").status_code == 303
    page = side.page
    assert f"ちがうところ：{labels[0]}</span>" in page
    assert page.count('class="tone-error">ちがいます') == 1
    assert re.search(r'"確かめたこと">[1-9]\d*のうち0<', page), "what is confirmed is counted for each procedure"
    tablet.send(HERE, **{"screen-act": "right.0000", "item": "1"})
    tablet.press("right", item="999")
    assert "ちがうところ：" in side.page
    screen.press("refresh", answers | {"phone": ["000-000-0009"]})
    side.press("send")
    assert "ちがうところ" not in side.page, "asked anew"


def test_a_visitor_makes_everything_larger_until_the_size_is_set_back(
    side: Side, tablet: Tablet, screen: Screen
) -> None:
    paired(side, tablet)
    side.press("send")
    assert "is-large" not in tablet.page
    tablet.press("size.large")
    assert 'class="visitor is-large"' in tablet.page
    assert "文字をもとに" in tablet.page
    tablet.press("size.huge")
    tablet.press("right")
    assert "is-large" in tablet.page
    tablet.press("size.usual")
    assert "is-large" not in tablet.page


def test_a_window_keeps_its_screen_from_visit_to_visit_and_a_visitors_own_device_is_let_go(
    installation: Installation,
    browser: StaffBrowser,
    desk: Desk,
    side: Side,
    tablet: Tablet,
    screen: Screen,
    answers: Boxes,
) -> None:
    paired(side, tablet)
    side.press("keep")
    side.press("send")
    assert 'value="right.' in tablet.page
    other = begin(browser, "A-2")
    assert "番号を出す" in browser.get(f"{other.address}/screen")  # it still serves the first visit
    screen.press("register", answers)
    desk.press("end")
    assert "お待ちください" in tablet.words
    assert ("太郎" in tablet.page, STREET in tablet.page, "A-1" in tablet.page) == (False, False, False)
    assert "この窓口の端末です" in browser.get(f"{other.address}/screen")
    assert "お待ちください" in tablet.words
    assert "太郎" not in tablet.page  # of the first visit, whatever the second one shows
    Side(browser, other.address).press("end")
    assert "おわりました" in tablet.words


def test_a_visit_that_was_not_ended_is_named_where_its_screen_is_missed(
    installation: Installation, browser: StaffBrowser, desk: Desk, side: Side, tablet: Tablet
) -> None:
    paired(side, tablet)
    side.press("keep")
    page = browser.get(f"{begin(browser, 'A-2').address}/screen")
    assert "終わっていない別の来庁につながっています" in page
    assert "A-1" in page
    assert f'href="{desk.address}"' in page
    other = at_desk(installation, add_member(installation, "other", ("clerk", DUTY)))
    other.client.cookies.set("kakanai_window_screen", str(browser.client.cookies["kakanai_window_screen"]))
    page = other.get(f"{begin(other, 'A-3').address}/screen")
    assert "終わっていない別の来庁につながっています" in page
    assert desk.address not in page, "only who serves it is led there"


def test_another_window_takes_no_screen(
    installation: Installation, clerk: Member, desk: Desk, side: Side, tablet: Tablet, screen: Screen, answers: Boxes
) -> None:
    paired(side, tablet)
    side.press("keep")
    screen.press("register", answers)
    desk.press("end")
    there = at_desk(installation, clerk)
    visit = begin(there, "B-1")
    for named in ("", "0" * 64, "x"):
        there.client.cookies.set("kakanai_window_screen", named)
        assert "番号を出す" in there.get(f"{visit.address}/screen")
    assert "お待ちください" in tablet.words
