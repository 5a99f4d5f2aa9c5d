"""引渡し."""

# The primary key (layout, application) makes each happen exactly once.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, bindparam, case, exists, func, select, union

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.handover.batch_step import BatchStep
from portal.models.handover.export_batch import ExportBatch
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.handover.batch_steps import ACKNOWLEDGED
from portal.store.statements import Rows, Statement, by, columns, every, exactly, insert_into, one, rows, sql

PAGE = 500
NEW = "new"


@dataclass(frozen=True)
class BatchRow:
    id: int
    number: str
    layout: str
    layout_version: str
    duty: str
    staff_id: int | None
    made_at: int
    reissue_of: int | None  # the repeated batch
    reason: str
    manifest: str

    @property
    def origin(self) -> int:
        return self.reissue_of or self.id


class ItemRow(NamedTuple):
    """`sealed_evidence` replaces a missing `sealed_left`."""

    id: int
    uid: str
    receipt_number: str
    meaning: str
    version: int
    procedure: str
    door: str
    duty: str
    arrived_at: int
    key_id: str
    wrapped_key: bytes
    state: str
    answers_revision: int
    sealed_answers: bytes
    sealed_left: bytes | None
    sealed_evidence: bytes | None
    change: str = NEW  # since the last hand-over to this layout


_application = Application.table
_answers = ApplicationAnswers.table
_batch = ExportBatch.table
_hand_over = HandOver.table
_change = HandOverChange.table
# Passed 形式審査: in examination, or ended well since. What was refused, returned or withdrawn goes to no core system.
GOING = ("examining", "approved", "partly", "done", "accepted", "waiting", "taken", "repaired", "closed")
GOES_OUT = _application.c.state.in_(GOING)
_ADD_BATCH = sql(
    insert_into(ExportBatch, BatchRow, but=("id",))
    .on_conflict_do_nothing(index_elements=[_batch.c.number])
    .returning(_batch.c.id),
    int,
)
# As it was read: neither its answers nor its state changed meanwhile. The caller compares the counts.
AS_READ = and_(
    _application.c.id == bindparam("application_id"), by(_application.c.answers_revision, _application.c.state)
)
# Of the rows that are still as `AS_READ`. Many in one statement: each by itself took three times the processor.
_ADD = Rows(
    "INSERT INTO hand_over (layout, application_id, batch_id, answers_revision, state) "
    "SELECT given.column1, application.id, given.column2, application.answers_revision, application.state FROM (VALUES",
    ("layout", "batch_id", "application_id", "answers_revision", "state"),
    ") AS given CROSS JOIN application WHERE application.id = given.column3 "
    "AND application.answers_revision = given.column4 AND application.state = given.column5 "
    "ON CONFLICT (layout, application_id) DO NOTHING RETURNING application_id",
)
_OF_BATCH = select(func.count()).select_from(_hand_over).where(by(_hand_over.c.batch_id))
_CHANGES_OF_BATCH = select(func.count()).select_from(_change).where(by(_change.c.batch_id))
_WHOLE = sql(select(_OF_BATCH.scalar_subquery() + _CHANGES_OF_BATCH.scalar_subquery()), int)
_ENDS = sql(
    select(
        func.coalesce(func.min(_application.c.receipt_number), ""),
        func.coalesce(func.max(_application.c.receipt_number), ""),
    ).where(
        _application.c.id.in_(
            union(
                select(_hand_over.c.application_id).where(by(_hand_over.c.batch_id)),
                select(_change.c.application_id).where(by(_change.c.batch_id)),
            )
        )
    )
)
_BATCHES = rows(BatchRow, ExportBatch)
_BY_NUMBER = sql(_BATCHES.where(by(_batch.c.number)))
_BY_ID = sql(_BATCHES.where(by(_batch.c.id)))
_LATEST = sql(
    _BATCHES.where(_batch.c.duty.in_(bindparam("duties"))).order_by(_batch.c.id.desc()).limit(bindparam("most"))
)
_NUMBERED = sql(
    select(func.count())
    .select_from(_batch)
    .where(_batch.c.reissue_of.is_(None), _batch.c.number.like(bindparam("prefix"))),
    int,
)
_REISSUES = sql(_BATCHES.where(_batch.c.reissue_of == bindparam("origin")).order_by(_batch.c.id))
_OF_APPLICATION = sql(
    _BATCHES.where(
        _batch.c.id.in_(
            union(
                select(_hand_over.c.batch_id).where(by(_hand_over.c.application_id)),
                select(_change.c.batch_id).where(by(_change.c.application_id)),
            )
        )
    ).order_by(_batch.c.id)
)
_step, _family = BatchStep.table, _batch.alias("family")
# By the batch itself or one that repeats it.
_CONFIRMED = exists().where(
    _step.c.batch_id == _family.c.id,
    func.coalesce(_family.c.reissue_of, _family.c.id) == _batch.c.id,
    _step.c.what == ACKNOWLEDGED,
)
_TOTALS = sql(
    select(_batch.c.layout, _batch.c.duty, func.count(), func.sum(case((_CONFIRMED, 1), else_=0)))
    .select_from(_hand_over.join(_batch, _batch.c.id == _hand_over.c.batch_id))
    .group_by(_batch.c.layout, _batch.c.duty)
    .order_by(_batch.c.duty, _batch.c.layout)
)
# The answers that the application has now.
ANSWERS_NOW = and_(
    _answers.c.application_id == _application.c.id, _answers.c.revision == _application.c.answers_revision
)


def item_columns(state: "ColumnElement[str]") -> "list[ColumnElement[Any]]":
    evidence = case((_answers.c.sealed_left.is_(None), _application.c.sealed_evidence))
    of_answers = _answers.c.revision, _answers.c.sealed_answers, _answers.c.sealed_left
    return [*columns(ItemRow, Application, but=ItemRow._fields[11:]), state, *of_answers, evidence]


def items_of(table: Table, *more: "ColumnElement[Any]") -> Statement[ItemRow]:
    """With the answers and the state that this table names."""
    answers = and_(_answers.c.application_id == table.c.application_id, _answers.c.revision == table.c.answers_revision)
    return sql(
        select(*item_columns(table.c.state), *more)
        .select_from(table.join(_application).join(_answers, answers))
        .where(by(table.c.batch_id), table.c.application_id > bindparam("after"))
        .order_by(table.c.application_id)
        .limit(bindparam("most")),
        ItemRow,
    )


_ITEMS = items_of(_hand_over)
_NOW = select(*item_columns(_application.c.state)).select_from(_application.join(_answers, ANSWERS_NOW))
_ITEM = sql(_NOW.where(_application.c.id == bindparam("application_id")), ItemRow)
_GOES_OUT = sql(select(_application.c.id).where(by(_application.c.id), GOES_OUT))
_ACKNOWLEDGED = sql(
    select(_hand_over.c.answers_revision).where(by(_hand_over.c.layout, _hand_over.c.application_id)), int
)
_NOT_YET = and_(
    GOES_OUT,
    ~exists(_hand_over.c.application_id).where(
        by(_hand_over.c.layout), _hand_over.c.application_id == _application.c.id
    ),
)
_WAITS = and_(by(_application.c.duty), _NOT_YET)
VERSION = _application.c.duty, _application.c.procedure, _application.c.version
_VERSIONS = sql(
    select(*VERSION, func.count())
    .where(_application.c.duty.in_(bindparam("duties")), _NOT_YET)
    .group_by(*VERSION)
    .order_by(*VERSION)
)
# An expression of the procedure, because SQLite would otherwise read by its index and sort all rows for each page.
_WAITING = sql(
    _NOW.where(
        _WAITS,
        _application.c.procedure.concat("").in_(bindparam("procedures")),
        _application.c.id > bindparam("after"),
    )
    .order_by(_application.c.id)
    .limit(bindparam("most")),
    ItemRow,
)


def add_batch(unit: Unit, batch: BatchRow) -> int | None:
    return one(unit, _ADD_BATCH, **vars(batch))


def add(unit: Unit, layout: str, batch_id: int, items: Sequence[tuple[int, int, str]]) -> int:
    """(application, answers revision, state). How many, fewer if one was handed over before or changed."""
    return len(_ADD.run(unit, [(layout, batch_id, *item) for item in items]))


def add_one(unit: Unit, layout: str, batch_id: int, item: tuple[int, int, str]) -> bool:
    return add(unit, layout, batch_id, [item]) == 1


def acknowledged(unit: Unit, layout: str, application_id: int) -> int | None:
    return one(unit, _ACKNOWLEDGED, layout=layout, application_id=application_id)


def item(unit: Unit, application_id: int) -> ItemRow:
    return exactly(unit, _ITEM, application_id=application_id)


def goes_out(unit: Unit, application_id: int) -> bool:
    return one(unit, _GOES_OUT, id=application_id) is not None


def count(unit: Unit, batch_id: int) -> int:
    return exactly(unit, _WHOLE, batch_id=batch_id)


def ends(unit: Unit, batch_id: int) -> tuple[str, str]:
    """Lowest and highest receipt number."""
    first, last = exactly(unit, _ENDS, batch_id=batch_id)
    return first, last


def by_number(unit: Unit, number: str) -> BatchRow | None:
    return one(unit, _BY_NUMBER, number=number)


def by_id(unit: Unit, batch_id: int) -> BatchRow:
    return exactly(unit, _BY_ID, id=batch_id)


def latest(unit: Unit, duties: Sequence[str], most: int = 50) -> list[BatchRow]:
    return every(unit, _LATEST, duties=duties, most=most)


def numbered(unit: Unit, prefix: str) -> int:
    return exactly(unit, _NUMBERED, prefix=f"{prefix}%")


def reissues(unit: Unit, origin: int) -> list[BatchRow]:
    return every(unit, _REISSUES, origin=origin)


def of_application(unit: Unit, application_id: int) -> list[BatchRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def items(unit: Unit, batch_id: int, after: int) -> list[ItemRow]:
    return every(unit, _ITEMS, batch_id=batch_id, after=after, most=PAGE)


def waiting_versions(unit: Unit, layout: str, duties: Sequence[str]) -> list[tuple[str, str, int, int]]:
    # Of all duties in one statement: the page of 引渡し asks for each layout.
    return every(unit, _VERSIONS, layout=layout, duties=duties)


def waiting(unit: Unit, layout: str, duty: str, procedures: Sequence[str], after: int) -> list[ItemRow]:
    return every(unit, _WAITING, layout=layout, duty=duty, procedures=procedures, after=after, most=PAGE)


def totals(unit: Unit) -> list[tuple[str, str, int, int]]:
    """(layout, duty, applications handed over, of these acknowledged by the receiver)."""
    return [(layout, duty, handed, int(confirmed)) for layout, duty, handed, confirmed in every(unit, _TOTALS)]
