"""Only the inner zone waits for another; tests/portal/services/courier/test_carry_drawings.py shows how long."""

from portal.services.bookings.outside_entries import entries_lacking, keep_entries
from portal.services.shared.installation import Installation
from portal.store.bookings import drawings
from portal.store.courier import courier, courier_items
from portal.store.courier.courier import IN, TAKEN, StepRow
from portal.store.courier.courier_items import ItemRow
from tests.portal.services.bookings.drawing import CLOSES, ONE, apply, offer
from tests.portal.two_zones import Zones


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
        courier_items.keep(unit, ItemRow(f"entries/{ONE}/{CLOSES}", keep_entries([number, "R26-9999"])))
        unit.commit()
    assert lacking(zones.inner) == 1
