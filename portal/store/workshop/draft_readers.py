from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.workshop.draft_reader import DraftReader
from portal.store.statements import by, every, put_into, run, sql


@dataclass(frozen=True)
class DraftReaderRow:
    draft_id: int
    staff_id: int
    seen_at: int


_reader = DraftReader.table
_staff = Staff.table
_PUT = sql(put_into(DraftReader, DraftReaderRow))
_OTHERS = sql(
    select(_staff.c.name)
    .where(
        by(_reader.c.draft_id), _staff.c.id == _reader.c.staff_id, _staff.c.id != bindparam("reader"),
        _reader.c.seen_at >= bindparam("since"),
    )
    .order_by(_staff.c.name, _staff.c.id)
    .limit(10),
    str,
)  # fmt: skip
_SWEEP = sql(delete(_reader).where(_reader.c.seen_at < bindparam("before")))


def put(unit: Unit, row: DraftReaderRow) -> None:
    run(unit, _PUT, vars(row))


def others(unit: Unit, draft_id: int, reader: int, since: int) -> list[str]:
    return every(unit, _OTHERS, draft_id=draft_id, reader=reader, since=since)


def sweep(unit: Unit, before: int) -> None:
    # Of all drafts.
    run(unit, _SWEEP, {"before": before})
