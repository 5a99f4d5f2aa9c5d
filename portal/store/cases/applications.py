from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, and_, bindparam, func, or_, select, union, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.cases.application_event import ApplicationEvent
from portal.models.handover.export_batch import ExportBatch
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.statements import bound, by, columns, every, exactly, insert_rows, one, rows, run, sql


class ApplicationRow(NamedTuple):
    id: int
    uid: str
    receipt_number: str
    procedure: str
    version: int
    meaning: str
    kind: str
    duty: str
    state: str
    door: str
    person_id: str | None
    staff_id: int | None
    arrived_at: int
    arrival_place: str
    arrival_basis: str
    stored_at: int
    due: str
    assignee_id: int | None
    key_id: str
    wrapped_key: bytes
    sealed_summary: bytes
    sealed_evidence: bytes
    revision: int
    answers_revision: int
    changed_at: int
    decided_at: int | None
    office: str = ""  # 受付の窓口


@dataclass(frozen=True)
class EventRow:
    at: int
    actor: str
    move: str
    from_state: str
    to_state: str
    sealed_words: bytes | None


@dataclass(frozen=True)
class AnswersRow:
    application_id: int
    revision: int
    sealed_answers: bytes
    sealed_left: bytes | None  # None in old rows
    stored_at: int


def _batches(part: Table) -> "Select[Any]":
    return (
        select(part.c.application_id, _batch.c.number, _batch.c.id)
        .join_from(part, _batch, _batch.c.id == part.c.batch_id)
        .where(part.c.application_id.in_(bindparam("ids")))
    )


_application = Application.table
_answers = ApplicationAnswers.table
_event = ApplicationEvent.table
_batch = ExportBatch.table
_ROWS = rows(ApplicationRow, Application)
_OPEN = _application.c.decided_at.is_(None)
_OF_DUTIES = _application.c.duty.in_(bindparam("duties"))
_NEW = [column.name for column in columns(ApplicationRow, Application, but=("id", "assignee_id", "decided_at"))]
# If the same draft is sent twice, or a receipt number is drawn twice, nothing is inserted and nothing is returned.
# Text, because each number of rows is another statement: fifty rows compile in 1.1 ms, built from columns in 21 ms
# (timeit, SQLite).
_ADD = insert_rows(
    "application", *_NEW, "looked_up_by", "sealed_filing", tail="ON CONFLICT DO NOTHING RETURNING uid, id"
)
# Many packages in one statement: psycopg sends one for each row otherwise (`kakanai bench import`).
_ANSWERS = insert_rows("application_answers", *(column.name for column in columns(AnswersRow, ApplicationAnswers)))
_OF_EVENT = tuple(column.name for column in columns(EventRow, ApplicationEvent))
_EVENT = insert_rows("application_event", "application_id", *_OF_EVENT)
_BY_UID = sql(_ROWS.where(by(_application.c.uid)))
_BY_NUMBER = sql(_ROWS.where(by(_application.c.receipt_number)))
_BY_NUMBERS = sql(_ROWS.where(_application.c.receipt_number.in_(bindparam("numbers"))))
_BY_ID = sql(_ROWS.where(by(_application.c.id)))
_LOCK = sql(update(_application).where(by(_application.c.id)).values(revision=_application.c.revision))
_BY_IDS = sql(_ROWS.where(_application.c.id.in_(bindparam("ids"))))
_OF_PERSON = sql(_ROWS.where(by(_application.c.person_id)).order_by(_application.c.id.desc()).limit(200))
_OF_PERSON_BEFORE = sql(
    _ROWS.where(by(_application.c.person_id), _application.c.id < bindparam("before"))
    .order_by(_application.c.id.desc())
    .limit(bindparam("most"))
)
_SEALED_ANSWERS = sql(
    select(_answers.c.sealed_answers).where(by(_answers.c.application_id, _answers.c.revision)), bytes
)
_REVISIONS = sql(
    select(_answers.c.stored_at, _answers.c.revision).where(by(_answers.c.application_id)).order_by(_answers.c.revision)
)
_EVENTS = sql(rows(EventRow, ApplicationEvent).where(by(_event.c.application_id)).order_by(_event.c.id))
_NEXT_REVISION = {"revision": _application.c.revision + 1}
_UPDATE = update(_application).where(by(_application.c.id, _application.c.revision))
_MOVE = sql(_UPDATE.values(bound("state", "due", "decided_at", "changed_at") | _NEXT_REVISION))
_CORRECT = sql(
    _UPDATE.values(bound("state", "answers_revision", "sealed_summary", "due", "changed_at", "office") | _NEXT_REVISION)
)
_TO_OFFICE = sql(_UPDATE.values(bound("office", "changed_at") | _NEXT_REVISION))
_ASSIGN = sql(_UPDATE.values(bound("assignee_id", "changed_at") | _NEXT_REVISION))
_BOOK = sql(
    _ROWS.where(
        _OF_DUTIES,
        _application.c.arrived_at < bindparam("until"),
        or_(
            _application.c.arrived_at > bindparam("since"),
            and_(_application.c.arrived_at == bindparam("since"), _application.c.id > bindparam("last")),
        ),
    )
    .order_by(_application.c.arrived_at, _application.c.id)
    .limit(500)
)
_BATCH_NUMBERS = sql(union(_batches(HandOver.table), _batches(HandOverChange.table)).order_by("id"))
_ASSIGNEES = _application.c.duty, _application.c.assignee_id
_OPEN_BY_ASSIGNEE = sql(
    select(*_ASSIGNEES, func.count().label("cases")).where(_OPEN).group_by(*_ASSIGNEES).order_by(*_ASSIGNEES)
)
_OPEN_COUNTS = sql(
    select(_application.c.assignee_id, func.count().label("cases"))
    .where(_OPEN, _OF_DUTIES, _application.c.assignee_id.in_(bindparam("staff")))
    .group_by(_application.c.assignee_id)
)
_OPEN_OF = sql(
    _ROWS.where(_OPEN, by(_application.c.assignee_id), _OF_DUTIES)
    .order_by(_application.c.due, _application.c.id)
    .limit(bindparam("most"))
)


def add(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """uid → id, without rows whose `uid` or `receipt_number` exists."""
    return {row[0]: int(row[1]) for row in _ADD.run(unit, rows)}


def add_answers(unit: Unit, rows: Sequence[AnswersRow]) -> None:
    _ANSWERS.run(unit, [vars(row) for row in rows])


def add_event(unit: Unit, application_id: int, event: EventRow) -> None:
    add_events(unit, [application_id], event)


def add_events(unit: Unit, application_ids: Sequence[int], event: EventRow) -> None:
    same = tuple(vars(event)[name] for name in _OF_EVENT)
    _EVENT.run(unit, [(number, *same) for number in application_ids])


def by_uid(unit: Unit, uid: str) -> ApplicationRow | None:
    return one(unit, _BY_UID, uid=uid)


def by_number(unit: Unit, receipt_number: str) -> ApplicationRow | None:
    return one(unit, _BY_NUMBER, receipt_number=receipt_number)


def by_numbers(unit: Unit, receipt_numbers: Sequence[str]) -> dict[str, ApplicationRow]:
    return {row.receipt_number: row for row in every(unit, _BY_NUMBERS, numbers=receipt_numbers)}


def lock(unit: Unit, application_id: int) -> None:
    run(unit, _LOCK, {"id": application_id})


def by_id(unit: Unit, application_id: int) -> ApplicationRow | None:
    return one(unit, _BY_ID, id=application_id)


def by_ids(unit: Unit, ids: Sequence[int]) -> dict[int, ApplicationRow]:
    return {row.id: row for row in every(unit, _BY_IDS, ids=ids)}


def of_person(unit: Unit, person_id: str) -> list[ApplicationRow]:
    return every(unit, _OF_PERSON, person_id=person_id)


def of_person_before(unit: Unit, person_id: str, before: int, most: int) -> list[ApplicationRow]:
    """The newest first, those with a smaller id."""
    return every(unit, _OF_PERSON_BEFORE, person_id=person_id, before=before, most=most)


def answers(unit: Unit, application_id: int, revision: int) -> bytes:
    return exactly(unit, _SEALED_ANSWERS, application_id=application_id, revision=revision)


def revisions(unit: Unit, application_id: int) -> dict[int, int]:
    """Instant → revision."""
    return dict(every(unit, _REVISIONS, application_id=application_id))


def events(unit: Unit, application_id: int) -> list[EventRow]:
    return every(unit, _EVENTS, application_id=application_id)


def move(unit: Unit, row: ApplicationRow, *, state: str, due: str, decided_at: int | None, now: int) -> bool:
    values = {
        "id": row.id,
        "revision": row.revision,
        "state": state,
        "due": due,
        "decided_at": decided_at,
        "changed_at": now,
    }
    return run(unit, _MOVE, values).rowcount == 1


def correct(
    unit: Unit, row: ApplicationRow, *, state: str, due: str, sealed_summary: bytes, now: int, office: str = ""
) -> bool:
    """`office` "": as before."""
    values = {
        "office": office or row.office,
        "id": row.id, "revision": row.revision, "state": state, "due": due, "sealed_summary": sealed_summary,
        "answers_revision": row.answers_revision + 1, "changed_at": now,
    }  # fmt: skip
    return run(unit, _CORRECT, values).rowcount == 1


def to_office(unit: Unit, row: ApplicationRow, office: str, now: int) -> bool:
    values = {"id": row.id, "revision": row.revision, "office": office, "changed_at": now}
    return run(unit, _TO_OFFICE, values).rowcount == 1


def assign(unit: Unit, row: ApplicationRow, staff_id: int | None, now: int) -> bool:
    values = {"id": row.id, "revision": row.revision, "assignee_id": staff_id, "changed_at": now}
    return run(unit, _ASSIGN, values).rowcount == 1


def book(unit: Unit, duties: Sequence[str], since: int, until: int) -> Iterator[ApplicationRow]:
    """In [since, until), streamed by keyset."""
    arrived, last = since, 0
    while page := every(unit, _BOOK, duties=duties, since=arrived, last=last, until=until):
        yield from page
        arrived, last = page[-1].arrived_at, page[-1].id


def batch_numbers(unit: Unit, application_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    numbers: dict[int, tuple[str, ...]] = {}
    for row in every(unit, _BATCH_NUMBERS, ids=application_ids):
        numbers[row.application_id] = (*numbers.get(row.application_id, ()), row.number)
    return numbers


def open_by_assignee(unit: Unit) -> list[tuple[str, int | None, int]]:
    return every(unit, _OPEN_BY_ASSIGNEE)


def open_counts(unit: Unit, duties: Sequence[str], staff: Sequence[int]) -> dict[int, int]:
    return dict(every(unit, _OPEN_COUNTS, duties=duties, staff=staff))


def open_of(unit: Unit, staff_id: int, duties: Sequence[str], most: int) -> list[ApplicationRow]:
    return every(unit, _OPEN_OF, assignee_id=staff_id, duties=duties, most=most)
