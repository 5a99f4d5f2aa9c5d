"""What sources told for drafts."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, one, run, sql


@dataclass(frozen=True)
class ToldRow:
    draft_id: str
    source: str
    sealed_told: bytes
    told_at: int


_COLUMNS = "draft_id, source, sealed_told, told_at"
_OF = sql(f"SELECT {_COLUMNS} FROM draft_source WHERE draft_id = :draft_id")
_KEEP = sql(
    f"INSERT INTO draft_source ({_COLUMNS}) VALUES (:draft_id, :source, :sealed_told, :told_at) "
    "ON CONFLICT (draft_id, source) DO UPDATE SET sealed_told = excluded.sealed_told, told_at = excluded.told_at"
)
_TOLD_AT = sql("SELECT told_at FROM draft_source WHERE draft_id = :draft_id AND source = :source")
_FORGET = sql("DELETE FROM draft_source WHERE source <> :kept")


def of(unit: Unit, draft_id: str) -> list[ToldRow]:
    return [ToldRow(*row) for row in every(unit, _OF, draft_id=draft_id)]


def keep(unit: Unit, row: ToldRow) -> None:
    """In the place of what the same source told before."""
    run(unit, _KEEP, vars(row))


def told_at(unit: Unit, draft_id: str, source: str) -> int | None:
    row = one(unit, _TOLD_AT, draft_id=draft_id, source=source)
    return row.told_at if row else None


def forget(unit: Unit, kept: str) -> None:
    """Of every draft, except what the source `kept` told: it is asked for again when a page is opened."""
    run(unit, _FORGET, {"kept": kept})
