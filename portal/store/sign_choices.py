"""Choices for signs that a target cannot hold. Rows are added and go with their application; none changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class SignChoiceRow:
    application_id: int
    token: str
    layout: str
    key_id: str
    wrapped_key: bytes
    sealed_choice: bytes
    made_by: str
    made_at: int


_COLUMNS = "application_id, token, layout, key_id, wrapped_key, sealed_choice, made_by, made_at"
_ADD = insert("sign_choice", *_COLUMNS.split(", "))
_ANY = sql("SELECT 1 AS there FROM sign_choice WHERE layout = :layout LIMIT 1")
_OF = sql(
    f"SELECT {_COLUMNS} FROM sign_choice WHERE layout = :layout AND made_at <= :until AND token IN :tokens ORDER BY id"
).bindparams(bindparam("tokens", expanding=True))


def add(unit: Unit, row: SignChoiceRow) -> None:
    run(unit, _ADD, vars(row))


def any_of(unit: Unit, layout: str) -> bool:
    """Whether there is any at all: most layouts hold every sign."""
    return bool(every(unit, _ANY, layout=layout))


def of(unit: Unit, layout: str, tokens: Sequence[str], until: int) -> list[SignChoiceRow]:
    """In the order in which they were made."""
    rows = every(unit, _OF, layout=layout, tokens=list(tokens) or [""], until=until)
    return [SignChoiceRow(row[0], row[1], row[2], row[3], bytes(row[4]), bytes(row[5]), row[6], row[7]) for row in rows]
