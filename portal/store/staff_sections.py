"""Which section each member of staff belongs to, from a day on."""

from portal.db import Unit
from portal.store.statements import every, insert, run, sql

_ON = sql("SELECT staff_id, section FROM staff_section WHERE from_day <= :day ORDER BY from_day")
_OF_STAFF = sql("SELECT from_day, section FROM staff_section WHERE staff_id = :staff_id ORDER BY from_day")
_SET = insert(
    "staff_section", "staff_id", "from_day", "section",
    tail="ON CONFLICT (staff_id, from_day) DO UPDATE SET section = excluded.section",
)  # fmt: skip


def on(unit: Unit, day: str) -> dict[int, str]:
    """By member of staff."""
    return {row.staff_id: row.section for row in every(unit, _ON, day=day)}


def of_staff(unit: Unit, staff_id: int) -> list[tuple[str, str]]:
    """(from, section), oldest first."""
    return [(row.from_day, row.section) for row in every(unit, _OF_STAFF, staff_id=staff_id)]


def move(unit: Unit, staff_id: int, section: str, from_day: str) -> None:
    run(unit, _SET, {"staff_id": staff_id, "from_day": from_day, "section": section})
