"""Translations that a city wrote or signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.db import Unit
from portal.models.workshop.translation import Translation
from portal.store.statements import by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class TranslationRow:
    id: int
    language: str
    mark: str
    japanese: str
    translation: str
    signed: int
    actor: str
    at: int


_row = Translation.table
_ROWS = rows(TranslationRow, Translation)
_ADD = sql(insert_into(Translation, TranslationRow, but=("id",)))
_NEWEST = sql(
    _ROWS.where(_row.c.id.in_(select(func.max(_row.c.id)).group_by(_row.c.language, _row.c.mark))).order_by(_row.c.id)
)
_OF_TEXT = sql(_ROWS.where(by(_row.c.language, _row.c.mark)).order_by(_row.c.id.desc()).limit(1))
_LAST = sql(select(func.coalesce(func.max(_row.c.id), 0)), int)


def add(unit: Unit, added: Sequence[TranslationRow]) -> None:
    """`id` is not read."""
    run(unit, _ADD, [vars(row) for row in added])


def newest(unit: Unit) -> list[TranslationRow]:
    return every(unit, _NEWEST)


def of_text(unit: Unit, language: str, mark: str) -> TranslationRow | None:
    return one(unit, _OF_TEXT, language=language, mark=mark)


def last(unit: Unit) -> int:
    return exactly(unit, _LAST)
