"""Numbered blank forms over HTTP."""

import re

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.shared.form_number import read_number, written
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.counter.test_visits import colleague
from tests.portal.routes.counter_form import Boxes, Screen, receipt, typed
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.paper.paper import text_of
from tests.portal.world import PROCEDURE, add_member

HERE = "/counter/blanks"
STAMPED = {
    "reception-door": ["counter"], "reception-place": ["care"], "reception-shown": ["my_number_card"],
    "reception-stamp.year": ["R081118"],
}  # fmt: skip


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


def make(browser: StaffBrowser, many: int) -> str:
    """Submits the form twice; the address of the page that offers the sheets for printing."""
    once = re.search(r'name="once" value="([^"]+)"', browser.get(HERE))
    assert once
    boxes = {"once": once[1], "procedure": PROCEDURE, "many": str(many)}
    first, second = (browser.post(HERE, HERE, boxes) for _ in range(2))
    where: str = first.headers["location"]
    assert second.headers["location"] == where
    return where


def key(browser: StaffBrowser, number: str) -> tuple[int, str, str]:
    response = browser.post(HERE, f"{HERE}/key", {"number": number})
    heading = re.search(r'notice-heading">([^<]+)<', response.text)
    return response.status_code, response.headers.get("location", ""), heading[1] if heading else ""


def test_each_sheet_is_keyed_once_and_arrived_on_the_day_of_its_stamp(
    installation: Installation, clerk: Member, browser: StaffBrowser
) -> None:
    page = browser.get(make(browser, 2))
    assert "まだ登録していない様式 2枚" in page
    pdf = re.search(r'href="(/counter/blanks/[^"]+/forms.pdf)"', page)
    assert pdf
    text = text_of(browser.client.get(pdf[1]).content)
    assert (written(1) in text, written(2) in text, "様式の番号" in text) == (True, True, True)
    status, where, _ = key(browser, f"　{written(2)}")
    assert status == 303
    screen = Screen(browser, where)
    assert f"様式 {written(2)} の収受印の日" in screen.page
    answers: Boxes = {**typed(installation.catalogue.current(PROCEDURE)), **STAMPED}
    assert "入力のとちゅうです" in key(browser, written(2))[2]
    screen.press("refresh", answers)
    number = receipt(screen.press("register", answers))
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, clerk, number)
    assert (case.arrival_day.isoformat(), case.row.arrival_basis) == ("2026-11-18", "stamp")
    assert written(2) in browser.get(f"/desk/{number}")
    status, _, heading = key(browser, written(2))
    assert (status, number in heading, "2回は入れられません" in heading) == (422, True, True)
    assert "まだ登録していない様式 1枚" in browser.get(HERE)


def test_a_sheet_that_was_begun_and_thrown_away_can_be_had_back_and_one_that_was_spoiled_cannot(
    installation: Installation, browser: StaffBrowser
) -> None:
    make(browser, 2)
    screen = Screen(browser, key(browser, written(1))[1])
    screen.press("refresh", {"reception-place": ["care"]})
    browser.post("/counter", f"{screen.address}/discard", {})
    assert "捨てた受付にあります" in key(browser, written(1))[2]
    assert browser.post(HERE, f"{HERE}/spoil", {"number": written(2)}).status_code == 303
    assert "使わなかったものとして" in key(browser, written(2))[2]
    assert browser.post(HERE, f"{HERE}/spoil", {"number": written(2)}).status_code == 422


def test_the_next_visitor_does_not_come_onto_somebodys_numbered_form(browser: StaffBrowser) -> None:
    make(browser, 1)
    form = key(browser, written(1))[1]
    begun = browser.post("/counter", f"/counter/{PROCEDURE}/start", {}).headers["location"]
    assert begun != form
    assert written(1) not in browser.get(begun)
    again = browser.post("/counter", f"/counter/{PROCEDURE}/start", {}).headers["location"]
    assert again == begun


def test_a_misread_number_and_another_sections_are_answered_alike(
    installation: Installation, browser: StaffBrowser
) -> None:
    where = make(browser, 1)
    misread = key(browser, "000001-0")
    assert (misread[0], "もう一度見て" in misread[2]) == (422, True)
    charlie = colleague(installation, "charlie", "child-allowance")
    assert key(charlie, written(1)) == misread
    batch = where.rpartition("=")[2]
    charlie.get(f"{HERE}/{batch}/forms.pdf", 404)
    assert ("まだ登録していない様式 0枚" in charlie.get(where), "番号をつけました" in charlie.get(where)) == (
        True,
        False,
    )
    refused = charlie.post(HERE, HERE, {"once": "x" * 20, "procedure": PROCEDURE, "many": "1"})
    assert refused.status_code == 403
    assert browser.post(HERE, HERE, {"once": "x" * 20, "procedure": PROCEDURE, "many": "31"}).status_code == 422
    at_desk(installation, add_member(installation, "auditor", ("auditor", "*"))).get(HERE, 403)


def test_every_slip_of_one_figure_is_found() -> None:
    number = written(123)
    places = [index for index, character in enumerate(number) if character.isdigit()]
    slips = [
        number[:index] + character + number[index + 1 :]
        for index in places
        for character in "0123456789"
        if character != number[index]
    ]
    assert [slip for slip in slips if read_number(slip)] == []
    assert (read_number(number), read_number(""), read_number("1" * 13)) == (123, 0, 0)
