"""Reviewers tick the check list of a case."""

import re

import pytest

from portal.services.cases.note_inside import LEAST_OF_WHY, MOST_OF_WHY
from portal.services.my_cases.state_line import SHOWN_MOVES
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_enter_correction import enter, number
from tests.portal.services.desk.case.test_settle_outcome import with_approval
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["number"]
BOX = re.compile(r'name="checked" value="(\w+)"( checked)?')
WARNED = "確かめた印のない項目があります"


@pytest.fixture
def filed(installation: Installation) -> str:
    return file_application(installation, alice(installation))


def seat(installation: Installation, login: str = "tanto", role: str = "reviewer", name: str = "") -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, (role, DUTY), name=name))


def boxes(page: str) -> dict[str, bool]:
    return {match[1]: bool(match[2]) for match in BOX.finditer(page)}


def answers_of(page: str) -> str:
    match = re.search(r'name="answers" value="(\d+)"', page)
    assert match is not None
    return match[1]


def tick(browser: StaffBrowser, receipt: str, page: str, *ticked_now: str) -> int:
    """Submits `page` with these lines ticked."""
    was = [item for item, ticked in boxes(page).items() if ticked]
    sent: dict[str, str | list[str]] = {"answers": answers_of(page), "was": was, "checked": list(ticked_now)}
    return browser.post(f"/desk/{receipt}", f"/desk/{receipt}/checks", sent, revision="0").status_code


def test_a_tick_is_kept_with_who_and_when_and_is_taken_back(installation: Installation, filed: str) -> None:
    browser = seat(installation)
    first, *others = boxes(browser.get(f"/desk/{filed}"))
    assert tick(browser, filed, browser.get(f"/desk/{filed}"), first) == 303
    colleague = seat(later(installation, hours=2), "hoka").get(f"/desk/{filed}")
    assert boxes(colleague) == {first: True, **dict.fromkeys(others, False)}
    assert "tantoさん　" in colleague
    assert tick(seat(installation, "mata"), filed, colleague) == 303
    assert not any(boxes(browser.get(f"/desk/{filed}")).values())
    with installation.database.read() as unit:
        records = [
            (record.actor, record.detail) for record in audit_records.after(unit, 0) if record.action == "tick checks"
        ]
    assert records == [("staff:tanto", "1 ticked 0 taken back"), ("staff:mata", "0 ticked 1 taken back")]


def test_two_colleagues_who_tick_other_lines_of_old_pages_keep_both(installation: Installation, filed: str) -> None:
    tanto, doryo = seat(installation, "one"), seat(installation, "two")
    page = tanto.get(f"/desk/{filed}")
    first, second = list(boxes(page))[:2]
    for browser, item in ((tanto, first), (doryo, second), (doryo, second)):
        assert tick(browser, filed, page, item) == 303
    assert {item for item, ticked in boxes(tanto.get(f"/desk/{filed}")).items() if ticked} == {first, second}


def test_of_answers_that_came_later_nothing_was_made_sure(
    installation: Installation, number: str, reviewer: Member
) -> None:
    browser = seat(installation)
    page = browser.get(f"/desk/{number}")
    first = next(iter(boxes(page)))
    tick(browser, number, page, first)
    assert boxes(browser.get(f"/desk/{number}"))[first]
    assert enter(installation, reviewer, number, {"reason": ["other"], "reason.tell": ["返した"]}, "reason")
    after = browser.get(f"/desk/{number}")
    assert not boxes(after)[first]
    assert "答えが直される前：tantoさん" in after
    assert tick(browser, number, page, first) == 409, "the page showed other answers"
    assert tick(browser, number, after, first) == 303
    assert boxes(browser.get(f"/desk/{number}"))[first]


@pytest.mark.parametrize(("outcome", "stops"), [("approved", True), ("refused", False), ("withdrawn", False)])
def test_what_gives_something_stops_while_a_line_is_open(
    installation: Installation, filed: str, outcome: str, stops: bool
) -> None:
    browser, page = seat(installation), f"/desk/{filed}"
    browser.post(page, f"{page}/pass", {})
    shown = ["result.made", "result.issued_on"] if outcome == "approved" else []
    decided: dict[str, str | list[str]] = {"outcome": outcome, "words": "様式が違うためです。", "shown": shown}
    before = browser.get(page)
    every = list(boxes(before))
    tick(browser, filed, before, *every[1:])
    assert (WARNED in browser.post(page, f"{page}/decide", decided).text) is stops
    if stops:
        for why in ("", "見た", "電話で確かめた", "だ い じ ょ う ぶ　　　", "長" * (MOST_OF_WHY + 1)):
            answer = browser.post(page, f"{page}/decide", decided | {"confirmed": "yes", "unchecked": why})
            assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (422, True), why
            assert f"文で（{LEAST_OF_WHY}字から{MOST_OF_WHY}字）書いてください" in answer.text
            assert "実質審査" in browser.get(page).partition("case-line")[2].partition("</dl>")[0]
    tick(browser, filed, browser.get(page), *every)
    assert WARNED not in browser.post(page, f"{page}/decide", decided).text
    assert browser.post(page, f"{page}/decide", decided | {"confirmed": "yes"}).status_code == 303


def test_why_a_line_was_left_open_is_in_the_history_of_colleagues_and_in_the_audit(
    installation: Installation, filed: str
) -> None:
    browser, page, why = seat(installation), f"/desk/{filed}", "窓口で原本を確かめたためです。"
    browser.post(page, f"{page}/pass", {})
    text = browser.get(page)
    tick(browser, filed, text, *list(boxes(text))[1:])
    sent = {"outcome": "approved", "words": "", "confirmed": "yes", "unchecked": why}
    assert browser.post(page, f"{page}/decide", sent).status_code == 303
    assert f"確かめた印のない項目があるまま決めた理由：{why}（" in browser.get(page)
    assert "leave_unchecked" not in SHOWN_MOVES, "the applicant does not read it"
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "leave unchecked"]
    assert [(record.actor, record.detail) for record in records] == [("staff:tanto", "1 without a tick")]


def test_who_approves_reads_the_ticks_and_changes_none(installation: Installation, filed: str) -> None:
    city, page = with_approval(installation), f"/desk/{filed}"
    browser = seat(city)
    text = browser.get(page)
    tick(browser, filed, text, next(iter(boxes(text))))
    browser.post(page, f"{page}/decide", {"outcome": "refused", "words": "様式が違うためです。", "confirmed": "yes"})
    read = seat(city, "kessai", "approver").get(page)
    assert boxes(read) == {}
    assert "tantoさん　" in read
    assert "印はありません" in read


def test_a_namesake_and_who_only_looks_tick_nothing(installation: Installation, filed: str) -> None:
    page = seat(installation).get(f"/desk/{filed}")
    first = next(iter(boxes(page)))
    own = seat(installation, "taro", name="髙見本 太郎")
    assert boxes(own.get(f"/desk/{filed}")) == {}
    assert tick(own, filed, page, first) == 403
    assert tick(seat(installation, "kansa", "auditor"), filed, page, first) == 403


def test_once_decided_nothing_is_ticked_any_more(installation: Installation, filed: str) -> None:
    browser, page = seat(installation), f"/desk/{filed}"
    text = browser.get(page)
    browser.post(page, f"{page}/decide", {"outcome": "refused", "words": "様式が違うためです。", "confirmed": "yes"})
    assert tick(browser, filed, text, next(iter(boxes(text)))) == 409
    assert "確かめたことを記録する" not in browser.get(page)


def test_a_mark_that_is_no_line_of_this_case_is_kept_nowhere(installation: Installation, filed: str) -> None:
    browser = seat(installation)
    page = browser.get(f"/desk/{filed}")
    assert tick(browser, filed, page, "0123456789abcdef", "'; DROP") == 303
    assert boxes(browser.get(f"/desk/{filed}")) == boxes(page)
