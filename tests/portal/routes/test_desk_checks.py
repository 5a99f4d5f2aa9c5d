"""The check list of a case is ticked by who reviews it; an approval without ticks is warned of, and new answers need new looks."""

import re

import pytest

from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store import audit_records
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.test_enter_correction import enter, number, reviewer
from tests.portal.services.test_settle_outcome import with_approval
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["number", "reviewer"]
BOX = re.compile(r'name="checked" value="(\w+)"( checked)?')
WARNED = "確かめた印のない項目があります"


@pytest.fixture
def filed(installation: Installation) -> str:
    return file_application(installation, alice(installation))


def seat(installation: Installation, login: str = "tanto", role: str = "reviewer", name: str = "") -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, (role, DUTY), name=name))


def boxes(page: str) -> dict[str, bool]:
    """Each line of the list by its box, and whether it is ticked."""
    return {found[1]: bool(found[2]) for found in BOX.finditer(page)}


def answers_of(page: str) -> str:
    found = re.search(r'name="answers" value="(\d+)"', page)
    assert found is not None
    return found[1]


def tick(browser: StaffBrowser, receipt: str, seen: str, *wanted: str) -> int:
    """Sends the list of the page as it was `seen`, with these lines ticked."""
    was = [item for item, ticked in boxes(seen).items() if ticked]
    sent: dict[str, str | list[str]] = {"answers": answers_of(seen), "was": was, "checked": list(wanted)}
    return browser.post(f"/desk/{receipt}", f"/desk/{receipt}/checks", sent, revision="0").status_code


def test_a_tick_is_kept_with_who_and_when_and_is_taken_back(installation: Installation, filed: str) -> None:
    browser = seat(installation)
    first, *others = boxes(browser.get(f"/desk/{filed}"))
    assert tick(browser, filed, browser.get(f"/desk/{filed}"), first) == 303
    colleague = seat(later(installation, hours=2), "hoka").get(f"/desk/{filed}")
    assert boxes(colleague) == {first: True, **dict.fromkeys(others, False)}
    assert "tantoさんが" in colleague
    assert tick(seat(installation, "mata"), filed, colleague) == 303
    assert not any(boxes(browser.get(f"/desk/{filed}")).values())
    with installation.database.read() as unit:
        told = [(one.actor, one.detail) for one in audit_records.after(unit, 0) if one.action == "tick checks"]
    assert told == [("staff:tanto", "1 ticked 0 taken back"), ("staff:mata", "0 ticked 1 taken back")]


def test_two_colleagues_who_tick_other_lines_of_old_pages_keep_both(installation: Installation, filed: str) -> None:
    one, two = seat(installation, "one"), seat(installation, "two")
    seen = one.get(f"/desk/{filed}")
    first, second = list(boxes(seen))[:2]
    for browser, item in ((one, first), (two, second), (two, second)):
        assert tick(browser, filed, seen, item) == 303
    assert {item for item, ticked in boxes(one.get(f"/desk/{filed}")).items() if ticked} == {first, second}


def test_of_answers_that_came_later_nothing_was_made_sure(
    installation: Installation, number: str, reviewer: Member
) -> None:
    browser = seat(installation)
    seen = browser.get(f"/desk/{number}")
    first = next(iter(boxes(seen)))
    tick(browser, number, seen, first)
    assert boxes(browser.get(f"/desk/{number}"))[first]
    assert enter(installation, reviewer, number, {"reason": ["other"], "reason.tell": ["返した"]}, "reason")
    after = browser.get(f"/desk/{number}")
    assert not boxes(after)[first]
    assert "答えが直される前に、tantoさんが" in after
    assert tick(browser, number, seen, first) == 409, "the page showed other answers"
    assert tick(browser, number, after, first) == 303
    assert boxes(browser.get(f"/desk/{number}"))[first]


@pytest.mark.parametrize(("outcome", "warned"), [("approved", True), ("refused", False), ("withdrawn", False)])
def test_what_gives_something_is_warned_of_while_a_line_is_open(
    installation: Installation, filed: str, outcome: str, warned: bool
) -> None:
    browser, page = seat(installation), f"/desk/{filed}"
    browser.post(page, f"{page}/pass", {})
    decided = {"outcome": outcome, "words": "ことば"}
    seen = browser.get(page)
    every = list(boxes(seen))
    tick(browser, filed, seen, *every[1:])
    shown = browser.post(page, f"{page}/decide", decided).text
    assert (WARNED in shown) is warned
    tick(browser, filed, browser.get(page), *every)
    assert WARNED not in browser.post(page, f"{page}/decide", decided).text
    assert browser.post(page, f"{page}/decide", decided | {"confirmed": "yes"}).status_code == 303


def test_who_approves_reads_the_ticks_and_changes_none(installation: Installation, filed: str) -> None:
    city, page = with_approval(installation), f"/desk/{filed}"
    browser = seat(city)
    seen = browser.get(page)
    tick(browser, filed, seen, next(iter(boxes(seen))))
    browser.post(page, f"{page}/decide", {"outcome": "refused", "words": "わけ", "confirmed": "yes"})
    read = seat(city, "kessai", "approver").get(page)
    assert boxes(read) == {}
    assert "tantoさんが" in read
    assert "印はありません" in read


def test_a_namesake_and_who_only_looks_tick_nothing(installation: Installation, filed: str) -> None:
    seen = seat(installation).get(f"/desk/{filed}")
    first = next(iter(boxes(seen)))
    own = seat(installation, "taro", name="髙見本 太郎")
    assert boxes(own.get(f"/desk/{filed}")) == {}
    assert tick(own, filed, seen, first) == 403
    assert tick(seat(installation, "kansa", "auditor"), filed, seen, first) == 403


def test_once_decided_nothing_is_ticked_any_more(installation: Installation, filed: str) -> None:
    browser, page = seat(installation), f"/desk/{filed}"
    seen = browser.get(page)
    browser.post(page, f"{page}/decide", {"outcome": "refused", "words": "わけ", "confirmed": "yes"})
    assert tick(browser, filed, seen, next(iter(boxes(seen)))) == 409
    assert "確かめたことを記録する" not in browser.get(page)


def test_a_mark_that_is_no_line_of_this_case_is_kept_nowhere(installation: Installation, filed: str) -> None:
    browser = seat(installation)
    seen = browser.get(f"/desk/{filed}")
    assert tick(browser, filed, seen, "0123456789abcdef", "'; DROP") == 303
    assert boxes(browser.get(f"/desk/{filed}")) == boxes(seen)
