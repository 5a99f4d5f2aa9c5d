"""Each table declares what stays (models/base)."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, func, select

from portal.db import Unit
from portal.models import metadata
from portal.models.cases.application import Application
from portal.models.cases.application_access import ApplicationAccess
from portal.models.residents.person import Person
from portal.store.statements import by, exactly, run, sql

_APPLICATION = Application.table
_PERSON = Person.table


def _rows_of(table: Table) -> ColumnElement[bool] | None:
    if table.info["stays"]:
        return None
    if table is _APPLICATION:
        return by(table.c.id)
    if "application_id" in table.c:
        return table.c.application_id == bindparam("id")
    if table.info["application_uid_in"]:
        return table.c[table.info["application_uid_in"]] == bindparam("uid")
    for key in table.foreign_keys:
        if key.column.table is not table and (of_parent := _rows_of(key.column.table)) is not None:
            return key.parent.in_(select(key.column).where(of_parent))
    return None


# Table → condition for its rows of the application; children come before their parents.
GOES: Mapping[str, ColumnElement[bool]] = {
    table.name: rows for table in reversed(metadata.sorted_tables) if (rows := _rows_of(table)) is not None
}
# Tables that name an application and stay, with the reason.
STAYS: Mapping[str, str] = {table.name: table.info["stays"] for table in metadata.sorted_tables if table.info["stays"]}
_DELETE = {name: sql(delete(metadata.tables[name]).where(rows)) for name, rows in GOES.items()}
_COUNT = {
    name: sql(select(func.count()).select_from(metadata.tables[name]).where(rows), int) for name, rows in GOES.items()
}
# For a person with no other application and no recent sign-in, the data of the card and the addresses for notices are
# deleted too.
_NEEDED = [
    key.parent
    for table in metadata.sorted_tables
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
    if key.column.table is _PERSON and (key.ondelete is None or table is ApplicationAccess.table)
]
_REMOVE_PERSON = sql(
    delete(_PERSON).where(
        _PERSON.c.id == bindparam("person_id"),
        _PERSON.c.signed_in_at <= bindparam("before"),
        *(~exists().where(column == bindparam("person_id")) for column in _NEEDED),
    )
)


def remove(unit: Unit, application_id: int, uid: str) -> dict[str, int]:
    """Rows by table. The database refuses protected rows unless an approved list names the application."""
    values = {"id": application_id, "uid": uid}
    gone = {table: run(unit, statement, values).rowcount for table, statement in _DELETE.items()}
    return {table: number for table, number in gone.items() if number}


def rows_of(unit: Unit, application_id: int, uid: str = "") -> dict[str, int]:
    """`uid` "": unknown."""
    counted = {table: exactly(unit, count, id=application_id, uid=uid) for table, count in _COUNT.items()}
    return {table: number for table, number in counted.items() if number}


def remove_person(unit: Unit, person_id: str, before: int) -> bool:
    """Keeps persons with other data or a sign-in since `before`."""
    return run(unit, _REMOVE_PERSON, {"person_id": person_id, "before": before}).rowcount == 1
