from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.workshop.definition_draft import DefinitionDraft
from portal.models.workshop.draft_text import DraftText
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

OPEN, PUBLISHED, DISCARDED = "open", "published", "discarded"


@dataclass(frozen=True)
class DefinitionDraftRow:
    id: int
    procedure: str
    duty: str
    based_on: str
    state: str
    revision: int
    staff_id: int
    started_at: int
    changed_at: int


@dataclass(frozen=True)
class DraftTextRow:
    draft_id: int
    revision: int
    part: str
    text: str
    back_to: int
    staff_id: int
    saved_at: int


_draft = DefinitionDraft.table
_text = DraftText.table
_staff = Staff.table
_newer = _text.alias("newer")
_ADD = sql(insert_into(DefinitionDraft, DefinitionDraftRow, but=("id",)).returning(_draft.c.id), int)
_BY_ID = sql(rows(DefinitionDraftRow, DefinitionDraft).where(by(_draft.c.id)))
_OF_DUTIES = sql(
    rows(DefinitionDraftRow, DefinitionDraft)
    .where(_draft.c.duty.in_(bindparam("duties")), _draft.c.state == OPEN)
    .order_by(_draft.c.changed_at.desc(), _draft.c.id.desc())
    .limit(500)
)
_OPEN_OF = sql(
    rows(DefinitionDraftRow, DefinitionDraft)
    .where(by(_draft.c.procedure), _draft.c.state == OPEN)
    .order_by(_draft.c.id)
)
_ADVANCE = sql(
    update(_draft)
    .where(by(_draft.c.id), _draft.c.state == OPEN, _draft.c.revision == bindparam("read"))
    .values(bound("revision", "changed_at"))
)
_SETTLE = sql(update(_draft).where(by(_draft.c.id), _draft.c.state == OPEN).values(state=bindparam("to")))
_RENAME = sql(update(_draft).where(by(_draft.c.id), _draft.c.state == OPEN).values(procedure=bindparam("to")))
_ADD_TEXT = sql(insert_into(DraftText, DraftTextRow))
_TEXT = sql(rows(DraftTextRow, DraftText).where(by(_text.c.draft_id, _text.c.revision)))
_LATEST = sql(
    rows(DraftTextRow, DraftText)
    .where(
        by(_text.c.draft_id),
        _text.c.revision
        == select(func.max(_newer.c.revision))
        .where(
            _newer.c.draft_id == _text.c.draft_id,
            _newer.c.part == _text.c.part,
            _newer.c.revision <= bindparam("upto"),
        )
        .scalar_subquery(),
    )
    .order_by(_text.c.part)
)
_HISTORY = sql(rows(DraftTextRow, DraftText).where(by(_text.c.draft_id)).order_by(_text.c.revision.desc()).limit(200))
_saved = func.max(_text.c.saved_at)
_OTHERS = sql(
    select(_staff.c.name, _saved)
    .where(by(_text.c.draft_id), _staff.c.id == _text.c.staff_id, _staff.c.id != bindparam("reader"))
    .group_by(_staff.c.id, _staff.c.name)
    .order_by(_saved.desc())
    .limit(5)
)
_WRITERS = sql(select(_text.c.staff_id).where(by(_text.c.draft_id)).distinct(), int)


def add(unit: Unit, row: DefinitionDraftRow) -> int:
    return exactly(unit, _ADD, **vars(row))


def by_id(unit: Unit, draft_id: int) -> DefinitionDraftRow | None:
    return one(unit, _BY_ID, id=draft_id)


def open_of_duties(unit: Unit, duties: Sequence[str]) -> list[DefinitionDraftRow]:
    # The latest change first.
    return every(unit, _OF_DUTIES, duties=duties)


def open_of(unit: Unit, procedure: str) -> list[DefinitionDraftRow]:
    return every(unit, _OPEN_OF, procedure=procedure)


def advance(unit: Unit, draft_id: int, *, read: int, revision: int, now: int) -> bool:
    # False: somebody saved since revision `read`, or it is not open any more.
    values = {"id": draft_id, "read": read, "revision": revision, "changed_at": now}
    return run(unit, _ADVANCE, values).rowcount == 1


def settle(unit: Unit, draft_id: int, state: str) -> bool:
    return run(unit, _SETTLE, {"id": draft_id, "to": state}).rowcount == 1


def rename(unit: Unit, draft_id: int, procedure: str) -> bool:
    return run(unit, _RENAME, {"id": draft_id, "to": procedure}).rowcount == 1


def add_text(unit: Unit, row: DraftTextRow) -> None:
    run(unit, _ADD_TEXT, vars(row))


def text_at(unit: Unit, draft_id: int, revision: int) -> DraftTextRow | None:
    return one(unit, _TEXT, draft_id=draft_id, revision=revision)


def texts(unit: Unit, draft_id: int, revision: int) -> dict[str, DraftTextRow]:
    # By part, as they stood at `revision`.
    return {row.part: row for row in every(unit, _LATEST, draft_id=draft_id, upto=revision)}


def history(unit: Unit, draft_id: int) -> list[DraftTextRow]:
    # The newest first, at most 200.
    return every(unit, _HISTORY, draft_id=draft_id)


def writers(unit: Unit, draft_id: int) -> frozenset[int]:
    return frozenset(every(unit, _WRITERS, draft_id=draft_id))


def others(unit: Unit, draft_id: int, reader: int) -> tuple[tuple[str, int], ...]:
    # Who else wrote, and when they saved last: the latest first.
    return tuple((row[0], row[1]) for row in every(unit, _OTHERS, draft_id=draft_id, reader=reader))
