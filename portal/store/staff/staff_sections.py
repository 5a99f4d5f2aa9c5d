"""A member's section from a day."""

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.staff.staff_section import StaffSection
from portal.store.statements import by, every, insert_into, run, sql

_section = StaffSection.table
_ON = sql(
    select(_section.c.staff_id, _section.c.section)
    .where(_section.c.from_day <= bindparam("day"))
    .order_by(_section.c.from_day)
)
_OF_STAFF = sql(
    select(_section.c.from_day, _section.c.section).where(by(_section.c.staff_id)).order_by(_section.c.from_day)
)
_INSERT = insert_into(StaffSection, beside=("staff_id", "from_day", "section"))
_SET = sql(
    _INSERT.on_conflict_do_update(
        index_elements=[_section.c.staff_id, _section.c.from_day], set_={"section": _INSERT.excluded.section}
    )
)


def on(unit: Unit, day: str) -> dict[int, str]:
    return {row.staff_id: row.section for row in every(unit, _ON, day=day)}


def of_staff(unit: Unit, staff_id: int) -> list[tuple[str, str]]:
    return [(row.from_day, row.section) for row in every(unit, _OF_STAFF, staff_id=staff_id)]


def move(unit: Unit, staff_id: int, section: str, from_day: str) -> None:
    run(unit, _SET, {"staff_id": staff_id, "from_day": from_day, "section": section})
