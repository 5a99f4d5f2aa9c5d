"""Rows that a test needs."""

from itertools import count
from typing import Any

from sqlalchemy.schema import Column

from portal.db import Unit
from portal.models import metadata
from portal.models.base import Model

# Far above what a table counts itself: a row planted after one that was added has no number of it.
_numbers = count(1_000_000)


def plant(unit: Unit, model: type[Model], **given: Any) -> dict[str, Any]:
    """With the rows of its foreign keys. Values not given are unique, or NULL if possible."""
    return _plant(unit, model.table.name, given)


def _plant(unit: Unit, name: str, given: dict[str, Any]) -> dict[str, Any]:
    table = metadata.tables[name]
    number = next(_numbers)
    row = {
        column.key: given[column.key] if column.key in given else _value(unit, column, number)
        for column in table.columns
    }
    unit.connection.execute(table.insert().values(row))
    return row


def _value(unit: Unit, column: "Column[Any]", number: int) -> Any:
    if column.nullable:
        return None
    for key in column.foreign_keys:
        return _plant(unit, key.column.table.name, {})[key.column.key]
    kinds = {int: number, bool: False, bytes: f"{column.name} {number}".encode()}
    return kinds.get(column.type.python_type, f"{column.name} {number}")
