"""Views of the queue that members of staff gave a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class ViewRow:
    """`duty` "": of `staff_id` alone."""

    id: int
    name: str
    query: str
    duty: str
    staff_id: int


_COLUMNS = "id, name, query, duty, staff_id"
_ADD = insert("saved_view", "name", "query", "duty", "staff_id", "made_at", tail="RETURNING id")
_OF = sql(
    f"SELECT {_COLUMNS} FROM saved_view WHERE (duty = '' AND staff_id = :staff_id) OR duty IN :duties ORDER BY duty, name, id"
).bindparams(bindparam("duties", expanding=True))
_BY_ID = sql(f"SELECT {_COLUMNS} FROM saved_view WHERE id = :id")
_RENAME = sql("UPDATE saved_view SET name = :name WHERE id = :id")
_REMOVE = sql("DELETE FROM saved_view WHERE id = :id")
_FIRST = sql("SELECT view_id FROM first_view WHERE staff_id = :staff_id")
_OPEN_WITH = insert(
    "first_view", "staff_id", "view_id", tail="ON CONFLICT (staff_id) DO UPDATE SET view_id = excluded.view_id"
)
_OPEN_PLAIN = sql("DELETE FROM first_view WHERE staff_id = :staff_id")


def add(unit: Unit, name: str, query: str, duty: str, staff_id: int, now: int) -> int:
    values = {"name": name, "query": query, "duty": duty, "staff_id": staff_id, "made_at": now}
    return int(one(unit, _ADD, **values)[0])


def of_member(unit: Unit, staff_id: int, duties: Sequence[str]) -> list[ViewRow]:
    """Their own first, then those of these duties."""
    return [ViewRow(*row) for row in every(unit, _OF, staff_id=staff_id, duties=list(duties) or ["-"])]


def by_id(unit: Unit, view_id: int) -> ViewRow | None:
    row = one(unit, _BY_ID, id=view_id)
    return ViewRow(*row) if row else None


def rename(unit: Unit, view_id: int, name: str) -> None:
    run(unit, _RENAME, {"id": view_id, "name": name})


def remove(unit: Unit, view_id: int) -> None:
    run(unit, _REMOVE, {"id": view_id})


def first_of(unit: Unit, staff_id: int) -> int:
    """With which view their desk opens; 0 for none."""
    row = one(unit, _FIRST, staff_id=staff_id)
    return int(row[0]) if row else 0


def open_with(unit: Unit, staff_id: int, view_id: int) -> None:
    """0: with none."""
    if view_id:
        run(unit, _OPEN_WITH, {"staff_id": staff_id, "view_id": view_id})
    else:
        run(unit, _OPEN_PLAIN, {"staff_id": staff_id})
