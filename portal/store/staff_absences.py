"""Who is away, and who stands in."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class AbsenceRow:
    id: int
    staff_id: int
    from_day: str
    to_day: str
    substitute_id: int


_COLUMNS = "id, staff_id, from_day, to_day, substitute_id"
_FROM = sql(f"SELECT {_COLUMNS} FROM staff_absence WHERE to_day >= :day ORDER BY from_day, id")
_ADD = insert("staff_absence", "staff_id", "from_day", "to_day", "substitute_id")
_REMOVE = sql("DELETE FROM staff_absence WHERE id = :id")


def from_day_on(unit: Unit, day: str) -> list[AbsenceRow]:
    """Those that are not over."""
    return [AbsenceRow(*row) for row in every(unit, _FROM, day=day)]


def add(unit: Unit, staff_id: int, from_day: str, to_day: str, substitute_id: int) -> None:
    values = {"staff_id": staff_id, "from_day": from_day, "to_day": to_day, "substitute_id": substitute_id}
    run(unit, _ADD, values)


def remove(unit: Unit, number: int) -> None:
    run(unit, _REMOVE, {"id": number})
