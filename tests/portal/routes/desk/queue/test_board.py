"""The queue as a board."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def column(page: str, state: str) -> str:
    match = re.search(f'data-state="{state}".*?</section>', page, re.DOTALL)
    assert match, state
    return match[0]


def test_each_card_is_in_the_column_of_its_state_with_what_may_be_done(reviewing: StaffBrowser, number: str) -> None:
    page = reviewing.get("/desk/board")
    assert [number in column(page, state) for state in ("received", "screening", "returned", "examining")] == [
        True, False, False, False,
    ]  # fmt: skip
    assert re.findall(r'data-to="(\w+)"', column(page, "received")) == ["examining", "returned"]
    assert '<span class="count">1<span' in column(page, "received")
    assert 'data-state="waiting"' not in page, "a rare column is shown only with cases"


def test_a_button_of_the_board_moves_the_card_and_leads_back_to_it(reviewing: StaffBrowser, number: str) -> None:
    response = reviewing.post("/desk/board", f"/desk/{number}/pass", {"back": "board?who=unassigned&x=%0d%0ay"})
    assert response.headers["location"] == f"/desk/board?who=unassigned&did=pass#card-{number}"
    page = reviewing.get("/desk/board?did=pass")
    assert "実質審査に進めました。" in page
    assert number in column(page, "examining")
    assert re.findall(r'data-to="(\w+)"', column(page, "examining")) == []
    assert "結果を出す" in column(page, "examining")


def test_an_act_with_an_address_of_nobodys_making_leads_to_the_case(reviewing: StaffBrowser, number: str) -> None:
    response = reviewing.post("/desk/board", f"/desk/{number}/pass", {"back": "https://elsewhere.example/"})
    assert response.headers["location"] == f"/desk/{number}?did=pass"


def test_a_card_that_a_colleague_moved_meanwhile_is_not_moved_twice(reviewing: StaffBrowser, number: str) -> None:
    reviewing.post("/desk/board", f"/desk/{number}/take", {"back": "board?"})
    response = reviewing.post("/desk/board", f"/desk/{number}/pass", {"back": "board?"}, revision="0")
    assert (response.status_code, "ほかの人が先に変えました" in response.text) == (409, True)
    assert number in column(reviewing.get("/desk/board"), "received")


def test_who_only_sees_has_cards_without_buttons_and_a_stranger_has_none(
    installation: Installation, number: str
) -> None:
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))
    not_allowed = at_desk(installation, add_member(installation, "nobody"))
    assert (number in clerk.get("/desk/board"), 'data-to="' in clerk.get("/desk/board")) == (True, False)
    page = charlie.get("/desk/board")
    assert (number in page, '<span class="count">0<span' in column(page, "received")) == (False, True)
    not_allowed.get("/desk/board", 403)


def test_a_column_shows_its_nearest_days_and_leads_to_the_rest(
    installation: Installation, session: Session, reviewing: StaffBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.desk.queue.board.CARDS", 1)
    new, late = (file_application(installation, session, days_ago=days) for days in (0, 14))
    page = column(reviewing.get("/desk/board?who=unassigned"), "received")
    assert (late in page, new in page) == (True, False)
    assert '<span class="count">2<span' in page
    assert 'href="/desk?who=unassigned&state=received">ほかも一覧で見る' in page
