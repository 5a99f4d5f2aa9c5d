"""Signed-in browsers, and trips to the card provider. Tokens are never stored, only their SHA-256."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class SessionRow:
    token_hash: bytes
    realm: str
    person_id: str | None
    staff_id: int | None
    made_at: int
    proved_at: int
    seen_at: int
    ends_at: int


@dataclass(frozen=True)
class AttemptRow:
    browser_hash: bytes
    nonce: str
    code_verifier: str
    return_to: str
    made_at: int


_ADD = insert("session", "token_hash", "realm", "person_id", "staff_id", "made_at", "proved_at", "seen_at", "ends_at")
_FIND = sql(
    "SELECT token_hash, realm, person_id, staff_id, made_at, proved_at, seen_at, ends_at FROM session "
    "WHERE token_hash = :token_hash AND realm = :realm AND ends_at > :now AND seen_at > :idle"
)
_TOUCH = sql("UPDATE session SET seen_at = :now WHERE token_hash = :token_hash AND seen_at < :now")
_END = sql("DELETE FROM session WHERE token_hash = :token_hash")
_END_STAFF = sql("DELETE FROM session WHERE staff_id = :staff_id")
_OF_STAFF = sql(
    "SELECT token_hash, realm, person_id, staff_id, made_at, proved_at, seen_at, ends_at FROM session "
    "WHERE staff_id = :staff_id AND ends_at > :now AND seen_at > :idle ORDER BY made_at DESC"
)
_END_OTHERS = sql("DELETE FROM session WHERE staff_id = :staff_id AND token_hash <> :token_hash")
_SWEEP = sql("DELETE FROM session WHERE ends_at <= :now OR seen_at <= :idle")
_BEGIN = insert("sign_in_attempt", "state_hash", "browser_hash", "nonce", "code_verifier", "return_to", "made_at")
_CONSUME = sql(
    "UPDATE sign_in_attempt SET used_at = :now WHERE state_hash = :state_hash AND used_at IS NULL "
    "RETURNING browser_hash, nonce, code_verifier, return_to, made_at"
)
_USED = sql("SELECT 1 FROM sign_in_attempt WHERE state_hash = :state_hash")
_SWEEP_ATTEMPTS = sql("DELETE FROM sign_in_attempt WHERE made_at < :before")


def add(unit: Unit, session: SessionRow) -> None:
    run(unit, _ADD, vars(session))


def find(unit: Unit, token_hash: bytes, realm: str, now: int, idle: int) -> SessionRow | None:
    """The living session; `idle`: last seen before this instant means ended."""
    row = one(unit, _FIND, token_hash=token_hash, realm=realm, now=now, idle=idle)
    return SessionRow(*row) if row else None


def touch(unit: Unit, token_hash: bytes, now: int) -> None:
    run(unit, _TOUCH, {"token_hash": token_hash, "now": now})


def end(unit: Unit, token_hash: bytes) -> None:
    run(unit, _END, {"token_hash": token_hash})


def end_of_staff(unit: Unit, staff_id: int) -> None:
    run(unit, _END_STAFF, {"staff_id": staff_id})


def of_staff(unit: Unit, staff_id: int, now: int, idle: int) -> list[SessionRow]:
    """The living ones of a member, newest first."""
    return [SessionRow(*row) for row in every(unit, _OF_STAFF, staff_id=staff_id, now=now, idle=idle)]


def end_others(unit: Unit, staff_id: int, token_hash: bytes) -> int:
    """All of this member but one; how many."""
    return run(unit, _END_OTHERS, {"staff_id": staff_id, "token_hash": token_hash}).rowcount


def sweep(unit: Unit, now: int, idle: int) -> None:
    run(unit, _SWEEP, {"now": now, "idle": idle})


def begin_attempt(unit: Unit, state_hash: bytes, attempt: AttemptRow) -> None:
    run(unit, _BEGIN, vars(attempt) | {"state_hash": state_hash})


def consume_attempt(unit: Unit, state_hash: bytes, now: int) -> AttemptRow | None:
    """One atomic statement: of two callbacks with the same state, one gets it."""
    row = one(unit, _CONSUME, state_hash=state_hash, now=now)
    return AttemptRow(*row) if row else None


def attempt_known(unit: Unit, state_hash: bytes) -> bool:
    return one(unit, _USED, state_hash=state_hash) is not None


def sweep_attempts(unit: Unit, before: int) -> None:
    run(unit, _SWEEP_ATTEMPTS, {"before": before})
