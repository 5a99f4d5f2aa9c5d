"""Paper forms that the city wants to be keyed by one and registered by another: nobody registers what nobody else has held against
the paper."""

from dataclasses import replace

import pytest

from forms.city import PaperByTwo
from portal.services.fit_city import fit_city
from portal.services.installation import Installation
from portal.store import audit_records
from tests.portal.routes.counter_form import VISIT, Screen, begin, receipt, typed
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member

PAPER = {"reception-door": ["post"], "reception-stamp.year": ["R081117"], "reception-shown": ["none"]}


def wanting_two(installation: Installation, procedure: str = PROCEDURE, since: str = "2026-04-01") -> Installation:
    row = PaperByTwo.model_validate({"procedure": procedure, "from": since})
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
    """A paper form, entered and not yet registered."""
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
        told = [one.action for one in audit_records.after(unit, 0)]
    assert (told.count("key paper"), told.count("confirm keyed paper")) == (1, 1)


def test_what_the_second_mended_is_looked_at_by_one_more(
    two: Installation, alice: StaffBrowser, bob: StaffBrowser
) -> None:
    screen = keyed(two, alice)
    screen.press("register")
    there = Screen(bob, screen.address)
    assert there.press("register", {"phone": ["000-0000-0009"]}).headers["location"].endswith("?keyed=yes")
    assert there.press("register").headers["location"].endswith("?keyed=yes")
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


def test_a_procedure_that_there_is_not_is_told(installation: Installation) -> None:
    city = wanting_two(installation, "no-such-procedure").city
    told = fit_city(city, installation.catalogue.all(), installation.clock.today())
    assert any("no-such-procedure is no procedure" in one.text for one in told)
