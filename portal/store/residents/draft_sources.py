from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from portal.db import Unit
from portal.models.residents.draft_source import DraftSource
from portal.store.statements import by, every, one, put_into, rows, run, sql


@dataclass(frozen=True)
class SourceRow:
    draft_id: str
    source: str
    sealed_told: bytes
    told_at: int


_source = DraftSource.table
_OF = sql(rows(SourceRow, DraftSource).where(by(_source.c.draft_id)))
_KEEP = sql(put_into(DraftSource, SourceRow))
_OBTAINED_AT = sql(select(_source.c.told_at).where(by(_source.c.draft_id, _source.c.source)), int)
_FORGET = sql(delete(_source).where(_source.c.source.not_in(bindparam("kept"))))


def of(unit: Unit, draft_id: str) -> list[SourceRow]:
    return every(unit, _OF, draft_id=draft_id)


def keep(unit: Unit, row: SourceRow) -> None:
    """Replaces earlier data."""
    run(unit, _KEEP, vars(row))


def obtained_at(unit: Unit, draft_id: str, source: str) -> int | None:
    return one(unit, _OBTAINED_AT, draft_id=draft_id, source=source)


def forget(unit: Unit, kept: Sequence[str]) -> None:
    """Keeps data of the sources `kept`."""
    run(unit, _FORGET, {"kept": list(kept)})
