"""Applications, their answers by revision, and what happened to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import Statement, every, insert, insert_rows, one, run, sql


@dataclass(frozen=True)
class ApplicationRow:
    """All instants are microseconds UTC; `due` is an ISO day."""

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
    """One revision. `sealed_left`: what was asked and left empty; None where that is not known, as of what was stored before it was
    kept."""

    application_id: int
    revision: int
    sealed_answers: bytes
    sealed_left: bytes | None
    stored_at: int


COLUMNS = (
    "id, uid, receipt_number, procedure, version, meaning, kind, duty, state, door, person_id, staff_id, arrived_at, "
    "arrival_place, arrival_basis, stored_at, due, assignee_id, key_id, wrapped_key, sealed_summary, sealed_evidence, "
    "revision, answers_revision, changed_at, decided_at"
)
_NEW = (*(name for name in COLUMNS.split(", ") if name not in ("id", "assignee_id", "decided_at")), "looked_up_by")
# A second send of the same draft, or a receipt number drawn twice, inserts nothing and returns nothing.
_ADD = insert_rows("application", *_NEW, tail="ON CONFLICT DO NOTHING RETURNING uid, id")
_ANSWERS = insert("application_answers", "application_id", "revision", "sealed_answers", "sealed_left", "stored_at")
_EVENT = insert("application_event", "application_id", "at", "actor", "move", "from_state", "to_state", "sealed_words")
_BY_UID = sql(f"SELECT {COLUMNS} FROM application WHERE uid = :uid")
_BY_NUMBER = sql(f"SELECT {COLUMNS} FROM application WHERE receipt_number = :receipt_number")
_BY_ID = sql(f"SELECT {COLUMNS} FROM application WHERE id = :id")
_OF_PERSON = sql(f"SELECT {COLUMNS} FROM application WHERE person_id = :person_id ORDER BY id DESC LIMIT 200")
_LATEST = sql("SELECT sealed_answers FROM application_answers WHERE application_id = :id AND revision = :revision")
_REVISIONS = sql("SELECT revision, stored_at FROM application_answers WHERE application_id = :id ORDER BY revision")
_EVENTS = sql(
    "SELECT at, actor, move, from_state, to_state, sealed_words FROM application_event "
    "WHERE application_id = :id ORDER BY id"
)
_MOVE = sql(
    "UPDATE application SET state = :state, due = :due, decided_at = :decided_at, changed_at = :changed_at, "
    "revision = revision + 1 WHERE id = :id AND revision = :revision"
)
_CORRECT = sql(
    "UPDATE application SET state = :state, answers_revision = :answers_revision, sealed_summary = :sealed_summary, "
    "due = :due, changed_at = :changed_at, revision = revision + 1 WHERE id = :id AND revision = :revision"
)
_ASSIGN = sql(
    "UPDATE application SET assignee_id = :assignee_id, changed_at = :changed_at, revision = revision + 1 "
    "WHERE id = :id AND revision = :revision"
)


def add(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Stores new applications; uid → id of those that were stored: not whose `uid` was sent before, or `receipt_number` is taken."""
    return {row[0]: int(row[1]) for row in _ADD.run(unit, rows)}


def add_answers(unit: Unit, rows: Sequence[AnswersRow]) -> None:
    run(unit, _ANSWERS, [vars(row) for row in rows])


def add_event(unit: Unit, application_id: int, event: EventRow) -> None:
    add_events(unit, [application_id], event)


def add_events(unit: Unit, application_ids: Sequence[int], event: EventRow) -> None:
    """The same happened to each of them."""
    run(unit, _EVENT, [{**vars(event), "application_id": number} for number in application_ids])


def by_uid(unit: Unit, uid: str) -> ApplicationRow | None:
    return _row(one(unit, _BY_UID, uid=uid))


def by_number(unit: Unit, receipt_number: str) -> ApplicationRow | None:
    return _row(one(unit, _BY_NUMBER, receipt_number=receipt_number))


def by_id(unit: Unit, application_id: int) -> ApplicationRow | None:
    return _row(one(unit, _BY_ID, id=application_id))


def of_person(unit: Unit, person_id: str) -> list[ApplicationRow]:
    return [ApplicationRow(*row) for row in every(unit, _OF_PERSON, person_id=person_id)]


def answers(unit: Unit, application_id: int, revision: int) -> bytes:
    """The sealed answers of one revision. KeyError if there is none: a bug, rows and revisions are written together."""
    row = one(unit, _LATEST, id=application_id, revision=revision)
    if row is None:
        raise KeyError((application_id, revision))
    return bytes(row[0])


def revisions(unit: Unit, application_id: int) -> dict[int, int]:
    """When each revision of the answers was stored: instant → revision."""
    return {row.stored_at: row.revision for row in every(unit, _REVISIONS, id=application_id)}


def events(unit: Unit, application_id: int) -> list[EventRow]:
    return [EventRow(*row) for row in every(unit, _EVENTS, id=application_id)]


def move(unit: Unit, row: ApplicationRow, *, state: str, due: str, decided_at: int | None, now: int) -> bool:
    """False if somebody else moved it since `row` was read."""
    values = {
        "id": row.id,
        "revision": row.revision,
        "state": state,
        "due": due,
        "decided_at": decided_at,
        "changed_at": now,
    }
    return run(unit, _MOVE, values).rowcount == 1


def correct(unit: Unit, row: ApplicationRow, *, state: str, due: str, sealed_summary: bytes, now: int) -> bool:
    """Points at the next revision of the answers. False if somebody else was faster."""
    values = {
        "id": row.id, "revision": row.revision, "state": state, "due": due, "sealed_summary": sealed_summary,
        "answers_revision": row.answers_revision + 1, "changed_at": now,
    }  # fmt: skip
    return run(unit, _CORRECT, values).rowcount == 1


def assign(unit: Unit, row: ApplicationRow, staff_id: int | None, now: int) -> bool:
    values = {"id": row.id, "revision": row.revision, "assignee_id": staff_id, "changed_at": now}
    return run(unit, _ASSIGN, values).rowcount == 1


def _row(row: Any) -> ApplicationRow | None:
    return ApplicationRow(*row) if row else None


def duties_as_values(duties: Sequence[str]) -> dict[str, Any]:
    """No duty at all finds nothing, never everything."""
    return {f"duty{number}": duty for number, duty in enumerate(duties or ("",))}


def book(unit: Unit, duties: Sequence[str], since: int, until: int) -> Iterator[ApplicationRow]:
    """Every application of these duties that arrived in [since, until), in order of arrival, streamed by keyset."""
    values = duties_as_values(duties)
    text = _book_text(f"duty IN ({', '.join(f':{name}' for name in values)})")
    arrived, last = since, 0
    while rows := every(unit, text, **values, since=arrived, last=last, until=until):
        yield from (ApplicationRow(*row) for row in rows)
        arrived, last = rows[-1].arrived_at, rows[-1].id


def _book_text(duties: str) -> Statement:
    return sql(
        f"SELECT {COLUMNS} FROM application WHERE {duties} AND arrived_at < :until AND "
        "(arrived_at > :since OR (arrived_at = :since AND id > :last)) ORDER BY arrived_at, id LIMIT 500"
    )


_BATCH_NUMBERS = sql(
    "SELECT h.application_id, b.number, b.id FROM hand_over h JOIN export_batch b ON b.id = h.batch_id "
    "WHERE h.application_id IN :ids UNION SELECT h.application_id, b.number, b.id FROM hand_over_change h "
    "JOIN export_batch b ON b.id = h.batch_id WHERE h.application_id IN :ids ORDER BY 3"
).bindparams(bindparam("ids", expanding=True))


def batch_numbers(unit: Unit, application_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The numbers of the batches by which each of these was handed over; the others are absent."""
    found: dict[int, tuple[str, ...]] = {}
    for row in every(unit, _BATCH_NUMBERS, ids=list(application_ids)):
        found[row.application_id] = (*found.get(row.application_id, ()), row.number)
    return found


_OPEN_BY_ASSIGNEE = sql(
    "SELECT duty, assignee_id, count(*) AS cases FROM application WHERE decided_at IS NULL "
    "GROUP BY duty, assignee_id ORDER BY duty, assignee_id"
)


def open_by_assignee(unit: Unit) -> list[tuple[str, int | None, int]]:
    """(duty, whose, how many) of the open ones."""
    return [(row.duty, row.assignee_id, row.cases) for row in every(unit, _OPEN_BY_ASSIGNEE)]


_OPEN_COUNTS = sql(
    "SELECT assignee_id, count(*) AS cases FROM application WHERE decided_at IS NULL AND duty IN :duties "
    "AND assignee_id IN :staff GROUP BY assignee_id"
).bindparams(bindparam("duties", expanding=True), bindparam("staff", expanding=True))


def open_counts(unit: Unit, duties: Sequence[str], staff: Sequence[int]) -> dict[int, int]:
    """How many open ones of these duties each of these members has; whoever has none is absent."""
    return {row.assignee_id: row.cases for row in every(unit, _OPEN_COUNTS, duties=list(duties), staff=list(staff))}


def open_of(unit: Unit, staff_id: int, duties: Sequence[str], most: int) -> list[ApplicationRow]:
    """The open ones of a member, of these duties, those that are due first."""
    values = duties_as_values(duties)
    text = sql(
        f"SELECT {COLUMNS} FROM application WHERE decided_at IS NULL AND assignee_id = :staff_id "
        f"AND duty IN ({', '.join(f':{name}' for name in values)}) ORDER BY due, id LIMIT :most"
    )
    return [ApplicationRow(*row) for row in every(unit, text, **values, staff_id=staff_id, most=most)]
