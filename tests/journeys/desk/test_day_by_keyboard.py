"""A reviewer's, an approver's and a clerk's day without a mouse, in keys and loads."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Frame, Page, expect

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.notices import dispatches
from tests.browser import OpenPage, axe
from tests.examples import IS_LONG
from tests.journeys.desk.test_staff_by_keyboard import office
from tests.portal.conftest import database_url, installation
from tests.portal.routes.dispatching import decided
from tests.portal.services.desk.case.test_settle_outcome import decide, with_approval
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["database_url", "installation"]

CASES, APPROVALS, LETTERS = 20 if IS_LONG else 6, 30, 22


@dataclass
class Hands:
    page: Page
    keys: int = 0
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._loaded)

    def _loaded(self, frame: Frame) -> None:
        if frame.url.startswith("http"):  # the office goes to a blank page at its end
            self.loads.append(frame.url)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def go(self, key: str) -> None:
        """To the page that this key leads to."""
        self.keys += 1
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def report(self, what: str, capsys: pytest.CaptureFixture[str]) -> None:
        with capsys.disabled():
            print(f"\n{what}: {self.keys} keys, 0 clicks, {len(self.loads)} loads")


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def states(installation: Installation, numbers: list[str]) -> Counter[str]:
    with installation.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in numbers]
    return Counter(row.state for row in rows if row is not None)


def test_clean_cases_take_two_keys_and_one_load_each(
    installation: Installation, open_page: OpenPage, reviewer: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    """From their arrival on: nobody has screened them."""
    session = alice(installation)
    numbers = [file_application(installation, session) for _ in range(CASES)]
    with office(installation, open_page) as desk:
        page = desk.seat(reviewer, "/desk?state=received")
        hands = Hands(page)
        hands.go("n")
        boxes = page.locator("#checks input[type=checkbox]")
        hands.press("1")
        expect(boxes.first).to_be_checked()
        hands.press("1")
        expect(boxes.first).not_to_be_checked()
        hands.keys -= 2  # shown, not needed
        for _ in numbers:
            hands.press("a")
            assert all(box.is_checked() for box in boxes.all())
            hands.go("d")
        expect(page.get_by_role("status").first).to_contain_text("に決めました")
        hands.report(f"{CASES} clean cases", capsys)
    assert states(installation, numbers) == {"approved": CASES}
    assert (hands.keys, len(hands.loads)) == (1 + 2 * CASES, 1 + CASES)


def test_thirty_proposals_are_approved_on_one_page(
    installation: Installation, open_page: OpenPage, reviewer: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    city, session = with_approval(installation), alice(installation)
    numbers = [file_application(city, session) for _ in range(APPROVALS)]
    for number in numbers:
        decide(city, reviewer, number)
    with office(city, open_page) as desk:
        page = desk.seat(add_member(city, "kessai", ("approver", DUTY)), "/desk?task=approvals")
        hands = Hands(page)
        hands.go("e")
        expect(page.locator("main table tbody tr")).to_have_count(APPROVALS)
        hands.go("y")
        expect(page.get_by_role("status").first).to_contain_text(f"できた{APPROVALS}件")
        hands.report(f"決裁 of {APPROVALS}", capsys)
    assert states(city, numbers) == {"refused": APPROVALS}
    assert hands.keys == len(hands.loads) == 2


def test_a_day_of_equal_letters_takes_five_keys(
    installation: Installation, open_page: OpenPage, reviewer: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(LETTERS):
        decided(installation, reviewer)
    with office(installation, open_page) as desk:
        page = desk.seat(add_member(installation, "clerk", ("clerk", DUTY)), "/desk/dispatches")
        hands = Hands(page)
        hands.go("s")
        assert axe(page) == []
        hands.press("c")
        hands.go("d")
        hands.keys += 1
        with page.expect_download(timeout=60_000):  # half a second a letter
            page.keyboard.press("p")
        assert axe(page) == []
        hands.go("d")
        expect(page.get_by_role("status").first).to_contain_text("発送したことを記録しました")
        hands.report(f"{LETTERS} letters", capsys)
    with installation.database.read() as unit:
        assert dispatches.counts(unit, DUTY) == {"sent": LETTERS}
    assert (hands.keys, len(hands.loads)) == (5, 3)
