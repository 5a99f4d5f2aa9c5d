from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from portal.db import Unit
from portal.models.administration.city_edition import CityEdition
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

DRAFT, ASKED, APPROVED, IN_FORCE = "draft", "asked", "approved", "in_force"
REFUSED, WITHDRAWN, FAULTY = "refused", "withdrawn", "faulty"
OPEN = (DRAFT, ASKED, APPROVED)


@dataclass(frozen=True)
class EditionRow:
    id: int
    part: str
    open_part: str | None
    text: str
    to_file: int
    reason: str
    from_day: str
    state: str
    revision: int
    written_by: int
    written_at: int
    decided_by: int | None = None
    decided_at: int | None = None
    in_force_at: int | None = None
    words: str = ""


_row = CityEdition.table
_ROWS = rows(EditionRow, CityEdition)
_ADD = sql(insert_into(CityEdition, EditionRow, but=("id",)).returning(_row.c.id), int)
_BY_ID = sql(_ROWS.where(by(_row.c.id)))
_OPEN = sql(_ROWS.where(_row.c.open_part.is_not(None)).order_by(_row.c.id))
_OF_PART = sql(_ROWS.where(by(_row.c.part)).order_by(_row.c.id.desc()).limit(50))
_NEWEST = sql(
    _ROWS.where(
        _row.c.id.in_(select(func.max(_row.c.id)).where(_row.c.state == IN_FORCE).group_by(_row.c.part))
    ).order_by(_row.c.id)
)
_FAULTY = sql(
    _ROWS.where(
        _row.c.id.in_(select(func.max(_row.c.id)).where(_row.c.state.in_((IN_FORCE, FAULTY))).group_by(_row.c.part)),
        _row.c.state == FAULTY,
    ).order_by(_row.c.id)
)
# "kakacity"; the migrations and the audit lock other numbers.
_LOCK = sql(select(func.pg_advisory_xact_lock(7737583700823078009)))
# No row leaves that state.
_COUNT = sql(select(func.count()).where(_row.c.state == IN_FORCE), int)
_DUE = sql(
    _ROWS.where(_row.c.state == APPROVED, _row.c.from_day <= bindparam("day")).order_by(_row.c.from_day, _row.c.id)
)
_SAVE = sql(
    update(_row)
    .where(by(_row.c.id), _row.c.state == DRAFT, _row.c.revision == bindparam("was"))
    .values(bound("text", "written_at") | {"revision": _row.c.revision + 1})
)
_ASK = sql(
    update(_row)
    .where(by(_row.c.id), _row.c.state == DRAFT, _row.c.revision == bindparam("was"))
    .values(bound("reason", "from_day") | {"state": bindparam("to")})
)
_MOVE = sql(
    update(_row)
    .where(by(_row.c.id), _row.c.state == bindparam("was"))
    .values(
        bound("open_part", "decided_by", "decided_at", "in_force_at", "words") | {"state": bindparam("to")}
    )
)  # fmt: skip


def add(unit: Unit, row: EditionRow) -> int:
    """`id` is not read."""
    return exactly(unit, _ADD, **vars(row))


def by_id(unit: Unit, edition_id: int) -> EditionRow | None:
    return one(unit, _BY_ID, id=edition_id)


def open_ones(unit: Unit) -> Mapping[str, EditionRow]:
    return {row.part: row for row in every(unit, _OPEN)}


def of_part(unit: Unit, part: str) -> list[EditionRow]:
    """The newest first."""
    return every(unit, _OF_PART, part=part)


def in_force(unit: Unit) -> Mapping[str, EditionRow]:
    """By part; also those that hand it back to the file."""
    return {row.part: row for row in every(unit, _NEWEST)}


def faulty(unit: Unit) -> list[EditionRow]:
    """Those after which none came into force."""
    return every(unit, _FAULTY)


def lock(unit: Unit) -> None:
    """Until the commit: no other counts meanwhile (READ COMMITTED). SQLite has one writer at a time."""
    if unit.connection.dialect.name != "sqlite":
        every(unit, _LOCK)


def count(unit: Unit) -> int:
    """Changes with each edition that comes into force."""
    return exactly(unit, _COUNT)


def due(unit: Unit, day: str) -> list[EditionRow]:
    return every(unit, _DUE, day=day)


def save(unit: Unit, edition_id: int, was: int, text: str, now: int) -> bool:
    return run(unit, _SAVE, {"id": edition_id, "was": was, "text": text, "written_at": now}).rowcount == 1


def ask(unit: Unit, edition_id: int, was: int, to: str, *, reason: str, from_day: str) -> bool:
    values = {"id": edition_id, "was": was, "to": to, "reason": reason, "from_day": from_day}
    return run(unit, _ASK, values).rowcount == 1


def move(unit: Unit, row: EditionRow, to: str, **changed: Any) -> bool:
    """False: somebody moved it before."""
    kept = {name: getattr(row, name) for name in ("decided_by", "decided_at", "in_force_at", "words")}
    place = row.part if to in OPEN else None
    values = {**kept, **changed, "id": row.id, "was": row.state, "to": to, "open_part": place}
    return run(unit, _MOVE, values).rowcount == 1
