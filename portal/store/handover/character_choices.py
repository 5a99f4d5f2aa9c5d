"""Replacements of characters. Rows never change."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.db import Unit
from portal.models.handover.character_choice import CharacterChoice
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class CharacterChoiceRow:
    application_id: int
    token: str
    layout: str
    key_id: str
    wrapped_key: bytes
    sealed_choice: bytes
    made_by: str
    made_at: int


_choice = CharacterChoice.table
_ADD = sql(insert_into(CharacterChoice, CharacterChoiceRow))
_ANY = sql(select(_choice.c.id).where(by(_choice.c.layout)).limit(1))
_OF = sql(
    rows(CharacterChoiceRow, CharacterChoice)
    .where(by(_choice.c.layout), _choice.c.made_at <= bindparam("until"), _choice.c.token.in_(bindparam("tokens")))
    .order_by(_choice.c.id)
)


def add(unit: Unit, row: CharacterChoiceRow) -> None:
    run(unit, _ADD, vars(row))


def any_of(unit: Unit, layout: str) -> bool:
    return one(unit, _ANY, layout=layout) is not None


def of(unit: Unit, layout: str, tokens: Sequence[str], until: int) -> list[CharacterChoiceRow]:
    return every(unit, _OF, layout=layout, tokens=tokens, until=until)
