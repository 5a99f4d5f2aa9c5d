# Only the SHA-256 of a token is stored.

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, or_, select, update

from portal.db import Unit
from portal.models.residents.session import Session
from portal.models.residents.sign_in_attempt import SignInAttempt
from portal.store.statements import by, columns, every, insert_into, one, rows, run, sql


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
    issuer: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class AttemptRow:
    browser_hash: bytes
    nonce: str
    code_verifier: str
    return_to: str
    made_at: int


_session = Session.table
_attempt = SignInAttempt.table
_LIVING = and_(_session.c.ends_at > bindparam("now"), _session.c.seen_at > bindparam("idle"))
_ADD = sql(insert_into(Session, SessionRow))
_FIND = sql(rows(SessionRow, Session).where(by(_session.c.token_hash), _LIVING))
_TOUCH = sql(
    update(_session)
    .where(by(_session.c.token_hash), _session.c.seen_at < bindparam("now"))
    .values(seen_at=bindparam("now"))
)
_END = sql(delete(_session).where(by(_session.c.token_hash)))
_END_OF_PERSON = sql(delete(_session).where(by(_session.c.person_id, _session.c.realm)))
_OF_PERSON = sql(rows(SessionRow, Session).where(by(_session.c.person_id), _LIVING).order_by(_session.c.made_at.desc()))
_END_STAFF = sql(delete(_session).where(by(_session.c.staff_id)))
_OF_STAFF = sql(rows(SessionRow, Session).where(by(_session.c.staff_id), _LIVING).order_by(_session.c.made_at.desc()))
_END_OTHERS = sql(delete(_session).where(by(_session.c.staff_id), _session.c.token_hash != bindparam("token_hash")))
_SWEEP = sql(
    delete(_session).where(or_(_session.c.ends_at <= bindparam("now"), _session.c.seen_at <= bindparam("idle")))
)
_BEGIN = sql(insert_into(SignInAttempt, AttemptRow, beside=("state_hash",)))
_CONSUME = sql(
    update(_attempt)
    .where(by(_attempt.c.state_hash), _attempt.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
    .returning(*columns(AttemptRow, SignInAttempt)),
    AttemptRow,
)
_USED = sql(select(_attempt.c.made_at).where(by(_attempt.c.state_hash)))
_SWEEP_ATTEMPTS = sql(delete(_attempt).where(_attempt.c.made_at < bindparam("before")))


def add(unit: Unit, session: SessionRow) -> None:
    run(unit, _ADD, vars(session))


def find(unit: Unit, token_hash: bytes, now: int, idle: int) -> SessionRow | None:
    """A session last seen at or before `idle` has ended."""
    return one(unit, _FIND, token_hash=token_hash, now=now, idle=idle)


def touch(unit: Unit, token_hash: bytes, now: int) -> None:
    run(unit, _TOUCH, {"token_hash": token_hash, "now": now})


def end_of_person(unit: Unit, person_id: str, realm: str) -> None:
    run(unit, _END_OF_PERSON, {"person_id": person_id, "realm": realm})


def of_person(unit: Unit, person_id: str, now: int, idle: int) -> list[SessionRow]:
    return every(unit, _OF_PERSON, person_id=person_id, now=now, idle=idle)


def end(unit: Unit, token_hash: bytes) -> None:
    run(unit, _END, {"token_hash": token_hash})


def end_of_staff(unit: Unit, staff_id: int) -> None:
    run(unit, _END_STAFF, {"staff_id": staff_id})


def of_staff(unit: Unit, staff_id: int, now: int, idle: int) -> list[SessionRow]:
    return every(unit, _OF_STAFF, staff_id=staff_id, now=now, idle=idle)


def end_others(unit: Unit, staff_id: int, token_hash: bytes) -> int:
    return run(unit, _END_OTHERS, {"staff_id": staff_id, "token_hash": token_hash}).rowcount


def sweep(unit: Unit, now: int, idle: int) -> None:
    run(unit, _SWEEP, {"now": now, "idle": idle})


def begin_attempt(unit: Unit, state_hash: bytes, attempt: AttemptRow) -> None:
    run(unit, _BEGIN, vars(attempt) | {"state_hash": state_hash})


def consume_attempt(unit: Unit, state_hash: bytes, now: int) -> AttemptRow | None:
    """One statement: only one of two concurrent callbacks gets it."""
    return one(unit, _CONSUME, state_hash=state_hash, now=now)


def attempt_known(unit: Unit, state_hash: bytes) -> bool:
    return one(unit, _USED, state_hash=state_hash) is not None


def sweep_attempts(unit: Unit, before: int) -> None:
    run(unit, _SWEEP_ATTEMPTS, {"before": before})
