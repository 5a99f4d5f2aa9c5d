"""The section's pages of its budgets, and nobody else's."""

from portal.services.shared.installation import Installation
from tests.definitions.budgets import CLOSED, PERIOD, WAIT, file, grant, offered, screen, with_budget
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice


def browser_of(installation: Installation, login: str, *rights: tuple[str, str]) -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, *rights))


def test_all_budgets_with_what_is_granted_held_left_and_waited_for(installation: Installation) -> None:
    installation = offered(installation, 500_000, WAIT)
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    numbers = [file(installation, alice(installation), yen, WAIT) for yen in (300_000, 150_000, 90_000)]
    screen(installation, reviewer, numbers[0])
    grant(installation, reviewer, numbers[0], 250_000)
    browser = at_desk(installation, reviewer)
    overview = browser.get("/desk/budgets")
    for yen in ("500,000円", "250,000円", "150,000円", "<strong>100,000円</strong>", "1件　90,000円"):
        assert yen in overview
    page = browser.get(f"/desk/budgets/{WAIT}?year=2026")
    assert [number in page for number in numbers] == [True] * 3
    assert page.index(numbers[0]) < page.index(numbers[2])
    assert "2026年11月" in page
    assert ("取ってあります" in page, "待っています" in page) == (True, True)
    assert f"/desk/budgets/{WAIT}?year=2026" in browser.get(f"/desk/{numbers[1]}")
    lines = [line for line in browser.get("/desk/figures.csv").splitlines() if "令和8年度" in line]
    assert [(line.split(",")[0], line.split(",")[-1]) for line in lines if "予算を待てる" in line] == [
        ('"予算額"', '"500000"'), ('"うち決定した額"', '"250000"'), ('"うち取ってある額"', '"150000"'),
        ('"予算の残り"', '"100000"'), ('"予算を待っている額"', '"90000"'),
    ]  # fmt: skip
    assert "予算の使われかた" in browser.get("/desk/figures")


def test_a_budget_that_was_made_smaller_says_by_how_much_it_is_exceeded(installation: Installation) -> None:
    installation = offered(installation, 300_000, CLOSED)
    file(installation, alice(installation), 300_000, CLOSED)
    smaller = with_budget(installation, 200_000, CLOSED)
    page = browser_of(smaller, "reviewer", ("reviewer", DUTY)).get("/desk/budgets")
    assert "100,000円の超過" in page


def test_another_sections_budget_is_not_found_and_without_a_duty_there_is_nothing(installation: Installation) -> None:
    installation = offered(installation, 300_000, CLOSED)
    charlie = browser_of(installation, "charlie", ("reviewer", "child-allowance"))
    assert "予算のあるものはありません" in charlie.get("/desk/budgets")
    for address in (f"/desk/budgets/{CLOSED}", "/desk/budgets/capacity", "/desk/budgets/none"):
        charlie.get(address, 404)
    clerk = browser_of(installation, "clerk", ("clerk", DUTY))
    clerk.get(f"/desk/budgets/{CLOSED}?year=1999", 404)
    assert "まだありません" in clerk.get(f"/desk/budgets/{CLOSED}")
    admin = browser_of(installation, "admin", ("administrator", DUTY))
    admin.get("/desk/budgets", 403)


def test_after_a_period_nobody_waits_in_an_order(installation: Installation) -> None:
    installation = offered(installation, 300_000, PERIOD)
    file(installation, alice(installation), 100_000, PERIOD)
    assert "期間のあとで決めます" in browser_of(installation, "reviewer", ("reviewer", DUTY)).get(
        f"/desk/budgets/{PERIOD}"
    )
