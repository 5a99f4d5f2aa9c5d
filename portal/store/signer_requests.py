"""Of whom signatures are asked beside the sender, with the signature itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.desk_tasks import DueRow
from portal.store.holds import UNSETTLED
from portal.store.statements import every, insert, run, sql


@dataclass(frozen=True)
class RequestRow:
    """A request, and how its signature stands: `state`, `role` (the signer of the definition) and `person_id` are the signature's."""

    signature_id: int
    application_id: int
    turn: int
    paper: bool
    due: str
    sealed_who: bytes
    sealed_reason: bytes | None
    document_id: str
    role: str
    person_id: str | None
    state: str
    changed_at: int


_OWN = "signature_id, application_id, turn, paper, due, reminded, sealed_who, sealed_reason"
_ADD = insert("signer_request", *_OWN.split(", "))
_COLUMNS = (
    "r.signature_id, r.application_id, r.turn, r.paper, r.due, r.sealed_who, r.sealed_reason, s.document_id, s.role, "
    "s.person_id, s.state, s.changed_at"
)
_FROM = "FROM signer_request r JOIN signature s ON s.id = r.signature_id"
_OF = sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE r.application_id = :application_id AND s.state <> 'void' ORDER BY r.turn, r.signature_id"
)
_OF_PERSON = sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE s.person_id = :person_id AND s.state <> 'void' ORDER BY r.signature_id DESC"
)
# Whose card came, and that it may sign: one statement, so that of two the second finds it taken.
_CLAIM = sql(
    "UPDATE signature SET person_id = :person_id, state = 'open', changed_at = :now WHERE id = :id AND state = 'asked' "
    "AND (person_id IS NULL OR person_id = :person_id)"
)
_MOVE = sql("UPDATE signature SET state = :after, changed_at = :now WHERE id = :id AND state = :before")
_REASON = sql("UPDATE signer_request SET sealed_reason = :sealed_reason WHERE signature_id = :id")
_VOID = sql(
    "UPDATE signature SET state = 'void', next_at = NULL, changed_at = :now WHERE state <> 'void' AND document_id IN "
    "(SELECT id FROM signed_document WHERE application_id = :application_id AND mark NOT LIKE 'mandate:%')"
)
_WAITS = "s.state IN ('asked', 'open') AND a.decided_at IS NULL"
_PASSED = sql(
    f"SELECT r.signature_id, r.application_id, r.due {_FROM} JOIN application a ON a.id = r.application_id "
    f"WHERE {_WAITS} AND r.due < :today AND NOT EXISTS (SELECT 1 FROM desk_task t WHERE t.about = 'signer' "
    "AND t.subject_id = r.signature_id AND t.due = r.due) ORDER BY r.due, r.signature_id LIMIT :most"
)
_NEAR = sql(
    f"SELECT r.signature_id, r.application_id, r.due {_FROM} JOIN application a ON a.id = r.application_id "
    f"WHERE {_WAITS} AND NOT r.reminded AND r.due >= :today AND r.due <= :soon AND s.made_at < :before "
    "ORDER BY r.due, r.signature_id LIMIT :most"
)
# CROSS: SQLite reads the few first so, and not every application in the order of its receipt number.
_NUMBERS = sql(
    "SELECT DISTINCT a.receipt_number FROM signature s CROSS JOIN signer_request r CROSS JOIN application a "
    f"WHERE {UNSETTLED} AND r.signature_id = s.id AND a.id = r.application_id AND a.duty IN :duties "
    "AND a.decided_at IS NULL AND (s.state = 'declined' OR (s.state IN ('asked', 'open') AND r.due < :today)) "
    "ORDER BY a.receipt_number LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_REMIND = sql("UPDATE signer_request SET reminded = :yes WHERE signature_id = :id AND NOT reminded")


def add(
    unit: Unit, signature_id: int, application_id: int, *, turn: int, paper: bool, due: str, sealed_who: bytes
) -> None:
    values = {
        "signature_id": signature_id, "application_id": application_id, "turn": turn, "paper": paper, "due": due,
        "reminded": False, "sealed_who": sealed_who, "sealed_reason": None,
    }  # fmt: skip
    run(unit, _ADD, values)


def of_application(unit: Unit, application_id: int) -> list[RequestRow]:
    """Those that count, in their turns."""
    return [_row(row) for row in every(unit, _OF, application_id=application_id)]


def of_person(unit: Unit, person_id: str) -> list[RequestRow]:
    """Those that this person came to, newest first."""
    return [_row(row) for row in every(unit, _OF_PERSON, person_id=person_id)]


def _row(row: Any) -> RequestRow:
    found = RequestRow(*row)
    return replace(found, paper=bool(found.paper))


def claim(unit: Unit, signature_id: int, person_id: str, now: int) -> bool:
    """False if it is not asked of anybody any more, or of somebody else."""
    return run(unit, _CLAIM, {"id": signature_id, "person_id": person_id, "now": now}).rowcount == 1


def move(unit: Unit, signature_id: int, before: str, after: str, now: int) -> bool:
    """False if it no longer stands as `before`."""
    return run(unit, _MOVE, {"id": signature_id, "before": before, "after": after, "now": now}).rowcount == 1


def give_reason(unit: Unit, signature_id: int, sealed_reason: bytes) -> None:
    run(unit, _REASON, {"id": signature_id, "sealed_reason": sealed_reason})


def void(unit: Unit, application_id: int, now: int) -> None:
    """What was signed says something else by now: no signature of this application counts any more. A
    mandate says what it said."""
    run(unit, _VOID, {"application_id": application_id, "now": now})


def passed(unit: Unit, today: str, most: int) -> list[DueRow]:
    return [DueRow(*row) for row in every(unit, _PASSED, today=today, most=most)]


def near(unit: Unit, today: str, soon: str, before: int, most: int) -> list[DueRow]:
    rows = every(unit, _NEAR, today=today, soon=soon, before=before, most=most)
    return [DueRow(*row) for row in rows]


def remind(unit: Unit, signature_id: int) -> bool:
    return run(unit, _REMIND, {"id": signature_id, "yes": True}).rowcount == 1


def numbers_unsigned(unit: Unit, duties: Sequence[str], today: str, most: int) -> list[str]:
    """Receipt numbers of open applications that somebody will not sign, or has not signed by their day."""
    rows = every(unit, _NUMBERS, duties=list(duties), today=today, most=most)
    return [row.receipt_number for row in rows]
