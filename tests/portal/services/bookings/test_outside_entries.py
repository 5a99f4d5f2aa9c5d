"""Only the inner zone waits for another; tests/portal/services/courier/test_carry_drawings.py shows how long."""

from datetime import date

import pytest

from portal.services.bookings.outside_entries import entries_lacking, keep_entries, why_no_list
from portal.services.shared.installation import Installation
from portal.store.bookings import drawings
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import IN, TAKEN, StepRow
from portal.store.courier.courier_items import ItemRow
from tests.portal.services.bookings.drawing import CLOSES, ONE, apply, offer
from tests.portal.two_zones import Zones
from tests.statements import statements_of


def lacking(installation: Installation) -> int | None:
    with installation.database.read() as unit:
        row = drawings.of(unit, ONE, CLOSES)
        assert row is not None
        return entries_lacking(installation, unit, row)


def test_a_single_zone_waits_for_nobody(installation: Installation) -> None:
    offer(installation, ONE)
    assert lacking(installation) == 0


def test_the_inner_zone_waits_for_the_list_and_then_for_each_on_it(zones: Zones) -> None:
    offer(zones.inner, ONE)
    assert lacking(zones.inner) == 0, "nothing ever came from outside"
    with zones.inner.database.write() as unit:
        courier.add_step(unit, StepRow(1, IN, 1, "digest", TAKEN))
        unit.commit()
    assert lacking(zones.inner) is None
    _, number = apply(zones.inner, "甲")
    with zones.inner.database.write() as unit:
        courier_items.keep(unit, ItemRow(f"entries/{ONE}/{CLOSES}", keep_entries({"numbers": [number, "R26-9999"]})))
        unit.commit()
    assert lacking(zones.inner) == 1


def test_one_statement_finds_all_that_have_come(zones: Zones) -> None:
    offer(zones.inner, ONE)
    counts = []
    for numbers in (["R26-9999"], [f"R26-{number}" for number in range(6)]):
        with zones.inner.database.write() as unit:
            courier.add_step(unit, StepRow(len(numbers), IN, len(numbers), "digest", TAKEN))
            courier_items.keep(unit, ItemRow(f"entries/{ONE}/{CLOSES}", keep_entries({"numbers": numbers})))
            row = drawings.of(unit, ONE, CLOSES)
            assert row is not None
            with statements_of(unit) as sent:
                assert entries_lacking(zones.inner, unit, row) == len(numbers)
            counts.append(sent.count)
            unit.commit()
    assert counts[0] == counts[1]


@pytest.mark.parametrize("closes", ["", "2026-12-01"])
def test_why_there_is_no_list_is_kept_with_the_last_day_outside(zones: Zones, closes: str) -> None:
    offer(zones.inner, ONE)
    with zones.inner.database.write() as unit:
        row = drawings.of(unit, ONE, CLOSES)
        assert row is not None
        assert why_no_list(unit, row) == ("", None)
        kept = keep_entries({"why": "closes", "closes": closes})
        courier_items.keep(unit, ItemRow(f"entries/{ONE}/{CLOSES}", kept))
        assert why_no_list(unit, row) == ("closes", date.fromisoformat(closes) if closes else None)


@pytest.mark.parametrize("item", [{}, {"why": "closes", "closes": "tomorrow"}])
def test_neither_a_list_nor_a_reason_is_refused(item: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        keep_entries(item)
