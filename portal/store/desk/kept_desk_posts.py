"""Forms sent after the session ended."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete

from portal.db import Unit
from portal.models.desk.kept_desk_post import KeptDeskPost
from portal.store.statements import by, every, put_into, rows, run, sql


@dataclass(frozen=True)
class KeptDeskRow:
    staff_id: int
    path: str
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    made_at: int


_post = KeptDeskPost.table
_PUT = sql(put_into(KeptDeskPost, KeptDeskRow))
_OF = sql(
    rows(KeptDeskRow, KeptDeskPost)
    .where(by(_post.c.staff_id), _post.c.made_at > bindparam("after"))
    .order_by(_post.c.made_at)
)
_REMOVE = sql(delete(_post).where(by(_post.c.staff_id, _post.c.path)))
_SWEEP = sql(delete(_post).where(_post.c.made_at < bindparam("before")))


def put(unit: Unit, row: KeptDeskRow) -> None:
    run(unit, _PUT, vars(row))


def of(unit: Unit, staff_id: int, after: int) -> list[KeptDeskRow]:
    return every(unit, _OF, staff_id=staff_id, after=after)


def remove(unit: Unit, staff_id: int, path: str) -> bool:
    return run(unit, _REMOVE, {"staff_id": staff_id, "path": path}).rowcount == 1


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
