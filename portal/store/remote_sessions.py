"""Drafts that a clerk looks at together with their resident, from afar, and what the clerk proposes there."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

WAITING, ASKED, AGREED, ENDED = "waiting", "asked", "agreed", "ended"


@dataclass(frozen=True)
class RemoteRow:
    """All instants are microseconds UTC."""

    id: int
    draft_id: str
    seed: bytes
    code_hash: bytes
    staff_id: int | None
    state: str
    ended_by: str
    page: str
    news: int
    made_at: int
    ends_at: int
    seen_at: int | None


@dataclass(frozen=True)
class ProposalRow:
    id: int
    session_id: int
    page: str
    state: str
    sealed_boxes: bytes
    made_at: int


_COLUMNS = "id, draft_id, seed, code_hash, staff_id, state, ended_by, page, news, made_at, ends_at, seen_at"
_PROPOSAL = "id, session_id, page, state, sealed_boxes, made_at"
_ADD = insert("remote_session", *_COLUMNS.split(", ")[1:])
_DROP = sql("DELETE FROM remote_session WHERE draft_id = :draft_id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM remote_session WHERE id = :id")
_OF_DRAFT = sql(f"SELECT {_COLUMNS} FROM remote_session WHERE draft_id = :draft_id")
_BY_HASH = sql(
    f"SELECT {_COLUMNS} FROM remote_session WHERE code_hash = :code_hash AND state = 'waiting' AND ends_at > :now"
)
_OF_STAFF = sql(
    f"SELECT {_COLUMNS} FROM remote_session WHERE staff_id = :staff_id AND state <> 'ended' AND ends_at > :now ORDER BY id"
)
_PRESENT = sql(
    "SELECT r.state, s.name FROM remote_session r JOIN staff s ON s.id = r.staff_id "
    "WHERE r.draft_id = :draft_id AND r.state IN ('asked', 'agreed') AND r.ends_at > :now"
)
# One statement: of two clerks who type it at once, one gets in.
_COME = sql(
    "UPDATE remote_session SET staff_id = :staff_id, state = 'asked', news = news + 1 "
    "WHERE id = :id AND state = 'waiting' AND ends_at > :now"
)
_MOVE = sql(
    "UPDATE remote_session SET state = :state, ended_by = :by, ends_at = :ends_at, news = news + 1 "
    "WHERE id = :id AND state = :was AND ends_at > :now"
)
_LOOKED = sql("UPDATE remote_session SET seen_at = :now, page = :page, news = news + :more WHERE id = :id")
_TOLD = sql("UPDATE remote_session SET news = news + 1 WHERE id = :id AND state = 'agreed' AND ends_at > :now")
_SWEEP = sql("DELETE FROM remote_session WHERE ends_at < :before")
_PROPOSE = insert("remote_proposal", *_PROPOSAL.split(", ")[1:])
_REPLACE = sql("DELETE FROM remote_proposal WHERE session_id = :session_id AND page = :page")
_PROPOSALS = sql(f"SELECT {_PROPOSAL} FROM remote_proposal WHERE session_id = :session_id ORDER BY id")
_DECIDE = sql(
    "UPDATE remote_proposal SET state = :state WHERE id = :id AND session_id = :session_id AND state = 'open'"
)
_EMPTY = sql("DELETE FROM remote_proposal WHERE session_id = :session_id")


def add(unit: Unit, row: RemoteRow) -> None:
    """In the place of the one before; `row.id` is not looked at."""
    run(unit, _DROP, {"draft_id": row.draft_id})
    run(unit, _ADD, vars(row))


def by_id(unit: Unit, session_id: int) -> RemoteRow | None:
    row = one(unit, _BY_ID, id=session_id)
    return RemoteRow(*row) if row else None


def of_draft(unit: Unit, draft_id: str) -> RemoteRow | None:
    row = one(unit, _OF_DRAFT, draft_id=draft_id)
    return RemoteRow(*row) if row else None


def by_hash(unit: Unit, code_hash: bytes, now: int) -> RemoteRow | None:
    """One that still waits for a clerk."""
    row = one(unit, _BY_HASH, code_hash=code_hash, now=now)
    return RemoteRow(*row) if row else None


def of_staff(unit: Unit, staff_id: int, now: int) -> list[RemoteRow]:
    """Those that this member is in, or asks for."""
    return [RemoteRow(*row) for row in every(unit, _OF_STAFF, staff_id=staff_id, now=now)]


def present(unit: Unit, draft_id: str, now: int) -> tuple[str, str] | None:
    """(asked or agreed, the clerk's name), None where nobody is there."""
    row = one(unit, _PRESENT, draft_id=draft_id, now=now)
    return (row[0], row[1]) if row else None


def come(unit: Unit, session_id: int, staff_id: int, now: int) -> bool:
    """False if another clerk was faster, or its time is over."""
    return run(unit, _COME, {"id": session_id, "staff_id": staff_id, "now": now}).rowcount == 1


def move(unit: Unit, row: RemoteRow, state: str, now: int, *, ends_at: int = 0, by: str = "") -> bool:
    """False if it does not stand as `row` says any more."""
    values = {"id": row.id, "was": row.state, "state": state, "by": by, "ends_at": ends_at or row.ends_at, "now": now}
    return run(unit, _MOVE, values).rowcount == 1


def looked(unit: Unit, row: RemoteRow, page: str, now: int) -> None:
    """Another page than before is news to the resident."""
    run(unit, _LOOKED, {"id": row.id, "now": now, "page": page, "more": int(page != row.page)})


def propose(unit: Unit, row: ProposalRow, now: int) -> bool:
    """In the place of what was proposed for the page before. False if the pairing is over."""
    if run(unit, _TOLD, {"id": row.session_id, "now": now}).rowcount != 1:
        return False
    run(unit, _REPLACE, {"session_id": row.session_id, "page": row.page})
    run(unit, _PROPOSE, vars(row))
    return True


def proposals(unit: Unit, session_id: int) -> list[ProposalRow]:
    return [ProposalRow(*row) for row in every(unit, _PROPOSALS, session_id=session_id)]


def decide(unit: Unit, row: ProposalRow, state: str, now: int) -> bool:
    """False if it was decided before, or the pairing is over."""
    if run(unit, _TOLD, {"id": row.session_id, "now": now}).rowcount != 1:
        return False
    return run(unit, _DECIDE, {"id": row.id, "session_id": row.session_id, "state": state}).rowcount == 1


def empty(unit: Unit, session_id: int) -> None:
    """Its proposals are nobody's any more."""
    run(unit, _EMPTY, {"session_id": session_id})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
