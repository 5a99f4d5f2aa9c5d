"""The section of each member from a day on."""

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.staff import staff_sections
from tests.portal.store.planting import plant


def test_the_last_move_up_to_a_day_counts(unit: Unit) -> None:
    hanako, taro = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    for staff, section, day in (
        (hanako, "welfare", "2026-11-20"), (hanako, "tax", "2026-04-01"), (taro, "tax", "2026-11-21"),
    ):  # fmt: skip
        staff_sections.move(unit, staff, section, day)
    assert staff_sections.on(unit, "2026-11-19") == {hanako: "tax"}
    assert staff_sections.on(unit, "2026-11-20") == {hanako: "welfare"}
    assert staff_sections.on(unit, "2026-11-21") == {hanako: "welfare", taro: "tax"}


def test_a_second_move_on_a_day_takes_the_place_of_the_first(unit: Unit) -> None:
    staff = plant(unit, Staff)["id"]
    for section, day in (("tax", "2026-11-20"), ("welfare", "2026-11-20"), ("water", "2026-04-01")):
        staff_sections.move(unit, staff, section, day)
    assert staff_sections.of_staff(unit, staff) == [("2026-04-01", "water"), ("2026-11-20", "welfare")]
