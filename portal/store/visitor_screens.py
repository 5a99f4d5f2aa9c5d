"""The screens of visitors, one a visit. Whoever changes one says which mark they saw; a device is known by the hash of its token."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class ScreenRow:
    """Instants in microseconds. `code_hash` None once its code was used or taken back, `token_hash` None while no device has it."""

    visit_id: str
    code_number: int
    code_hash: bytes | None
    code_until: int
    token_hash: bytes | None
    session_hash: bytes | None
    sealed_state: bytes | None
    touched_at: int
    mark: int


_COLUMNS = "visit_id, code_number, code_hash, code_until, token_hash, session_hash, sealed_state, touched_at, mark"
_ADD = insert("visitor_screen", *_COLUMNS.split(", "), tail="ON CONFLICT DO NOTHING")
_OF_VISIT = sql(f"SELECT {_COLUMNS} FROM visitor_screen WHERE visit_id = :visit_id")
_OF_TOKEN = sql(f"SELECT {_COLUMNS} FROM visitor_screen WHERE token_hash = :token_hash")
_SAVE = sql(
    "UPDATE visitor_screen SET code_number = :code_number, code_hash = :code_hash, code_until = :code_until, "
    "token_hash = :token_hash, session_hash = :session_hash, sealed_state = :sealed_state, touched_at = :touched_at, "
    "mark = mark + 1 WHERE visit_id = :visit_id AND mark = :mark"
)
_CLAIM = sql(
    "UPDATE visitor_screen SET token_hash = :token_hash, code_hash = NULL, session_hash = NULL, touched_at = :now, "
    "mark = mark + 1 WHERE code_hash = :code_hash AND code_until > :now AND EXISTS (SELECT 1 FROM visit "
    "WHERE visit.id = visit_id AND ended_at IS NULL AND parked_at IS NULL) RETURNING visit_id"
)
_LET_GO = sql(
    "UPDATE visitor_screen SET token_hash = NULL, code_hash = NULL, session_hash = NULL, mark = mark + 1 "
    "WHERE visit_id = :visit_id"
)


def add(unit: Unit, row: ScreenRow) -> None:
    """Nothing where the visit has one."""
    run(unit, _ADD, vars(row))


def of_visit(unit: Unit, visit_id: str) -> ScreenRow | None:
    row = one(unit, _OF_VISIT, visit_id=visit_id)
    return ScreenRow(*row) if row else None


def of_token(unit: Unit, token_hash: bytes) -> ScreenRow | None:
    row = one(unit, _OF_TOKEN, token_hash=token_hash)
    return ScreenRow(*row) if row else None


def save(unit: Unit, row: ScreenRow) -> bool:
    """False if somebody changed it since `row.mark` was read."""
    return run(unit, _SAVE, vars(row)).rowcount == 1


def claim(unit: Unit, code_hash: bytes, token_hash: bytes, now: int) -> str:
    """The visit whose open code this is: of two devices one gets it. "" for a code that is used, over or none."""
    row = one(unit, _CLAIM, code_hash=code_hash, token_hash=token_hash, now=now)
    return str(row[0]) if row else ""


def let_go(unit: Unit, visit_id: str) -> None:
    """No device and no code has it any more; what was said on it stays."""
    run(unit, _LET_GO, {"visit_id": visit_id})
