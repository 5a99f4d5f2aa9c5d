"""Uses of procedures, counted from the indexes."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.procedures import uses
from tests.portal.store.planting import plant


@pytest.mark.parametrize(
    ("since", "counts"),
    [
        (0, {"p": 3, "q": 2, "none": 0}),
        (3, {"p": 2, "q": 1, "none": 0}),
        (4, {"p": 1, "q": 1, "none": 0}),
        (6, {"p": 0, "q": 0, "none": 0}),
    ],
)
def test_uses_are_counted_from_an_instant_on(unit: Unit, since: int, counts: dict[str, int]) -> None:
    number = int(plant(unit, Application, stored_at=1, procedure="q")["id"])
    for gap, (procedure, stored_at) in enumerate((("p", 2), ("p", 3), ("q", 4), ("p", 5)), 1):
        number += gap
        plant(unit, Application, id=number, procedure=procedure, stored_at=stored_at)
    assert uses.counts_since(unit, counts, since) == counts


def test_nothing_is_counted_where_there_are_no_applications(unit: Unit) -> None:
    assert uses.counts_since(unit, ["p"], 0) == {"p": 0}
