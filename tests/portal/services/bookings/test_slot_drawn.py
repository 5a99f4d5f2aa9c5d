"""A unit of a drawing of times, and the time that it is."""

import pytest

from portal.services.bookings.slot_drawn import slot_drawn
from portal.services.shared.installation import Installation
from portal.store.bookings.drawings import DrawingRow

ROW = DrawingRow(
    0, "u", "drawing-slots", "duty", "2026-11-30", "", "", b"", b"", 0,
    resources="hall gym_sub", use_from="2027-01-05", use_to="2027-01-31",
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "starts"),
    [
        ("hall-20270116-1300", "2027-01-16T13:00"),
        ("gym_sub-20270131-1800", "2027-01-31T18:00"),
        ("gym_main-20270116-1200", None),  # not drawn
        ("hall-20270201-1300", None),  # another month
        ("hall-20270118-1300", None),  # Monday
        ("hall-20270116-1400", None),  # no such hour
        ("gym_sub-20270114-1800", None),  # a club has it each Thursday
        ("", None),
    ],
)
def test_only_a_time_of_the_drawing_is_a_unit(installation: Installation, code: str, starts: str | None) -> None:
    slot = slot_drawn(installation, ROW, code)
    assert (slot.starts if slot else None) == starts
