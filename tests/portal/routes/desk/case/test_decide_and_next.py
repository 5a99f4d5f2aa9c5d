"""From case to case of a list, and a clean case in one act."""

import re
from dataclasses import replace
from datetime import date

import pytest

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.stop_application import ASK, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from tests.portal.routes.desk.case.test_compare import TARO
from tests.portal.routes.desk.case.test_opinions import ask
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_settle_outcome import with_undo
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application, state_of

LIST = "list=state%3Dexamining"


@pytest.fixture
def cases(installation: Installation, reviewing: StaffBrowser) -> list[str]:
    """Nearest deadline first, both passed."""
    session = alice(installation)
    numbers = [file_application(installation, session, days_ago=days) for days in (5, 1)]
    for number in numbers:
        reviewing.post(f"/desk/{number}", f"/desk/{number}/pass", {})
    return numbers


def clean(browser: StaffBrowser, number: str, *, ticks: int = 99) -> str:
    page = f"/desk/{number}?{LIST}"
    text = browser.get(page)
    items = re.findall(r'name="checked" value="([^"]+)"', text)[:ticks]
    answers = re.search(r'name="answers" value="([0-9]+)"', text)
    assert items
    assert answers
    boxes: dict[str, str | list[str]] = {
        "checked": items,
        "answers": answers[1],
        "then": "next",
        "list": "state=examining",
    }
    response = browser.post(page, f"/desk/{number}/decide/clean", boxes)
    return response.headers.get("location", str(response.status_code))


def test_a_case_leads_to_the_next_of_the_list_it_was_opened_from(reviewing: StaffBrowser, cases: list[str]) -> None:
    first, second = cases
    assert f'href="/desk/{first}?{LIST}"' in reviewing.get("/desk?state=examining")
    page = reviewing.get(f"/desk/{first}?{LIST}")
    assert f'href="/desk/{second}?{LIST}" rel="next"' in page
    assert 'rel="prev"' not in page
    assert 'rel="next"' not in reviewing.get(f"/desk/{first}"), "opened from nowhere"
    assert 'rel="next"' not in reviewing.get(f"/desk/{first}?list=state%3Dreceived")


def test_an_act_keeps_the_list(reviewing: StaffBrowser, cases: list[str]) -> None:
    page = f"/desk/{cases[0]}"
    taken = reviewing.post(f"{page}?{LIST}", f"{page}/take", {"list": "state=examining"})
    assert taken.headers["location"] == f"{page}?did=take&{LIST}"


def test_a_clean_case_is_decided_and_the_next_one_opens(
    installation: Installation, reviewing: StaffBrowser, cases: list[str]
) -> None:
    first, second = cases
    onward = clean(reviewing, first)
    assert onward == f"/desk/{second}?did=decide&of={first}&{LIST}"
    assert f"髙見本　太郎さん（{first}）：「認められた」に決めました。" in reviewing.get(onward)
    assert [state_of(installation, number) for number in cases] == ["approved", "examining"]
    assert clean(reviewing, second) == f"/desk?state=examining&did=decide&of={second}"


def test_without_every_tick_nothing_is_decided_and_the_ticks_stay(
    installation: Installation, reviewing: StaffBrowser, cases: list[str]
) -> None:
    assert clean(reviewing, cases[0], ticks=1) == f"/desk/{cases[0]}?did=check_rest&{LIST}"
    assert "決めていません。" in reviewing.get(f"/desk/{cases[0]}?did=check_rest")
    assert state_of(installation, cases[0]) == "examining"
    assert re.search(r'name="checked" value="[^"]+" checked', reviewing.get(f"/desk/{cases[0]}"))


def test_a_clean_case_is_decided_by_a_reviewer_of_its_duty_alone(
    installation: Installation, reviewing: StaffBrowser, cases: list[str]
) -> None:
    address = f"/desk/{cases[0]}/decide/clean"
    stranger = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    assert stranger.post("/desk", address, {"revision": "2", "answers": "1"}).status_code == 404
    looks = at_desk(installation, add_member(installation, "kansa", ("auditor", DUTY)))
    assert looks.post("/desk", address, {"revision": "2", "answers": "1"}).status_code == 403
    assert cases[0] not in stranger.get("/desk?task=approvals&list=x")
    assert state_of(installation, cases[0]) == "examining"


def test_a_reason_shorter_than_a_sentence_is_refused_with_how_to_mend_it(
    reviewing: StaffBrowser, cases: list[str]
) -> None:
    page = f"/desk/{cases[0]}"
    for words, status in (("だめ", 422), ("だ め　　　　　　　　", 422), ("様式が違うためです。", 200)):
        response = reviewing.post(page, f"{page}/decide", {"outcome": "refused", "words": words})
        assert response.status_code == status
        assert ("理由を、文で書いてください" in response.text) is (status == 422)
    bulk = reviewing.post("/desk/bulk", "/desk/bulk", {"act": "refused", "words": "だめ", "case": [f"{cases[0]}:1"]})
    assert bulk.status_code == 422
    assert "理由を、文で書いてください" in bulk.text


def test_what_was_marked_in_the_queue_is_ticked_on_the_page_that_asks_what_to_do(
    reviewing: StaffBrowser, cases: list[str]
) -> None:
    box = re.search(rf'name="case" value="({cases[1]}:[0-9]+)" form="marked"', reviewing.get("/desk"))
    assert box
    answer = reviewing.post("/desk", "/desk/bulk", {"marked": "yes", "case": [box[1]]})
    assert answer.status_code == 200
    assert re.findall(r'name="case" value="([0-9-]+):[0-9]+"', answer.text) == [cases[1]], "and nothing else"


def test_what_was_decided_is_taken_back_by_one_press_on_the_next_page_until_it_leaves(
    installation: Installation, cases: list[str]
) -> None:
    slow = with_undo(installation, 10)
    desk = at_desk(slow, add_member(slow, "slow", ("reviewer", DUTY)))
    first, second = cases
    onward = clean(desk, first)
    assert onward == f"/desk/{second}?did=wait&of={first}&{LIST}"
    form = f'action="/desk/{first}/decide/take-back"'
    assert form in desk.get(onward)
    assert f"髙見本　太郎さん（{first}）：「認められた」に決めました（まだ伝わっていません）。" in desk.get(onward)
    assert form in desk.get(f"/desk?did=wait&of={first}")
    assert "髙見本　太郎さん（" in desk.get(f"/desk?did=wait&of={first}")
    colleague = at_desk(slow, add_member(slow, "colleague", ("reviewer", DUTY)))
    assert "髙見本　太郎さん（" not in colleague.get(f"/desk?did=wait&of={first}"), (
        "it was not theirs, and looking is recorded"
    )
    stranger = at_desk(slow, add_member(slow, "charlie", ("reviewer", "child-allowance")))
    assert "髙見本" not in stranger.get(f"/desk?did=wait&of={first}")
    assert "flash-undo" not in desk.get(f"/desk/{second}?did=decide&of={first}"), "it has left"
    undone = desk.post(onward, f"/desk/{first}/decide/take-back", {})
    assert undone.headers["location"] == f"/desk/{first}?did=take_back"
    assert state_of(installation, first) == "examining"
    assert clean(desk, first).startswith(f"/desk/{second}?did=wait")
    other = at_desk(slow, add_member(slow, "other", ("reviewer", DUTY)))
    assert other.post(onward, f"/desk/{first}/decide/take-back", {}, revision="0").status_code == 403


def test_decide_and_next_on_the_page_that_confirms_leads_to_the_next_case(
    installation: Installation, reviewing: StaffBrowser, cases: list[str]
) -> None:
    first, second = cases
    page, sent = (
        f"/desk/{first}?{LIST}",
        {"outcome": "refused", "words": "様式が違うためです。", "list": "state=examining"},
    )
    asked = reviewing.post(page, f"/desk/{first}/decide", sent).text
    assert 'name="confirmed" value="next" data-key="d">決めて次の申請へ' in asked
    assert 'name="list" value="state=examining"' in asked
    done = reviewing.post(page, f"/desk/{first}/decide", sent | {"confirmed": "next"})
    assert done.headers["location"] == f"/desk/{second}?did=decide&of={first}&{LIST}"
    assert [state_of(installation, number) for number in cases] == ["refused", "examining"]
    last = reviewing.post(f"/desk/{second}?{LIST}", f"/desk/{second}/decide", sent | {"confirmed": "next"})
    assert last.headers["location"] == f"/desk?state=examining&did=decide&of={second}"


def test_a_clean_case_that_is_not_screened_is_passed_and_decided_in_one_act(
    installation: Installation, reviewing: StaffBrowser
) -> None:
    number = file_application(installation, alice(installation))
    assert "形式審査も済ませて、" in reviewing.get(f"/desk/{number}")
    assert clean(reviewing, number, ticks=1) == f"/desk/{number}?did=check_rest&{LIST}"
    assert state_of(installation, number) == "received"
    assert clean(reviewing, number) == f"/desk?state=examining&did=decide&of={number}"
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        moves = [(event.move, event.to_state) for event in applications.events(unit, row.id)]
    assert moves[-3:] == [("screen", "screening"), ("pass", "examining"), ("decide", "approved")]


def test_while_an_opinion_is_open_one_press_ticks_but_does_not_decide(
    installation: Installation, reviewing: StaffBrowser, cases: list[str]
) -> None:
    first = cases[0]
    assert "に決めて次へ" in reviewing.get(f"/desk/{first}")
    assert ask(reviewing, first) == 303
    page = reviewing.get(f"/desk/{first}")
    assert "に決めて次へ" not in page
    assert "意見の答え</a>を待っています（12月4日（金）まで）。待たずに決めるときは、下の「結果」で選びます。" in page
    assert clean(reviewing, first) == f"/desk/{first}?did=opinion_waits&{LIST}"
    assert "待っているので、決めていません。" in reviewing.get(f"/desk/{first}?did=opinion_waits")
    assert state_of(installation, first) == "examining"
    chosen = reviewing.post(f"/desk/{first}", f"/desk/{first}/decide", {"outcome": "approved", "confirmed": "yes"})
    assert chosen.headers["location"] == f"/desk/{first}?did=decide", "who does not wait decides by name"


def test_while_the_applicant_asks_to_stop_neither_one_press_nor_a_list_decides(
    installation: Installation, reviewing: StaffBrowser, cases: list[str]
) -> None:
    first, session = cases[0], alice(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, first)
        stop_application(installation, unit, case, Actor("resident", "alice", place=PLACE), ASK, "")
        unit.commit()
    page = reviewing.get(f"/desk/{first}")
    assert "に決めて次へ" not in page
    assert f'<a href="/desk/{first}/stop">やめたいと言っています</a>。決めるときは、下の「結果」で選びます。' in page
    assert clean(reviewing, first) == f"/desk/{first}?did=stop_waits&{LIST}"
    assert "やめたいと言っているので、決めていません。" in reviewing.get(f"/desk/{first}?did=stop_waits")
    listed = re.findall(r'name="case" value="([^"]+)"', reviewing.get("/desk/bulk"))
    many: dict[str, str | list[str]] = {"act": "refused", "words": "様式が違うためです。", "case": listed}
    assert "やめたいと言っています。返事をするか" in reviewing.post("/desk/bulk", "/desk/bulk", many).text
    ticked = reviewing.post("/desk/bulk", "/desk/bulk", many | {"confirmed": "yes"}).text
    assert "できなかった1件" in ticked
    assert state_of(installation, first) == "examining"


def test_one_press_does_not_decide_for_a_person_who_is_not_in_the_register(
    installation: Installation, cases: list[str]
) -> None:
    first, second = cases
    reviewing = add_member(installation, "looker", ("reviewer", DUTY))
    site = replace(installation, register=FakeRegister(replace(TARO, birth=date(1950, 1, 1))))
    browser = at_desk(site, reviewing)
    assert "に決めて次へ" not in browser.get(f"/desk/{first}")
    assert clean(browser, first) == f"/desk/{first}?did=unfound&{LIST}"
    assert "住民票に見つからない人がいるので、決めていません。" in browser.get(f"/desk/{first}?did=unfound")
    assert state_of(installation, first) == "examining"
    chosen = browser.post(f"/desk/{first}", f"/desk/{first}/decide", {"outcome": "approved", "confirmed": "yes"})
    assert chosen.headers["location"] == f"/desk/{first}?did=decide", "who chooses the result by name decides"
    resident = at_desk(replace(installation, register=FakeRegister(TARO)), reviewing)
    assert clean(resident, second) == f"/desk?state=examining&did=decide&of={second}"
