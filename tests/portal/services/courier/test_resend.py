"""Changed, lost and unacknowledged items are packed again."""

from dataclasses import replace

import pytest

from portal.services.courier.pack import pack_courier
from portal.services.courier.resend import is_due
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.courier import courier
from portal.store.courier.courier import LOST, OUT, PACKED, StepRow
from portal.store.courier.courier_items import ItemRow
from tests.portal.later import later
from tests.portal.services.courier.carrying import ON_BOTH_ENGINES
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import file_application


@ON_BOTH_ENGINES
def test_what_nobody_acknowledges_for_a_day_is_packed_again_by_itself(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session)
    zones.pack("outer")
    assert zones.pack("outer") == []
    late = later(zones.outer, minutes=24 * 60 + 1)
    assert [package.items for package in pack_courier(late, zones.folder / "outer", CARRIER)] == [1]
    assert [len(zones.pack("outer", again=True))] == [1]


SENT = ItemRow("closed/lung", sent_step=5, sent_mark="m", sent_in=1, sent_at=1_000)
DAY = 24 * 3_600_000_000


@pytest.mark.parametrize(
    ("row", "mark", "after", "again", "due"),
    [
        (SENT, "another", 1, False, True), (SENT, "m", 1, False, False), (SENT, "m", 1, True, True),
        (SENT, "m", DAY - 1, False, False), (SENT, "m", DAY, False, True),
        (replace(SENT, there_step=5), "m", DAY, True, False), (replace(SENT, there_step=4), "m", DAY, False, True),
        (replace(SENT, there_step=5), "another", 1, False, True),
    ],
)  # fmt: skip
def test_it_is_due_when_it_changed_or_nobody_acknowledged_it_within_the_hours_of_the_settings(
    installation: Installation, row: ItemRow, mark: str, after: int, again: bool, due: bool
) -> None:
    with installation.database.read() as unit:
        assert is_due(installation.settings, unit, row, mark, row.sent_at + after, again) is due


def test_what_was_in_a_lost_package_is_due_at_once(installation: Installation) -> None:
    with installation.database.write() as unit:
        for number, act in ((1, PACKED), (1, LOST), (2, PACKED)):
            assert courier.add_step(unit, StepRow(1, OUT, number, "", act))
        rows = (SENT, replace(SENT, sent_in=2), replace(SENT, there_step=5))
        assert [is_due(installation.settings, unit, row, "m", 1_001, again=False) for row in rows] == [
            True,
            False,
            False,
        ]
