"""Who of the register filed: questions for staff, and what they found. open → matched or nobody, by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

OPEN, MATCHED, NOBODY = "open", "matched", "nobody"


@dataclass(frozen=True)
class MatchRow:
    application_id: int
    person_id: str
    state: str
    sealed_card: bytes
    opened_at: int
    settled_by: str = ""
    settled_at: int | None = None
    sealed_reason: bytes | None = None


@dataclass(frozen=True)
class LinkRow:
    person_id: str
    sealed_number: bytes
    linked_by: str
    linked_at: int


_COLUMNS = "application_id, person_id, state, sealed_card, opened_at, settled_by, settled_at, sealed_reason"
_ADD = insert("register_match", *_COLUMNS.split(", "), tail="ON CONFLICT (application_id) DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM register_match WHERE application_id = :application_id")
_SETTLE = sql(
    "UPDATE register_match SET state = :state, settled_by = :settled_by, settled_at = :settled_at, "
    "sealed_reason = :sealed_reason WHERE application_id = :application_id AND state = 'open'"
)
_OPEN = sql(
    "SELECT a.receipt_number FROM register_match m CROSS JOIN application a "
    "WHERE a.id = m.application_id AND m.state = 'open' AND a.duty IN :duties ORDER BY m.opened_at LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_LINK = sql("SELECT person_id, sealed_number, linked_by, linked_at FROM person_link WHERE person_id = :person_id")
_PUT_LINK = insert(
    "person_link", "person_id", "sealed_number", "linked_by", "linked_at",
    tail="ON CONFLICT (person_id) DO UPDATE SET sealed_number = excluded.sealed_number, "
    "linked_by = excluded.linked_by, linked_at = excluded.linked_at WHERE person_link.linked_at = :before",
)  # fmt: skip


def add(unit: Unit, row: MatchRow) -> None:
    run(unit, _ADD, vars(row))


def of_application(unit: Unit, application_id: int) -> MatchRow | None:
    row = one(unit, _OF, application_id=application_id)
    return MatchRow(*row) if row else None


def settle(unit: Unit, application_id: int, state: str, settled_by: str, settled_at: int, sealed_reason: bytes) -> bool:
    """False if it is settled already."""
    values = {"application_id": application_id, "state": state, "settled_by": settled_by, "settled_at": settled_at}
    return run(unit, _SETTLE, values | {"sealed_reason": sealed_reason}).rowcount == 1


def open_numbers(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    """Receipt numbers, longest waiting first."""
    return [row.receipt_number for row in every(unit, _OPEN, duties=list(duties), most=most)]


def link(unit: Unit, person_id: str) -> LinkRow | None:
    row = one(unit, _LINK, person_id=person_id)
    return LinkRow(*row) if row else None


def put_link(unit: Unit, row: LinkRow, before: int) -> bool:
    """In the place of the link of `before` (its instant; 0 = there was none). False if it is another by now."""
    return run(unit, _PUT_LINK, {**vars(row), "before": before}).rowcount == 1
