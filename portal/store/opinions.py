"""Questions to other sections about a case, and their answers. By duty of the section that is asked, or of the case."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.desk_tasks import DueRow
from portal.store.statements import every, insert, one, run, sql

ASKED, ANSWERED, TAKEN_BACK = "asked", "answered", "taken_back"


@dataclass(frozen=True)
class OpinionRow:
    """Instants are microseconds UTC; `due` is an ISO day."""

    id: int
    application_id: int
    once: str
    duty: str
    state: str
    due: str
    asked_by: int
    asked_at: int
    sealed_question: bytes
    ended_by: int | None
    ended_at: int | None
    sealed_answer: bytes | None
    seen_at: int | None


_COLUMNS = (
    "id, application_id, once, duty, state, due, asked_by, asked_at, sealed_question, ended_by, ended_at, "
    "sealed_answer, seen_at"
)
_ADD = insert(
    "opinion", "application_id", "once", "duty", "state", "due", "asked_by", "asked_at", "sealed_question",
    tail="ON CONFLICT (application_id, once) DO NOTHING",
)  # fmt: skip
_BY_ID = sql(f"SELECT {_COLUMNS} FROM opinion WHERE id = :id")
_OF = sql(f"SELECT {_COLUMNS} FROM opinion WHERE application_id = :application_id ORDER BY id")
_END = sql(
    "UPDATE opinion SET state = :state, ended_by = :staff_id, ended_at = :now, sealed_answer = :sealed "
    "WHERE id = :id AND state = 'asked'"
)
_SEE = sql("UPDATE opinion SET seen_at = :now WHERE id = :id AND state = 'answered' AND seen_at IS NULL")
# What was decided meanwhile needs no opinion any more.
# CROSS: SQLite reads the few first so, and not every application.
_WAITS = "FROM opinion o CROSS JOIN application a WHERE a.id = o.application_id AND o.state = 'asked' AND a.decided_at IS NULL"
_ASKED_OF = sql(
    f"SELECT {', '.join(f'o.{name}' for name in _COLUMNS.split(', '))} {_WAITS} AND o.duty IN :duties "
    "ORDER BY o.due, o.id LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_PASSED = sql(
    f"SELECT o.id, o.application_id, o.due {_WAITS} AND o.due < :today AND NOT EXISTS (SELECT 1 FROM desk_task t "
    "WHERE t.about = 'opinion' AND t.subject_id = o.id AND t.due = o.due) ORDER BY o.id LIMIT :most"
)
_LATE = sql(
    f"SELECT a.receipt_number {_WAITS} AND a.duty IN :duties AND EXISTS (SELECT 1 FROM desk_task t "
    "WHERE t.about = 'opinion' AND t.subject_id = o.id AND t.due = o.due) "
    "GROUP BY a.receipt_number ORDER BY MIN(o.due), a.receipt_number LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_CAME = sql(
    "SELECT a.receipt_number FROM opinion o CROSS JOIN application a WHERE a.id = o.application_id AND o.state = 'answered' "
    "AND o.seen_at IS NULL AND a.duty IN :duties GROUP BY a.receipt_number ORDER BY MIN(o.ended_at) LIMIT :most"
).bindparams(bindparam("duties", expanding=True))


def add(
    unit: Unit, application_id: int, once: str, duty: str, due: str, staff_id: int, sealed_question: bytes, now: int
) -> bool:
    """False if the same form was sent before."""
    values = {
        "application_id": application_id, "once": once, "duty": duty, "state": ASKED, "due": due, "asked_by": staff_id,
        "asked_at": now, "sealed_question": sealed_question,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def by_id(unit: Unit, opinion_id: int) -> OpinionRow | None:
    row = one(unit, _BY_ID, id=opinion_id)
    return OpinionRow(*row) if row else None


def of(unit: Unit, application_id: int) -> list[OpinionRow]:
    return [OpinionRow(*row) for row in every(unit, _OF, application_id=application_id)]


def end(unit: Unit, opinion_id: int, state: str, staff_id: int, sealed_answer: bytes | None, now: int) -> bool:
    """False if it was answered or taken back before."""
    values = {"id": opinion_id, "state": state, "staff_id": staff_id, "now": now, "sealed": sealed_answer}
    return run(unit, _END, values).rowcount == 1


def see(unit: Unit, opinion_id: int, now: int) -> bool:
    """False if there is no answer, or somebody has read it."""
    return run(unit, _SEE, {"id": opinion_id, "now": now}).rowcount == 1


def asked_of(unit: Unit, duties: Sequence[str], most: int) -> list[OpinionRow]:
    """What sections with these duties were asked and have not answered, due first."""
    return [OpinionRow(*row) for row in every(unit, _ASKED_OF, duties=list(duties), most=most)]


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    """Those whose day is over, of which no task tells."""
    return [DueRow(*row) for row in every(unit, _PASSED, today=today, most=most)]


def late_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    """Receipt numbers of these duties' cases in which an answer is late."""
    return [row.receipt_number for row in every(unit, _LATE, duties=list(duties), most=most)]


def came_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    """Receipt numbers of these duties' cases with an answer that nobody has read."""
    return [row.receipt_number for row in every(unit, _CAME, duties=list(duties), most=most)]
