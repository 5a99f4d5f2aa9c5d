"""Input after a session had ended."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete

from portal.db import Unit
from portal.models.residents.kept_post import KeptPost
from portal.store.statements import by, one, put_into, rows, run, sql


@dataclass(frozen=True)
class KeptRow:
    draft_id: str
    page: str
    browser_hash: bytes
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int


_post = KeptPost.table
_HERE = by(_post.c.draft_id, _post.c.page, _post.c.browser_hash)
_PUT = sql(put_into(KeptPost, KeptRow))
_FIND = sql(rows(KeptRow, KeptPost).where(_HERE, _post.c.made_at > bindparam("after")))
_REMOVE = sql(delete(_post).where(_HERE))
_SWEEP = sql(delete(_post).where(_post.c.made_at < bindparam("before")))


def put(unit: Unit, row: KeptRow) -> None:
    """Keeps only the latest."""
    run(unit, _PUT, vars(row))


def find(unit: Unit, draft_id: str, page: str, browser_hash: bytes, after: int) -> KeptRow | None:
    return one(unit, _FIND, draft_id=draft_id, page=page, browser_hash=browser_hash, after=after)


def remove(unit: Unit, draft_id: str, page: str, browser_hash: bytes) -> None:
    run(unit, _REMOVE, {"draft_id": draft_id, "page": page, "browser_hash": browser_hash})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
