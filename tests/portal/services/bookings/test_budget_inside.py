"""Figures of the inner zone are read as they came; tests/portal/services/courier/test_carry_budgets.py shows what they do."""

import json

import pytest

from portal.db import Unit
from portal.services.bookings.budget_inside import Figures, figures_of, read_figures
from portal.services.shared.installation import Installation
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow

FACTS = {"total": 500, "committed": 1, "granted": 2, "queued": 3, "order": ["R26-0001"], "at": 7}


def read(installation: Installation, text: str, year: int = 2026) -> Figures | None:
    with installation.database.write() as unit:
        keep(unit, text)
        return figures_of(unit, "budget", year)


def keep(unit: Unit, text: str) -> None:
    courier_items.keep(unit, ItemRow("budgets/budget/2026", text))


def test_what_was_kept_is_read_again(installation: Installation) -> None:
    assert read(installation, json.dumps(FACTS)) == Figures(500, 1, 2, 3, ("R26-0001",), 7)
    assert read(installation, json.dumps(FACTS), 2027) is None
    assert read(installation, "") is None


@pytest.mark.parametrize("wrong", [{"total": "x"}, {"at": None}])
def test_what_is_no_number_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_figures(FACTS | wrong)
