"""The counter over HTTP, without scripts."""

import html
import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from portal.clock import TOKYO, from_micro, tokyo_day
from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.services.filing.drafts import start_draft
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.filing import drafts
from portal.store.shared import audit_records
from tests.definitions.shelf import shelf
from tests.portal.later import later
from tests.portal.routes.counter_form import VISIT, Screen, begin, boxes, receipt, typed
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import ANSWERS, DUTY, PROCEDURE, add_member, alice


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


@pytest.fixture
def answers(installation: Installation) -> dict[str, list[str]]:
    return typed(installation.catalogue.current(PROCEDURE))


@pytest.fixture
def screen(browser: StaffBrowser, answers: dict[str, list[str]]) -> Screen:
    screen = begin(browser)
    screen.press("refresh", {**VISIT, **answers})
    # These questions appear only after the first refresh.
    screen.press("refresh", answers)
    return screen


def actions(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(record.action, record.detail) for record in audit_records.after(unit, 0)]


def draft_id(screen: Screen) -> str:
    return screen.address.rpartition("/")[2]


def test_what_is_wrong_with_an_account_leads_to_the_box_that_it_is_about(
    installation: Installation, browser: StaffBrowser
) -> None:
    offer(installation, shelf()["field-bank-account"])
    started = browser.post("/counter", "/counter/field-bank-account/start", {})
    screen = Screen(browser, started.headers["location"])
    account = {"answer.way": ["bank"], "answer.bank": ["9999"], "answer.number": ["0000789"]}
    screen.press("register", {**VISIT, **account})
    links = re.findall('<a href="#(answer-[a-z-]+)">[^<]*(?:空いて|選んで)', screen.page)
    assert links == ["answer-branch", "answer-kind-ordinary", "answer-holder"]


# Registering


def test_a_visit_is_registered_with_its_moment_its_place_and_who_was_checked(
    installation: Installation, clerk: Member, screen: Screen
) -> None:
    number = receipt(screen.press("register"))
    case = case_of(installation, clerk, number)
    assert dict(case.answers) == dict(ANSWERS)
    assert (case.row.state, case.row.door, case.row.staff_id) == ("received", "counter", clerk.id)
    assert (case.row.arrival_place, case.row.arrival_basis) == ("care", "visit")
    assert abs((case.arrived_at - installation.clock.now()).total_seconds()) < 60
    evidence = {name: value for name, value in case.evidence.items() if name not in ("settings", "request")}
    assert re.fullmatch("[0-9]{8}", case.evidence["request"])  # of the log lines
    assert evidence == {
        "way": "counter-visual", "came": "self", "shown": ["my_number_card"], "note": "", "clerk": "clerk",
    }  # fmt: skip
    assert [action for action in actions(installation) if action[1] == PROCEDURE] == [
        ("start draft", PROCEDURE), ("submit application", PROCEDURE),
    ]  # fmt: skip


def test_the_receipt_and_the_slip_tell_the_visitor_what_happens_next(
    installation: Installation, browser: StaffBrowser, screen: Screen
) -> None:
    number = receipt(screen.press("register"))
    page = browser.get(f"/counter/done/{number}")
    assert f">{number}</strong>" in page
    assert 'href="/counter" autofocus>次の人へ' in page
    slip = browser.get(f"/counter/print/{number}")
    for words in (number, "髙見本　太郎", "11月20日（金） 10時", "新しい証をお送りします", "000-000-0120"):
        assert words in slip
    assert ("see case", "") in actions(installation)


def test_a_paper_form_arrived_on_the_day_of_its_stamp_and_is_due_from_there(
    installation: Installation, clerk: Member, screen: Screen
) -> None:
    screen.press("refresh", {"reception-door": ["post"]})
    paper = {"reception-stamp.year": ["R081117"], "reception-shown": ["none"]}
    number = receipt(screen.press("register", paper))
    case = case_of(installation, clerk, number)
    assert (case.row.door, case.row.arrival_basis, case.arrival_day) == ("post", "stamp", date(2026, 11, 17))
    assert case.arrived_at == datetime(2026, 11, 17, tzinfo=TOKYO)
    assert case.environment.today == date(2026, 11, 17)
    # Seven open days after 17 November; 23 November is a holiday.
    assert case.row.due == "2026-11-27"
    assert tokyo_day(from_micro(case.row.stored_at)) == date(2026, 11, 20)
    assert (case.evidence["way"], case.evidence["shown"]) == ("paper", ["none"])
    page = screen.browser.get(f"/counter/done/{number}")
    assert "令和8年（2026年）11月17日（火）（収受印）" in page
    assert "0時00分" not in page


def test_pressed_twice_it_is_one_application_and_the_same_receipt(
    installation: Installation, clerk: Member, screen: Screen
) -> None:
    sent = {**boxes(screen.page), "screen-act": ["register"]}
    first, second = (screen.browser.client.post(screen.address, data=sent) for _ in range(2))
    assert receipt(first) == receipt(second)
    assert screen.browser.client.get(screen.address).headers["location"] == first.headers["location"]
    assert actions(installation).count(("submit application", PROCEDURE)) == 1


# What stops it


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("reception-shown", "「本人確認（見たもの）」がまだです。1つ選んでください。"),
        ("reception-place", "「受け付けた場所」がまだです。1つ選んでください。"),
        ("delivery", "「新しい証をどう受け取りますか」がまだです。1つ選んでください。"),
    ],
)
def test_what_is_missing_is_reported_and_nothing_is_registered(
    installation: Installation, screen: Screen, missing: str, sentence: str
) -> None:
    response = screen.press("register", {missing: []})
    assert response.status_code == 422
    assert sentence in response.text
    assert f'href="#{missing}' in response.text
    assert "<title>エラー：" in response.text
    with installation.database.read() as unit:
        assert applications.by_uid(unit, draft_id(screen)) is None
    assert boxes(screen.page)["name.family"] == ["髙見本"]
    assert receipt(screen.press("register", {missing: {**VISIT, "delivery": ["address"]}[missing]}))


def test_other_papers_are_named_in_words(installation: Installation, clerk: Member, screen: Screen) -> None:
    response = screen.press("register", {"reception-shown": ["two"]})
    assert 'href="#reception-note"' in response.text
    assert "「確かめたものの名前」が空いています。" not in response.text  # the box was not on the screen yet
    response = screen.press("register")
    assert response.status_code == 422
    assert "「確かめたものの名前」が空いています。" in response.text
    number = receipt(screen.press("register", {"reception-note": ["資格確認書と年金手帳"]}))
    evidence = case_of(installation, clerk, number).evidence
    assert (evidence["shown"], evidence["note"]) == (["two"], "資格確認書と年金手帳")


def test_a_stamp_of_tomorrow_is_refused_and_one_far_back_only_pointed_at(screen: Screen) -> None:
    screen.press("refresh", {"reception-door": ["post"]})
    response = screen.press("register", {"reception-stamp.year": ["2026/11/21"], "reception-shown": ["none"]})
    assert response.status_code == 422
    assert "「収受印の日」がまだ来ていません。" in response.text
    day = {"reception-stamp.year": ["2026/11/05"], "reception-stamp.month": [], "reception-stamp.day": []}
    screen.press("refresh", day)
    assert "「収受印の日」が14日より前です。" in screen.page
    assert receipt(screen.press("register"))


def test_what_only_the_counter_offers_is_not_taken_by_post(screen: Screen) -> None:
    assert "資格者証（暫定被保険者証）" in screen.page
    screen.press("refresh", {"cards": ["temporary"]})
    screen.press("refresh", {"reception-door": ["post"], "reception-stamp.year": ["2026/11/19"]})
    assert "資格者証（暫定被保険者証）" not in screen.page
    assert "「どの証を再交付しますか」は、ここに出ているものの中から選んでください。" in screen.page
    response = screen.press("register", {"cards": ["temporary"], "reception-shown": ["none"]})
    assert response.status_code == 422


def test_where_the_procedure_ends_the_screen_says_what_to_do_instead(screen: Screen) -> None:
    response = screen.press("register", {"filer_kind": ["other"]})
    assert response.status_code == 422
    assert "頼まれていない人の証は、申請できません。" in response.text
    assert "証の持ち主に、委任状を書いてもらってください" in response.text


def test_a_question_that_nobody_has_seen_is_never_registered_with_an_old_answer(screen: Screen) -> None:
    screen.press("refresh", {"reason": ["damaged"]})
    screen.press("refresh", {"return_by": ["post"]})
    screen.press("refresh", {"reason": ["lost"]})
    response = screen.press("register", {"reason": ["damaged"]})
    assert response.status_code == 422
    assert "増えた質問" in response.text
    assert boxes(response.text)["return_by"] == ["post"]
    assert receipt(screen.press("register"))


# Growing, and being interrupted


def test_an_update_shows_what_is_newly_asked_and_a_slip_of_the_hand_costs_nothing(screen: Screen) -> None:
    screen.press("", {"filer_kind": ["household"]})
    assert "relation" in boxes(screen.page)["screen-shown"][0].split()
    screen.press("", {"relation": ["child"], "filer_name.family": ["港"], "filer_name.given": ["花子"]})
    screen.press("", {"filer_kind": ["self"]})
    assert "filer_name.family" not in boxes(screen.page)
    screen.press("", {"filer_kind": ["household"]})
    kept = boxes(screen.page)
    assert (kept["relation"], kept["filer_name.family"]) == (["child"], ["港"])


def test_what_cannot_be_read_stays_as_typed_even_while_parked(screen: Screen) -> None:
    wrong = {"birth.year": ["むかし"], "birth.month": ["4"], "birth.day": [], "name.given": []}
    response = screen.press("refresh", wrong)
    assert response.status_code == 422
    response = screen.press("park")
    assert response.headers["location"] == "/counter"
    page = screen.browser.get("/counter")
    assert "中断した受付" in page
    assert screen.address in page
    kept = boxes(screen.page)
    assert (kept["birth.year"], kept["birth.month"], kept["name.family"]) == (["むかし"], ["4"], ["髙見本"])
    text = html.unescape(screen.page)
    assert "「生年月日」の年が読み取れません。" in text
    assert "「氏名」の名が空いています。" in text
    right = {"birth.year": ["S240403"], "birth.month": [], "birth.day": [], "name.given": ["太郎"]}
    assert receipt(screen.press("register", right))


def test_a_colleague_takes_over_and_answers_for_what_was_checked(installation: Installation, screen: Screen) -> None:
    screen.press("park")
    colleague = add_member(installation, "colleague", ("clerk", DUTY))
    browser = at_desk(installation, colleague)
    page = browser.get("/counter")
    assert "ほかの職員が中断した受付" in page
    assert "clerkさん" in page
    number = receipt(Screen(browser, screen.address).press("register"))
    case = case_of(installation, colleague, number)
    assert (case.row.staff_id, case.evidence["clerk"]) == (colleague.id, "colleague")


def test_of_two_who_have_it_open_the_slower_one_chooses(installation: Installation, screen: Screen) -> None:
    other = Screen(at_desk(installation, add_member(installation, "other", ("clerk", DUTY))), screen.address)
    screen.press("refresh", {"phone": ["000-000-0009"]})
    response = other.press("register", {"email": ["hanako@example.jp"]})
    assert response.status_code == 409
    assert "別の画面で先に保存されました" in response.text
    assert boxes(response.text)["email"] == ["hanako@example.jp"]
    assert boxes(screen.browser.get(screen.address)).get("email") == [""]
    assert receipt(other.press("register"))


def test_a_postal_code_brings_its_town_and_saves_nothing(screen: Screen) -> None:
    before = boxes(screen.page)
    response = screen.press("", {"address.search": ["postal"], "address.town": [], "address.street": []})
    assert response.status_code == 200
    assert boxes(response.text)["address.town"] == ["見本県見本市見本町"]
    assert boxes(response.text)["screen-revision"] == before["screen-revision"]
    assert "番地が空いています" not in response.text
    assert boxes(screen.browser.get(screen.address))["address.street"] == ["一丁目2番3号"]


def test_an_opened_screen_that_was_never_saved_leaves_no_second_draft(browser: StaffBrowser) -> None:
    first = begin(browser)
    assert "中断した受付" not in browser.get("/counter")
    assert begin(browser).address == first.address
    first.press("park")
    assert begin(browser).address != first.address


def test_a_draft_is_thrown_away_only_by_its_own_button(installation: Installation, screen: Screen) -> None:
    response = screen.browser.post("/counter", f"{screen.address}/discard", {})
    assert response.headers["location"] == "/counter?discarded=" + screen.address.rpartition("/")[2]
    assert screen.browser.client.get(screen.address).status_code == 404
    assert ("discard draft", PROCEDURE) in actions(installation)


def test_a_visit_that_was_thrown_away_is_had_back_for_a_day_by_anyone_who_may_enter_it(
    installation: Installation, screen: Screen
) -> None:
    screen.press("refresh", {"phone": ["000-000-0009"]})
    before = boxes(screen.browser.get(screen.address))
    assert "捨てた受付" not in screen.browser.get("/counter")
    screen.browser.post("/counter", f"{screen.address}/discard", {})
    listed = screen.browser.get("/counter?discarded=" + screen.address.rpartition("/")[2])
    assert f'action="{screen.address}/restore" class="flash-undo"' in listed
    assert ("受付を捨てました" in listed, "髙見本" in listed) == (True, True)
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "child-allowance")))
    assert "捨てた受付" not in charlie.get("/counter")
    assert charlie.post("/counter", f"{screen.address}/restore", {}).status_code == 404
    colleague = at_desk(installation, add_member(installation, "other", ("clerk", DUTY)))
    assert colleague.post("/counter", f"{screen.address}/restore", {}).headers["location"] == screen.address
    after = boxes(screen.browser.get(screen.address))
    assert {**after, "screen-revision": []} == {**before, "screen-revision": []}
    assert screen.browser.post("/counter", f"{screen.address}/restore", {}).status_code == 404  # it was not discarded
    assert actions(installation).count(("restore draft", PROCEDURE)) == 1


def test_after_a_day_a_visit_that_was_thrown_away_is_gone(installation: Installation, screen: Screen) -> None:
    screen.press("refresh", {"phone": ["000-000-0009"]})
    screen.browser.post("/counter", f"{screen.address}/discard", {})
    tomorrow = later(installation, hours=25)
    browser = at_desk(tomorrow, add_member(installation, "other", ("clerk", DUTY)))
    assert "捨てた受付" not in browser.get("/counter")
    assert browser.post("/counter", f"{screen.address}/restore", {}).status_code == 404
    assert delete_old_drafts(tomorrow) == 1


def test_what_was_never_saved_is_not_kept(installation: Installation, browser: StaffBrowser) -> None:
    empty = begin(browser)
    assert browser.post("/counter", f"{empty.address}/discard", {}).headers["location"] == "/counter"
    assert "捨てた受付" not in browser.get("/counter")


def test_the_computer_remembers_at_which_counter_it_stands(screen: Screen) -> None:
    assert "reception-place" not in boxes(begin(screen.browser).page)
    screen.press("register", {"reception-place": ["minato"]})
    assert boxes(begin(screen.browser).page)["reception-place"] == ["minato"]


def test_a_city_with_one_counter_is_asked_of_none(installation: Installation, clerk: Member) -> None:
    city = installation.city.model_copy(update={"counters": installation.city.counters[:1]})
    alone = at_desk(replace(installation, city=city), clerk)
    assert boxes(begin(alone).page)["reception-place"] == [city.counters[0].id]


# Who may


def test_only_who_may_enter_sees_the_counter(installation: Installation, browser: StaffBrowser) -> None:
    assert "介護保険 被保険者証などの再交付申請" in browser.get("/counter")
    at_desk(installation, add_member(installation, "auditor", ("auditor", "*"))).get("/counter", 403)
    browser.client.cookies.delete("kakanai_staff")
    assert browser.client.get("/counter").headers["location"] == "/staff/sign-in?next=/counter"


def test_another_duty_is_neither_begun_nor_seen(installation: Installation, screen: Screen) -> None:
    same = {name: values for name, values in boxes(screen.page).items() if name != "screen-revision"}
    number = receipt(begin(screen.browser).press("register", same))
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "child-allowance")))
    assert "介護保険 被保険者証" not in charlie.get("/counter")
    assert charlie.post("/counter", f"/counter/{PROCEDURE}/start", {}).status_code == 403
    charlie.get(screen.address, 404)
    assert charlie.post("/counter", screen.address, {"screen-act": "park"}).status_code == 404
    assert charlie.post("/counter", f"{screen.address}/discard", {}).status_code == 404
    charlie.get(f"/counter/done/{number}", 404)
    charlie.get(f"/counter/print/{number}", 404)
    assert screen.browser.client.get(screen.address).status_code == 200


def test_a_residents_draft_is_no_visit(installation: Installation, browser: StaffBrowser) -> None:
    person_id = alice(installation).person_id
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft = start_draft(installation, unit, procedure, "online", person_id=person_id)
        unit.commit()
    browser.get(f"/counter/drafts/{draft}", 404)
    assert browser.post("/counter", f"/counter/drafts/{draft}/discard", {}).status_code == 404
    with installation.database.read() as unit:
        assert drafts.by_id(unit, draft) is not None
