"""The interview over HTTP, without scripts: all procedures of a visit on one screen, known by card, register and papers."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store import visit_figures
from tests.portal.routes.counter_form import Boxes, Screen
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.test_counter_visits import Desk, begin
from tests.portal.world import add_member

DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance", "pension", "mother-and-child")


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "clerk", *(("clerk", duty) for duty in DUTIES))


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


def add(desk: Desk, *procedures: str) -> None:
    for one in procedures:
        assert desk.press("add", {"visit-add": [one]}).status_code == 303


TARO: Boxes = {
    "find-birth.year": ["S24.4.3"], "find-kana": ["たかみほん"], "find-reason": ["no_card"],
}  # fmt: skip


def test_x(installation: Installation, browser: StaffBrowser) -> None:
    desk = begin(browser, "A-1")
    desk.press("refresh", {"visit-came": ["self"], "visit-papers": ["driving_licence"]})
    people = Screen(browser, f"{desk.address}/people")
    answer = people.press("find", TARO)
    print(answer.status_code, answer.headers.get("location"))
    Path("/tmp/k/interv/people.html").write_text(people.page)
    add(desk, "yokaigo-nintei", "kaigo-hihokenshasho-saikofu")
    screen = Screen(browser, f"{desk.address}/interview")
    Path("/tmp/k/interv/i.html").write_text(screen.page)
    answer = screen.press("refresh", {"p0.filer.kind": ["self"]})
    print(answer.status_code)
    Path("/tmp/k/interv/i2.html").write_text(screen.page)
    answer = screen.press("register")
    print(answer.status_code)
    Path("/tmp/k/interv/i3.html").write_text(answer.text)
