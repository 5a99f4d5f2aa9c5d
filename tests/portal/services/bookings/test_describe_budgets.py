"""What residents and the section see of a budget."""

from portal.services.bookings.describe_budgets import (
    CaseBudget,
    Month,
    OpenBudget,
    budget_of_case,
    held_of,
    months_of,
    open_budgets,
    section_budgets,
)
from portal.services.cases.cases import case_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.definitions.budgets import CLOSED, PERIOD, WAIT, YEAR, file, offered
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.world import DUTY, alice


def _open(installation: Installation, of: str) -> OpenBudget:
    with installation.database.read() as unit:
        (budget,) = open_budgets(installation, unit, installation.catalogue.current(of))
    return budget


def _of(installation: Installation, session: Session, number: str) -> CaseBudget:
    with installation.database.read() as unit:
        shown = budget_of_case(installation, unit, case_of_resident(installation, unit, session, number))
    assert shown is not None
    return shown


def test_a_used_up_budget_closes_or_lets_wait(installation: Installation) -> None:
    for name, used_up, waits in ((CLOSED, True, False), (WAIT, True, True), (PERIOD, False, False)):
        offered_here = offered(installation, 300_000, name)
        assert not _open(offered_here, name).used_up
        file(offered_here, alice(offered_here), 300_000, name)
        shown = _open(offered_here, name)
        assert (shown.year, shown.used_up, shown.waits) == (YEAR, used_up, waits), name


def test_the_section_sees_what_a_case_holds_or_its_place(installation: Installation) -> None:
    installation, session = offered(installation, 300_000, WAIT), alice(installation)
    first, second = [file(installation, session, yen, WAIT) for yen in (250_000, 100_000)]
    held, waiting = _of(installation, session, first), _of(installation, session, second)
    assert (held.asked, held.held, held.place, held.in_order) == (250_000, 250_000, 0, True)
    assert (waiting.asked, waiting.held, waiting.place) == (100_000, None, 1)
    assert (held.account.left, held.account.queued) == (50_000, 100_000)


def test_without_a_budget_there_is_nothing(installation: Installation) -> None:
    with installation.database.read() as unit:
        assert open_budgets(installation, unit, shelf()["capacity"]) == []


def test_a_section_sees_its_budgets_by_year_and_by_month(installation: Installation) -> None:
    installation, session = offered(installation, 300_000, WAIT), alice(installation)
    for yen in (250_000, 100_000):
        file(installation, session, yen, WAIT)
    april = at(installation, "2027-04-01T00:00:00+09:00")
    file(april, alice(april), 40_000, WAIT)
    with installation.database.read() as unit:
        budgets = section_budgets(april, unit, (DUTY,), WAIT)
        held = [held_of(april, unit, budget) for budget in budgets]
        assert section_budgets(april, unit, ("child-allowance",), WAIT) == []
    assert [(budget.year, budget.account.left, budget.over) for budget in budgets] == [
        (2027, 260_000, 0),
        (2026, 50_000, 0),
    ]
    assert months_of(held[0]) == [Month("2027-04", 1, 0, 40_000, 0)]
    assert months_of(held[1]) == [Month("2026-11", 2, 0, 250_000, 100_000)]
    assert [(share.amount, share.queued, share.decided) for share in held[1]] == [(250_000, 0, 0), (100_000, 1, 0)]
