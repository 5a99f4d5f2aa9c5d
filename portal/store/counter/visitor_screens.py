# A save names the mark that was read.

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, update

from portal.db import Unit
from portal.models.counter.visit import Visit
from portal.models.counter.visitor_screen import VisitorScreen
from portal.store.statements import bound, by, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class ScreenRow:
    """`code_hash` None: used or withdrawn; `token_hash` None: without a device."""

    visit_id: str
    code_number: int
    code_hash: bytes | None
    code_until: int
    token_hash: bytes | None
    session_hash: bytes | None
    sealed_state: bytes | None
    touched_at: int
    mark: int


_screen = VisitorScreen.table
_visit = Visit.table
_ADD = sql(insert_into(VisitorScreen, ScreenRow).on_conflict_do_nothing())
_OF_VISIT = sql(rows(ScreenRow, VisitorScreen).where(by(_screen.c.visit_id)))
_OF_TOKEN = sql(rows(ScreenRow, VisitorScreen).where(by(_screen.c.token_hash)))
_NEXT = {"mark": _screen.c.mark + 1}
_SAVE = sql(
    update(_screen)
    .where(by(_screen.c.visit_id, _screen.c.mark))
    .values(
        bound("code_number", "code_hash", "code_until", "token_hash", "session_hash", "sealed_state", "touched_at")
        | _NEXT
    )
)
_CLAIM = sql(
    update(_screen)
    .where(
        _screen.c.code_hash == bindparam("code"),
        _screen.c.code_until > bindparam("now"),
        exists().where(_visit.c.id == _screen.c.visit_id, _visit.c.ended_at.is_(None), _visit.c.parked_at.is_(None)),
    )
    .values(bound("token_hash") | {"code_hash": None, "session_hash": None, "touched_at": bindparam("now")} | _NEXT)
    .returning(_screen.c.visit_id),
    str,
)
_REST = sql(update(_screen).where(by(_screen.c.visit_id)).values({"code_hash": None, "session_hash": None} | _NEXT))
_LET_GO = sql(
    update(_screen)
    .where(by(_screen.c.visit_id))
    .values({"token_hash": None, "code_hash": None, "session_hash": None} | _NEXT)
)


def add(unit: Unit, row: ScreenRow) -> None:
    run(unit, _ADD, vars(row))


def of_visit(unit: Unit, visit_id: str) -> ScreenRow | None:
    return one(unit, _OF_VISIT, visit_id=visit_id)


def of_token(unit: Unit, token_hash: bytes) -> ScreenRow | None:
    return one(unit, _OF_TOKEN, token_hash=token_hash)


def save(unit: Unit, row: ScreenRow) -> bool:
    return run(unit, _SAVE, vars(row)).rowcount == 1


def claim(unit: Unit, code_hash: bytes, token_hash: bytes, now: int) -> str:
    """ "" if invalid. Only one of two concurrent devices gets the visit."""
    return one(unit, _CLAIM, code=code_hash, token_hash=token_hash, now=now) or ""


def rest(unit: Unit, visit_id: str) -> None:
    """Keeps the device, which shows nothing."""
    run(unit, _REST, {"visit_id": visit_id})


def let_go(unit: Unit, visit_id: str) -> None:
    """Keeps the screen's state."""
    run(unit, _LET_GO, {"visit_id": visit_id})
