from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from portal.db import Unit
from portal.models.workshop.definition_draft import DefinitionDraft
from portal.models.workshop.line_request import LineRequest
from portal.store.statements import by, every, put_into, rows, run, sql
from portal.store.workshop.definition_drafts import OPEN


@dataclass(frozen=True)
class LineRequestRow:
    draft_id: int
    line: bytes
    place: bytes
    staff_id: int
    until: str
    asked_by: int
    asked_at: int


_request = LineRequest.table
_draft = DefinitionDraft.table
_PUT = sql(put_into(LineRequest, LineRequestRow))
_REMOVE = sql(delete(_request).where(by(_request.c.draft_id), _request.c.line.in_(bindparam("lines"))))
_OF_DRAFT = sql(rows(LineRequestRow, LineRequest).where(by(_request.c.draft_id)).order_by(_request.c.line))
_DRAFTS_OF = sql(
    select(_request.c.draft_id)
    .join(_draft, _draft.c.id == _request.c.draft_id)
    .where(by(_request.c.staff_id), _draft.c.state == OPEN)
    .distinct()
    .order_by(_request.c.draft_id),
    int,
)


def put(unit: Unit, row: LineRequestRow) -> None:
    # In place of the line's former request.
    run(unit, _PUT, vars(row))


def remove(unit: Unit, draft_id: int, lines: Collection[bytes]) -> None:
    run(unit, _REMOVE, {"draft_id": draft_id, "lines": list(lines)})


def of_draft(unit: Unit, draft_id: int) -> list[LineRequestRow]:
    return every(unit, _OF_DRAFT, draft_id=draft_id)


def drafts_of(unit: Unit, staff_id: int) -> list[int]:
    # Open ones in which this member was asked, also for lines signed meanwhile.
    return every(unit, _DRAFTS_OF, staff_id=staff_id)
