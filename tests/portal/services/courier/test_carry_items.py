"""Items are accepted once, from the permitted zone."""

from dataclasses import replace

import pytest

from portal.clock import to_micro
from portal.services.courier.carry_items import due_items, is_new_item, keep_sent, take_item
from portal.services.shared.deferral import LeftOver
from portal.services.shared.installation import Installation
from portal.store.bookings import slot_changes
from portal.store.bookings.reservations import Time
from portal.store.bookings.slot_changes import Changed
from portal.store.cases import applications
from portal.store.courier import courier_items
from portal.store.courier.courier_items import ItemRow
from tests.portal.services.courier.carrying import forged, uid_of
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import alice, file_application


def test_what_only_the_section_may_say_is_not_taken_from_outside(zones: Zones) -> None:
    """Disposals, their confirmation, addressees of letters."""
    file_application(zones.outer, alice(zones.outer))
    (package,) = zones.pack("outer")
    inside = uid_of(zones.inner, file_application(zones.inner, alice(zones.inner)))
    items = [
        {"key": key, "step": 1, "at": 1, "rows": 1, "list": "", "answers": []}
        for key in (f"gone/{inside}", f"purged/{inside}", "letters/x/0", "answers/x/0", "", "nothing/x")
    ]
    took = forged(zones, package, lambda first: first.update(items=items))
    assert took.left == tuple(("", "unknown") for _ in items)
    with zones.inner.database.read() as unit:
        assert applications.by_uid(unit, inside) is not None


@pytest.mark.parametrize("key", ["procedures/x", "gone/x", "letters/x/0", "closed/x", "purged", "nothing/x"])
def test_the_inner_zone_takes_only_kinds_of_the_outer_zone(zones: Zones, key: str) -> None:
    with pytest.raises(LeftOver, match="unknown"):
        take_item(zones.inner, {"key": key, "step": 1}, CARRIER)


def test_an_item_is_new_until_its_step_was_taken_and_then_acknowledged_again(installation: Installation) -> None:
    """The acknowledgement was lost."""
    with installation.database.write() as unit:
        courier_items.keep(unit, ItemRow("waits/lung", taken_step=5))
        unit.commit()
    items = [{"key": key, "step": step} for key, step in (("waits/lung", 6), ("waits/other", 1), ("waits/lung", 5))]
    assert [is_new_item(installation, item) for item in items] == [True, True, False]
    with installation.database.read() as unit:
        assert courier_items.owing(unit, 9) == [("waits/lung", 5)]


def test_what_was_packed_is_due_again_when_it_changes_and_not_before(zones: Zones) -> None:
    time = Time("lung", "lung-3", "2026-12-09T09:00", "", "")
    started, due = to_micro(zones.inner.clock.now()), list[list[tuple[object, ...]]]()
    for number, closed in ((1, True), (2, True), (3, False)):
        with zones.inner.database.write() as unit:
            slot_changes.add(unit, time, Changed(closed=closed), "test", number)
            unit.commit()
        items = list(due_items(zones.inner, started, again=False))
        with zones.inner.database.write() as unit:
            for row, _ in items:
                keep_sent(unit, row, number)
            unit.commit()
        due.append([(content["key"], content["step"], content["times"][0][2]) for _, content in items])
    assert due == [[("closed/lung", started, True)], [], [("closed/lung", started + 1, False)]]


def test_what_the_other_zone_acknowledged_while_it_was_packed_is_kept(installation: Installation) -> None:
    before = ItemRow("closed/lung", sent_step=1)
    with installation.database.write() as unit:
        courier_items.keep(unit, replace(before, there_step=1, taken_step=7, owes=True))
        keep_sent(unit, replace(before, sent_step=2, sent_mark="m", sent_at=3), 4)
        row = courier_items.of(unit, "closed/lung")
    assert row == ItemRow("closed/lung", "", 2, "m", 4, 3, 1, 7, owes=True)
