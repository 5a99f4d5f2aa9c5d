from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import String, bindparam, cast, exists, func, literal, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.result import Result
from portal.models.notices.dispatch import Dispatch
from portal.models.notices.notice import ElectronicDelivery, Notice, NoticeCounter
from portal.models.notices.opening import Opening
from portal.store.statements import by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class NoticeRow:
    """`sequence` None: numbered by hand."""

    id: int
    application_id: int
    outcome: str
    title: str
    office: str
    fiscal_year: int
    number: str
    sequence: int | None
    decided_on: str
    effective_on: str
    sealed_content: bytes
    made_at: int


@dataclass(frozen=True)
class WithoutNotice:
    receipt_number: str
    procedure: str
    outcome: str
    decided_on: str


_notice = Notice.table
_counter = NoticeCounter.table
_declaration = ElectronicDelivery.table
_application = Application.table
_opening = Opening.table
_result = Result.table
_later_result = Result.table.alias("later_result")
_letter = Dispatch.table
_ADD = sql(
    insert_into(Notice, NoticeRow, but=("id",)).on_conflict_do_nothing(
        index_elements=[_notice.c.office, _notice.c.fiscal_year, _notice.c.number]
    )
)
_OF = sql(rows(NoticeRow, Notice).where(by(_notice.c.application_id)).order_by(_notice.c.id))
# The last result of a case, if no notice of that outcome was written.
_WITHOUT = sql(
    select(_application.c.receipt_number, _application.c.procedure, _result.c.outcome, _result.c.decided_on)
    .select_from(_result.join(_application, _application.c.id == _result.c.application_id))
    .where(
        _application.c.duty.in_(bindparam("duties")),
        by(_application.c.procedure),
        _result.c.outcome.in_(bindparam("outcomes")),
        ~exists().where(_later_result.c.application_id == _result.c.application_id, _later_result.c.id > _result.c.id),
        ~exists().where(
            _notice.c.application_id == _result.c.application_id,
            _notice.c.outcome == _result.c.outcome,
            _notice.c.made_at >= _result.c.made_at,
        ),
    )
    .order_by(_result.c.decided_on, _result.c.id)
    .limit(bindparam("most")),
    WithoutNotice,
)
_TAKEN = sql(select(_notice.c.id).where(by(_notice.c.office, _notice.c.fiscal_year, _notice.c.number)))
# The row is locked until the transaction ends: a second worker waits, and after a rollback the number is free again.
_COUNT = sql(
    insert_into(NoticeCounter, beside=("office", "fiscal_year"))
    .values(last=1)
    .on_conflict_do_update(
        index_elements=[_counter.c.office, _counter.c.fiscal_year], set_={"last": _counter.c.last + 1}
    )
    .returning(_counter.c.last),
    int,
)
_NUMBERS = sql(
    select(_notice.c.application_id, _notice.c.number)
    .where(_notice.c.application_id.in_(bindparam("ids")))
    .order_by(_notice.c.id)
)
# Openings are stored by the position of the notice in its application, from 1. A letter that was cancelled for
# electronic delivery does not count as sent; any other line of the 発送簿 does.
_earlier = _notice.alias("earlier")
_PLACE = (
    select(func.count())
    .select_from(_earlier)
    .where(_earlier.c.application_id == _notice.c.application_id, _earlier.c.id <= _notice.c.id)
    .correlate(_notice)
    .scalar_subquery()
)
_UNOPENED = sql(
    rows(NoticeRow, Notice)
    .join(_declaration, _declaration.c.application_id == _notice.c.application_id)
    .join(_application, _application.c.id == _notice.c.application_id)
    .where(
        by(_application.c.duty),
        _notice.c.made_at > bindparam("since"),
        _notice.c.made_at < bindparam("before"),
        _declaration.c.declared_at < bindparam("before"),
        ~exists().where(
            _opening.c.application_id == _notice.c.application_id,
            _opening.c.document == literal("notice-") + cast(_PLACE, String(9)),
        ),
        ~exists().where(_letter.c.kind == "notice", _letter.c.source == _notice.c.id, _letter.c.why != "electronic"),
    )
    .order_by(_notice.c.id)
    .limit(bindparam("most"))
)
_DECLARE = sql(
    insert_into(ElectronicDelivery, beside=("application_id", "declared_by", "declared_at")).on_conflict_do_nothing(
        index_elements=[_declaration.c.application_id]
    )
)
_DECLARED = sql(select(_declaration.c.declared_at).where(by(_declaration.c.application_id)), int)


def without_notice(
    unit: Unit, duties: Sequence[str], procedure: str, outcomes: Sequence[str], most: int
) -> list[WithoutNotice]:
    """Oldest decision first."""
    return every(unit, _WITHOUT, duties=duties, procedure=procedure, outcomes=outcomes, most=most)


def add(unit: Unit, row: NoticeRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def of_application(unit: Unit, application_id: int) -> list[NoticeRow]:
    return every(unit, _OF, application_id=application_id)


def is_taken(unit: Unit, office: str, fiscal_year: int, number: str) -> bool:
    return one(unit, _TAKEN, office=office, fiscal_year=fiscal_year, number=number) is not None


def next_number(unit: Unit, office: str, fiscal_year: int) -> int:
    """If this transaction does not use it, the next does."""
    return exactly(unit, _COUNT, office=office, fiscal_year=fiscal_year)


def numbers_of(unit: Unit, application_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    numbers: dict[int, tuple[str, ...]] = {}
    for row in every(unit, _NUMBERS, ids=application_ids):
        numbers[row.application_id] = (*numbers.get(row.application_id, ()), row.number)
    return numbers


def unopened(unit: Unit, duty: str, since: int, before: int, most: int) -> list[NoticeRow]:
    """Without those sent on paper."""
    return every(unit, _UNOPENED, duty=duty, since=since, before=before, most=most)


def declare_electronic(unit: Unit, application_id: int, declared_by: str, now: int) -> bool:
    values = {"application_id": application_id, "declared_by": declared_by, "declared_at": now}
    return run(unit, _DECLARE, values).rowcount == 1


def declared_at(unit: Unit, application_id: int) -> int | None:
    return one(unit, _DECLARED, application_id=application_id)
