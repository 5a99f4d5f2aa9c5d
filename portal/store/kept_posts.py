"""What was typed when a session had ended."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class KeptRow:
    draft_id: str
    page: str
    browser_hash: bytes
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int


_COLUMNS = "draft_id, page, browser_hash, key_id, wrapped_key, sealed_boxes, made_at"
_PUT = insert(
    "kept_post", *_COLUMNS.split(", "),
    tail="ON CONFLICT (draft_id, page, browser_hash) DO UPDATE SET key_id = excluded.key_id, "
    "wrapped_key = excluded.wrapped_key, sealed_boxes = excluded.sealed_boxes, made_at = excluded.made_at",
)  # fmt: skip
_WHERE = "WHERE draft_id = :draft_id AND page = :page AND browser_hash = :browser_hash"
_FIND = sql(f"SELECT {_COLUMNS} FROM kept_post {_WHERE} AND made_at > :after")
_REMOVE = sql(f"DELETE FROM kept_post {_WHERE}")
_SWEEP = sql("DELETE FROM kept_post WHERE made_at < :before")


def put(unit: Unit, row: KeptRow) -> None:
    """The last that was typed for this page in this browser."""
    run(unit, _PUT, vars(row))


def find(unit: Unit, draft_id: str, page: str, browser_hash: bytes, after: int) -> KeptRow | None:
    row = one(unit, _FIND, draft_id=draft_id, page=page, browser_hash=browser_hash, after=after)
    return KeptRow(*row) if row else None


def remove(unit: Unit, draft_id: str, page: str, browser_hash: bytes) -> None:
    run(unit, _REMOVE, {"draft_id": draft_id, "page": page, "browser_hash": browser_hash})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
