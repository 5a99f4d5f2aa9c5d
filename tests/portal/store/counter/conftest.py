"""A visit."""

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.counter import visits
from portal.store.counter.visits import VisitRow
from tests.portal.store.planting import plant

DAY = "2026-11-20"


@pytest.fixture
def visit(unit: Unit) -> VisitRow:
    row = VisitRow("v1", "once", DAY, "7", f"{DAY} 7", plant(unit, Staff)["id"], "k", b"w", b"words", 0, 5, 5)
    assert visits.add(unit, row)
    return row
