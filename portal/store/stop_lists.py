"""Stop lists: whom a duty does not invite again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class StopRow:
    id: int
    duty: str
    mark: bytes
    key_id: str
    wrapped_key: bytes
    sealed_person: bytes
    staff_login: str
    made_at: int


_COLUMNS = "id, duty, mark, key_id, wrapped_key, sealed_person, staff_login, made_at"
_ADD = insert("stopped_addressee", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT (duty, mark) DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM stopped_addressee WHERE duty IN :duties ORDER BY id DESC LIMIT 1000").bindparams(
    bindparam("duties", expanding=True)
)
_BY_ID = sql(f"SELECT {_COLUMNS} FROM stopped_addressee WHERE id = :id")
_MARKS = sql("SELECT mark FROM stopped_addressee WHERE duty = :duty")
_REMOVE = sql("DELETE FROM stopped_addressee WHERE id = :id")


def add(unit: Unit, stop: StopRow) -> None:
    """Nothing where they are on it already."""
    run(unit, _ADD, {name: value for name, value in vars(stop).items() if name != "id"})


def of_duties(unit: Unit, duties: Sequence[str]) -> list[StopRow]:
    return [StopRow(*row) for row in every(unit, _OF, duties=list(duties))] if duties else []


def by_id(unit: Unit, stop_id: int) -> StopRow | None:
    row = one(unit, _BY_ID, id=stop_id)
    return StopRow(*row) if row else None


def marks(unit: Unit, duty: str) -> frozenset[bytes]:
    return frozenset(bytes(row[0]) for row in every(unit, _MARKS, duty=duty))


def remove(unit: Unit, stop_id: int) -> None:
    run(unit, _REMOVE, {"id": stop_id})
