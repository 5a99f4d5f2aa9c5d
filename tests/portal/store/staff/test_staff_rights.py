"""Rights of staff and their days."""

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.staff import staff_members, staff_rights
from portal.store.staff.staff_members import RightRow
from tests.portal.store.planting import plant


@pytest.mark.parametrize(
    ("from_day", "to_day", "in_force"),
    [
        ("2026-11-20", "2026-11-20", True),
        ("2026-11-01", None, True),
        ("2026-11-21", None, False),
        ("2026-11-01", "2026-11-19", False),
    ],
)
def test_a_right_is_in_force_on_its_days(unit: Unit, from_day: str, to_day: str | None, in_force: bool) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    right = RightRow("clerk", "tax", from_day, to_day)
    staff_members.grant(unit, staff, right)
    assert staff_members.rights(unit, staff, "2026-11-20") == ([right] if in_force else [])
    assert staff_members.rights(unit, other, "2026-11-20") == []
    everybody = [(held.staff_id, held.role, held.duty) for held in staff_rights.in_force(unit, "2026-11-20")]
    assert everybody == ([(staff, "clerk", "tax")] if in_force else [])


def test_disabled_accounts_hold_no_right(unit: Unit) -> None:
    staff = plant(unit, Staff, disabled_at=1)["id"]
    staff_members.grant(unit, staff, RightRow("clerk", "tax", "2026-11-01", None))
    assert staff_rights.in_force(unit, "2026-11-20") == []


def test_rights_that_begin_later_are_those_of_accounts_in_use(unit: Unit) -> None:
    staff, gone = plant(unit, Staff)["id"], plant(unit, Staff, disabled_at=1)["id"]
    for owner, day in ((staff, "2026-11-20"), (staff, "2026-11-22"), (staff, "2026-11-21"), (gone, "2026-11-21")):
        staff_members.grant(unit, owner, RightRow("clerk", "tax", day, None))
    assert staff_rights.after(unit, "2026-11-20") == [
        (staff, "clerk", "tax", "2026-11-21"), (staff, "clerk", "tax", "2026-11-22"),
    ]  # fmt: skip


def test_rights_end_and_go_one_by_one(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    for owner, day in ((staff, "2026-11-02"), (staff, "2026-11-01"), (other, "2026-11-01")):
        staff_members.grant(unit, owner, RightRow("clerk", "tax", day, None))
    first, second = staff_rights.of_staff(unit, staff)
    assert (first.from_day, second.from_day, first.source) == ("2026-11-01", "2026-11-02", staff_rights.HAND)
    staff_rights.last_day(unit, first.id, "2026-11-30")
    staff_rights.remove(unit, [second.id])
    assert [(right.id, right.to_day) for right in staff_rights.of_staff(unit, staff)] == [(first.id, "2026-11-30")]
    assert [right.to_day for right in staff_rights.of_staff(unit, other)] == [None]
