"""Input that was not sent: after a session had ended, or while a page was being filled in."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, not_, or_

from portal.db import Unit
from portal.models.residents.kept_post import KeptPost
from portal.store.statements import by, one, put_into, rows, run, sql

# In place of the hash of a browser, which has another length: written by the draft's owner, for any browser of theirs.
OWNED = b"owner"


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
_PAGE = by(_post.c.draft_id, _post.c.page)
_BROWSER = by(_post.c.browser_hash)
_OWNED = _post.c.browser_hash == bindparam("owned")
_PUT = sql(put_into(KeptPost, KeptRow))
_FIND = sql(
    rows(KeptRow, KeptPost)
    .where(_PAGE, or_(_OWNED, and_(_BROWSER, _post.c.made_at > bindparam("after"))))
    .order_by(_post.c.made_at.desc())
    .limit(1)
)
_REMOVE = sql(delete(_post).where(_PAGE, or_(_OWNED, _BROWSER)))
_SWEEP = sql(delete(_post).where(not_(_OWNED), _post.c.made_at < bindparam("before")))


def put(unit: Unit, row: KeptRow) -> None:
    """Keeps only the latest."""
    run(unit, _PUT, vars(row))


def find(unit: Unit, draft_id: str, page: str, browser_hash: bytes, after: int, *, own: bool) -> KeptRow | None:
    """The latest of this browser's and, for the draft's owner (`own`), theirs."""
    return one(unit, _FIND, draft_id=draft_id, page=page, browser_hash=browser_hash, after=after, owned=_owned(own))


def remove(unit: Unit, draft_id: str, page: str, browser_hash: bytes, *, own: bool) -> None:
    run(unit, _REMOVE, {"draft_id": draft_id, "page": page, "browser_hash": browser_hash, "owned": _owned(own)})


def _owned(own: bool) -> bytes:
    return OWNED if own else b""  # the hash of no browser


def sweep(unit: Unit, before: int) -> None:
    """What the owner wrote stays as long as the draft."""
    run(unit, _SWEEP, {"before": before, "owned": OWNED})
