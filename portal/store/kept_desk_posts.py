"""What staff sent when their session had ended."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class KeptDeskRow:
    staff_id: int
    path: str
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int


_COLUMNS = "staff_id, path, key_id, wrapped_key, sealed_boxes, made_at"
_PUT = insert(
    "kept_desk_post", *_COLUMNS.split(", "),
    tail="ON CONFLICT (staff_id, path) DO UPDATE SET key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, "
    "sealed_boxes = excluded.sealed_boxes, made_at = excluded.made_at",
)  # fmt: skip
_OF = sql(f"SELECT {_COLUMNS} FROM kept_desk_post WHERE staff_id = :staff_id AND made_at > :after ORDER BY made_at")
_REMOVE = sql("DELETE FROM kept_desk_post WHERE staff_id = :staff_id AND path = :path")
_SWEEP = sql("DELETE FROM kept_desk_post WHERE made_at < :before")


def put(unit: Unit, row: KeptDeskRow) -> None:
    """The last that was typed for this address."""
    run(unit, _PUT, vars(row))


def of(unit: Unit, staff_id: int, after: int) -> list[KeptDeskRow]:
    return [KeptDeskRow(*row) for row in every(unit, _OF, staff_id=staff_id, after=after)]


def remove(unit: Unit, staff_id: int, path: str) -> bool:
    return run(unit, _REMOVE, {"staff_id": staff_id, "path": path}).rowcount == 1


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
