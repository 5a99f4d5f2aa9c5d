"""How long visits took, one row each. Counts and minutes; nobody's name."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class FigureRow:
    """Instants and `parked` in microseconds; None while it has not happened."""

    uid: str
    day: str
    begun_at: int
    registered_at: int | None = None
    ended_at: int | None = None
    parked: int = 0
    filed: int = 0
    boxes: int = 0
    unkeyed: int = 0
    corrected: int = 0
    disputed: int = 0
    printed: int = 0
    usual: int = 0
    chosen: int = 0


_COLUMNS = (
    "uid, day, begun_at, registered_at, ended_at, parked, filed, boxes, unkeyed, corrected, disputed, printed, usual, "
    "chosen"
)
_ADD = insert("visit_figure", *_COLUMNS.split(", "))
_REGISTER = sql(
    "UPDATE visit_figure SET registered_at = COALESCE(registered_at, :now), filed = (SELECT COUNT(*) FROM visit_item "
    "JOIN application ON application.uid = visit_item.uid WHERE visit_id = :uid AND booked = 0) WHERE uid = :uid"
)
_STOOD = sql("UPDATE visit_figure SET parked = parked + :parked WHERE uid = :uid")
_DISPUTE = sql("UPDATE visit_figure SET disputed = disputed + 1 WHERE uid = :uid")
_PRINT = sql("UPDATE visit_figure SET printed = printed + 1 WHERE uid = :uid")
_PRINTED = sql("SELECT printed FROM visit_figure WHERE uid = :uid")
_END = sql("UPDATE visit_figure SET ended_at = :now WHERE uid = :uid")
_FILLED = sql(
    "UPDATE visit_figure SET boxes = boxes + :boxes, unkeyed = unkeyed + :unkeyed, corrected = corrected + :corrected, "
    "usual = usual + :usual, chosen = chosen + :chosen WHERE uid = :uid"
)
_BY_UID = sql(f"SELECT {_COLUMNS} FROM visit_figure WHERE uid = :uid")
_SINCE = sql(f"SELECT {_COLUMNS} FROM visit_figure WHERE day >= :day ORDER BY day DESC, begun_at LIMIT 20000")


def add(unit: Unit, row: FigureRow) -> None:
    run(unit, _ADD, vars(row))


def register(unit: Unit, uid: str, now: int) -> None:
    """One more was filed."""
    run(unit, _REGISTER, {"uid": uid, "now": now})


def stood(unit: Unit, uid: str, parked: int) -> None:
    """So long it was put aside."""
    run(unit, _STOOD, {"uid": uid, "parked": parked})


def dispute(unit: Unit, uid: str) -> None:
    """One more section that the visitor said was wrong."""
    run(unit, _DISPUTE, {"uid": uid})


def count_print(unit: Unit, uid: str) -> None:
    run(unit, _PRINT, {"uid": uid})


def printed(unit: Unit, uid: str) -> int:
    """How often the papers of this visit were printed."""
    row = one(unit, _PRINTED, uid=uid)
    return int(row[0]) if row else 0


def end(unit: Unit, uid: str, now: int) -> None:
    run(unit, _END, {"uid": uid, "now": now})


def fill(
    unit: Unit, uid: str, *, boxes: int, unkeyed: int, corrected: int, usual: int, chosen: int
) -> None:  # fmt: skip
    """One more form was filled in."""
    counts = {"boxes": boxes, "unkeyed": unkeyed, "corrected": corrected, "usual": usual, "chosen": chosen}
    run(unit, _FILLED, {"uid": uid, **counts})


def by_uid(unit: Unit, uid: str) -> FigureRow | None:
    found = one(unit, _BY_UID, uid=uid)
    return FigureRow(*found) if found else None


def since(unit: Unit, day: str) -> list[FigureRow]:
    """The newest day first; at most 20 000."""
    return [FigureRow(*row) for row in every(unit, _SINCE, day=day)]
