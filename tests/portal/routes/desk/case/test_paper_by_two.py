"""Paper forms that one clerk keys and another registers after comparing them with the paper."""

import re
from dataclasses import replace

import pytest

from forms.city.city import PaperByTwo
from portal.services.cases.cases import open_case
from portal.services.procedures.fit_city import fit_city
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.shared import audit_records
from tests.portal.routes.counter_form import VISIT, Boxes, Screen, begin, receipt, typed
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

PAPER = {"reception-door": ["post"], "reception-stamp.year": ["R081117"], "reception-shown": ["none"]}


def wanting_two(
    installation: Installation, procedure: str = PROCEDURE, since: str = "2026-04-01", *, blind: bool = False
) -> Installation:
    row = PaperByTwo.model_validate({"procedure": procedure, "from": since, "blind": blind})
    return replace(installation, city=installation.city.model_copy(update={"paper_by_two": (row,)}))


@pytest.fixture
def two(installation: Installation) -> Installation:
    return wanting_two(installation)


@pytest.fixture
def alice(two: Installation) -> StaffBrowser:
    return at_desk(two, add_member(two, "first", ("clerk", DUTY)))


@pytest.fixture
def bob(two: Installation) -> StaffBrowser:
    return at_desk(two, add_member(two, "second", ("clerk", DUTY)))


def keyed(installation: Installation, browser: StaffBrowser) -> Screen:
    answers = typed(installation.catalogue.current(PROCEDURE))
    screen = begin(browser)
    screen.press("refresh", {**VISIT, **PAPER, **answers})
    screen.press("refresh", {**PAPER, **answers})
    return screen


def test_who_keyed_it_never_registers_it_and_another_does(
    two: Installation, alice: StaffBrowser, bob: StaffBrowser
) -> None:
    screen = keyed(two, alice)
    for _ in range(2):
        assert screen.press("register").headers["location"].endswith("?keyed=yes")
    assert "別の職員が登録します" in alice.get(f"{screen.address}?keyed=yes")
    number = receipt(Screen(bob, screen.address).press("register"))
    assert "11月17日（火）（収受印）" in bob.get(f"/counter/done/{number}")
    with two.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert (actions.count("key paper"), actions.count("confirm keyed paper")) == (1, 1)


def test_what_the_second_mended_is_looked_at_by_one_more(
    two: Installation, alice: StaffBrowser, bob: StaffBrowser
) -> None:
    screen = keyed(two, alice)
    screen.press("register")
    screen_of_bob = Screen(bob, screen.address)
    assert screen_of_bob.press("register", {"phone": ["000-0000-0009"]}).headers["location"].endswith("?keyed=yes")
    assert screen_of_bob.press("register").headers["location"].endswith("?keyed=yes")
    assert receipt(Screen(alice, screen.address).press("register"))


def test_a_visit_and_a_city_that_wants_no_second_are_registered_by_one(
    installation: Installation, two: Installation, alice: StaffBrowser
) -> None:
    answers = typed(two.catalogue.current(PROCEDURE))
    screen = begin(alice)
    screen.press("refresh", {**VISIT, **answers})
    assert receipt(screen.press("register", answers))
    not_yet = wanting_two(installation, since="2026-12-01")
    assert receipt(keyed(not_yet, at_desk(not_yet, add_member(not_yet, "third", ("clerk", DUTY)))).press("register"))


def test_a_procedure_that_there_is_not_is_reported(installation: Installation) -> None:
    city = wanting_two(installation, "no-such-procedure").city
    complaints = fit_city(city, installation.catalogue.all(), installation.clock.today())
    assert any("no-such-procedure is no procedure" in complaint.text for complaint in complaints)


@pytest.fixture
def blind(installation: Installation) -> Installation:
    return wanting_two(installation, blind=True)


def keyed_again(installation: Installation, browser: StaffBrowser, address: str, changes: Boxes) -> Screen:
    answers = {**typed(installation.catalogue.current(PROCEDURE)), **changes}
    screen = Screen(browser, address)
    for _ in range(2):
        screen.press("refresh", {**VISIT, **PAPER, **answers})
    return screen


def revision(browser: StaffBrowser, page: str) -> str:
    match = re.search(r'name="screen-revision" value="([^"]*)"', browser.get(page))
    assert match
    return match[1]


def two_of(installation: Installation) -> tuple[StaffBrowser, StaffBrowser]:
    first, second = (
        at_desk(installation, add_member(installation, login, ("clerk", DUTY))) for login in ("first", "second")
    )
    return first, second


def test_the_second_keys_it_without_seeing_the_first_and_equal_forms_are_registered(blind: Installation) -> None:
    alice, bob = two_of(blind)
    screen = keyed(blind, alice)
    assert screen.press("register").headers["location"].endswith("?keyed=yes")
    assert "タカミホン" not in bob.get(screen.address)
    assert screen.press("refresh", {"phone": ["000-0000-0009"]}).headers["location"].endswith("?keyed=yes")
    assert "000-0000-0009" not in bob.get(screen.address)
    assert alice.client.get(f"{screen.address}/compare").headers["location"] == screen.address
    assert receipt(keyed_again(blind, bob, screen.address, {}).press("register"))
    assert bob.client.get(f"{screen.address}/compare").headers["location"].startswith("/counter/done/")


def test_what_differs_is_shown_line_by_line_and_chosen_by_the_second(blind: Installation) -> None:
    alice, bob = two_of(blind)
    screen = keyed(blind, alice)
    screen.press("register")
    second = keyed_again(
        blind,
        bob,
        screen.address,
        {"phone": ["000-0000-0009"], "lost_how": ["other"], "lost_how.tell": ["きのう、駅で"]},
    )
    page = f"{screen.address}/compare"
    assert second.press("register").headers["location"] == page
    comparison = bob.get(page)
    assert all(
        words in comparison for words in ("000-0000-0001", "000-0000-0009", "先週、病院の帰りに", "きのう、駅で")
    )
    assert "insured_no" not in comparison
    half = bob.post(page, page, {"screen-revision": revision(bob, page), "pick.phone": "first"})
    assert (half.status_code, 'href="#lost_how-first"' in half.text) == (422, True)
    charlie = at_desk(blind, add_member(blind, "charlie", ("clerk", "childcare")))
    assert charlie.client.get(page).status_code == 404
    picks = {"pick.phone": "first", "pick.lost_how": "second"}
    assert bob.post(page, page, {**picks, "screen-revision": "99"}).status_code == 409
    assert alice.post("/counter", page, picks).headers["location"] == screen.address
    response = bob.post(page, page, {**picks, "screen-revision": revision(bob, page)})
    assert response.headers["location"] == f"{screen.address}?chosen=yes"
    number = receipt(Screen(bob, screen.address).press("register"))
    with blind.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        answers = open_case(blind, unit, row).answers
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert (answers["phone"], answers["lost_how"]) == ("000-0000-0001", {"code": "other", "tell": "きのう、駅で"})
    assert [actions.count(act) for act in ("key paper", "choose between keyed papers", "confirm keyed paper")] == [
        1,
        1,
        1,
    ]


def test_what_is_mended_after_choosing_is_asked_about_again_and_no_other_door_leads_past_it(
    blind: Installation,
) -> None:
    alice, bob = two_of(blind)
    screen = keyed(blind, alice)
    screen.press("register")
    second = keyed_again(blind, bob, screen.address, {"phone": ["000-0000-0009"]})
    page = f"{screen.address}/compare"
    second.press("register")
    bob.post(page, page, {"pick.phone": "second", "screen-revision": revision(bob, page)})
    again = Screen(bob, screen.address)
    assert again.press("register", {"phone": ["000-0000-0008"]}).headers["location"] == page
    by_the_door = Screen(bob, screen.address)
    by_the_door.press("refresh", {**VISIT})
    assert by_the_door.press("register").headers["location"] == page
    bob.post(page, page, picks_of(bob, page, "first"))
    assert "紙の申請書で確かめた" in bob.get(f"/desk/{receipt(Screen(bob, screen.address).press('register'))}")


def picks_of(browser: StaffBrowser, page: str, source: str) -> dict[str, str | list[str]]:
    names = re.findall(r'name="(pick\.[^"]+)"', browser.get(page))
    return {"screen-revision": revision(browser, page), **dict.fromkeys(names, source)}
