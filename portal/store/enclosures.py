"""What goes along with letters of the 発送簿, by the keyed hash of its file."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class EnclosureRow:
    """`file_id`: of the application, "" of one that staff brought."""

    id: int
    dispatch_id: int
    application_id: int
    token: bytes
    file_id: str
    sealed_name: bytes


_COLUMNS = "id, dispatch_id, application_id, token, file_id, sealed_name"
_ADD = insert("enclosure", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM enclosure WHERE dispatch_id = :dispatch_id ORDER BY id")
_ELSEWHERE = sql("SELECT 1 FROM enclosure WHERE token = :token AND application_id <> :application_id LIMIT 1")
_REMOVE = sql("DELETE FROM enclosure WHERE id = :id AND dispatch_id = :dispatch_id")


def add(unit: Unit, row: EnclosureRow) -> bool:
    """Its `id` is given here. False if this file is enclosed already."""
    return run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"}).rowcount == 1


def of(unit: Unit, dispatch_id: int) -> list[EnclosureRow]:
    return [EnclosureRow(*row) for row in every(unit, _OF, dispatch_id=dispatch_id)]


def is_of_another(unit: Unit, application_id: int, token: bytes) -> bool:
    """Whether this very file goes along with another application's letter."""
    return one(unit, _ELSEWHERE, application_id=application_id, token=token) is not None


def remove(unit: Unit, dispatch_id: int, enclosure_id: int) -> None:
    run(unit, _REMOVE, {"id": enclosure_id, "dispatch_id": dispatch_id})
