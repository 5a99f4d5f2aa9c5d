"""Residents who have signed in, and guests."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class PersonRow:
    id: str
    issuer: str
    subject: str
    key_id: str
    wrapped_key: bytes
    sealed_card: bytes
    made_at: int
    signed_in_at: int


_COLUMNS = "id, issuer, subject, key_id, wrapped_key, sealed_card, made_at, signed_in_at"
_BY_SUBJECT = sql(f"SELECT {_COLUMNS} FROM person WHERE issuer = :issuer AND subject = :subject")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM person WHERE id = :id")
_ADD = insert("person", *_COLUMNS.split(", "), tail="ON CONFLICT (issuer, subject) DO NOTHING")
_SEEN = sql("UPDATE person SET sealed_card = :sealed_card, signed_in_at = :signed_in_at WHERE id = :id")

# Nobody can reach what a guest began once the session has ended, unless they took a code of their own with them.
_DROP_DRAFTS = sql(
    "DELETE FROM draft WHERE person_id IN (SELECT id FROM person WHERE issuer = :issuer) "
    "AND NOT EXISTS (SELECT 1 FROM session WHERE session.person_id = draft.person_id) "
    "AND NOT EXISTS (SELECT 1 FROM draft_code WHERE draft_code.draft_id = draft.id AND draft_code.rights = 'whole')"
)
_DROP = sql(
    "DELETE FROM person WHERE issuer = :issuer AND NOT EXISTS (SELECT 1 FROM session WHERE session.person_id = person.id) "
    "AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.person_id = person.id) "
    "AND NOT EXISTS (SELECT 1 FROM application WHERE application.person_id = person.id)"
)


def by_subject(unit: Unit, issuer: str, subject: str) -> PersonRow | None:
    row = one(unit, _BY_SUBJECT, issuer=issuer, subject=subject)
    return PersonRow(*row) if row else None


def by_id(unit: Unit, person_id: str) -> PersonRow | None:
    row = one(unit, _BY_ID, id=person_id)
    return PersonRow(*row) if row else None


def add(unit: Unit, person: PersonRow) -> None:
    """Two first sign-ins of one card at once leave one row."""
    run(unit, _ADD, vars(person))


def signed_in(unit: Unit, person_id: str, sealed_card: bytes, now: int) -> None:
    run(unit, _SEEN, {"id": person_id, "sealed_card": sealed_card, "signed_in_at": now})


def remove_gone(unit: Unit, issuer: str) -> int:
    """Removes the drafts of these people whose session has ended, and whoever has nothing left; how many drafts."""
    dropped = run(unit, _DROP_DRAFTS, {"issuer": issuer}).rowcount
    remove_idle(unit, issuer)
    return dropped


def remove_idle(unit: Unit, issuer: str) -> None:
    """Whoever of these people has no session, draft or application."""
    run(unit, _DROP, {"issuer": issuer})
