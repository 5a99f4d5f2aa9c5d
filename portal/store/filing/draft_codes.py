from dataclasses import dataclass

from sqlalchemy import bindparam, case, delete, or_, select, update

from portal.db import Unit
from portal.models.filing.draft_access import DraftAccess
from portal.models.filing.draft_code import DraftCode
from portal.store.statements import by, every, insert_into, one, rows, run, sql

WHOLE, EDIT = "whole", "edit"


@dataclass(frozen=True)
class CodeRow:
    id: int
    draft_id: str
    rights: str
    seed: bytes
    code_hash: bytes
    known_hash: bytes
    sealed_name: bytes | None
    failures: int
    made_at: int
    ends_at: int | None
    allowed: str = ""
    used_at: int | None = None


@dataclass(frozen=True)
class AccessRow:
    code_id: int
    draft_id: str
    person_id: str
    rights: str
    sealed_name: bytes | None
    made_at: int
    allowed: str  # steps, separated by spaces
    seen_at: int | None


_code = DraftCode.table
_access = DraftAccess.table
_VALID = or_(_code.c.ends_at.is_(None), _code.c.ends_at > bindparam("now"))
_ADD = sql(insert_into(DraftCode, CodeRow, but=("id",)))
_OF_DRAFT = sql(rows(CodeRow, DraftCode).where(by(_code.c.draft_id)).order_by(_code.c.id))
_BY_HASH = sql(rows(CodeRow, DraftCode).where(by(_code.c.code_hash), _code.c.failures < bindparam("most"), _VALID))
_FAIL = sql(update(_code).where(by(_code.c.id)).values(failures=_code.c.failures + 1))
_OPENED = sql(update(_code).where(by(_code.c.id)).values(failures=0))
# A single statement lets in only one of two concurrent helpers.
_USE = sql(update(_code).where(by(_code.c.id), _code.c.used_at.is_(None)).values(used_at=bindparam("now"), failures=0))
_SEEN = sql(update(_access).where(by(_access.c.code_id, _access.c.person_id)).values(seen_at=bindparam("now")))
_REMOVE = sql(delete(_code).where(by(_code.c.id, _code.c.draft_id)))
_REMOVE_ALL = sql(delete(_code).where(by(_code.c.draft_id)))
_REMOVE_WHOLE = sql(delete(_code).where(by(_code.c.draft_id), _code.c.rights == WHOLE))
_LET_IN = sql(
    insert_into(DraftAccess, beside=("code_id", "person_id", "made_at")).on_conflict_do_nothing(
        index_elements=[_access.c.code_id, _access.c.person_id]
    )
)
_ACCESS = (
    select(
        _access.c.code_id,
        _code.c.draft_id,
        _access.c.person_id,
        _code.c.rights,
        _code.c.sealed_name,
        _access.c.made_at,
        _code.c.allowed,
        _access.c.seen_at,
    )
    .join_from(_access, _code, _code.c.id == _access.c.code_id)
    .where(_VALID, by(_code.c.draft_id))
)
# The widest right comes first, because the owner on another device is not a helper.
_OF_PERSON = sql(
    _ACCESS.where(by(_access.c.person_id))
    .order_by(case((_code.c.rights == WHOLE, 0), (_code.c.rights == EDIT, 1), else_=2), _access.c.code_id)
    .limit(1),
    AccessRow,
)
_OPENED_BY = sql(
    select(_code.c.draft_id)
    .join_from(_access, _code, _code.c.id == _access.c.code_id)
    .where(_VALID, by(_access.c.person_id), _code.c.rights == WHOLE)
    .order_by(_access.c.made_at)
)
_WHO = sql(_ACCESS.order_by(_access.c.made_at, _access.c.code_id), AccessRow)


def add(unit: Unit, code: CodeRow) -> None:
    run(unit, _ADD, vars(code))


def of_draft(unit: Unit, draft_id: str) -> list[CodeRow]:
    return every(unit, _OF_DRAFT, draft_id=draft_id)


def by_hash(unit: Unit, code_hash: bytes, most: int, now: int) -> CodeRow | None:
    """`most` wrong tries end it."""
    return one(unit, _BY_HASH, code_hash=code_hash, most=most, now=now)


def fail(unit: Unit, code_id: int) -> None:
    run(unit, _FAIL, {"id": code_id})


def opened(unit: Unit, code_id: int) -> None:
    run(unit, _OPENED, {"id": code_id})


def use(unit: Unit, code_id: int, now: int) -> bool:
    return run(unit, _USE, {"id": code_id, "now": now}).rowcount == 1


def seen(unit: Unit, code_id: int, person_id: str, now: int) -> None:
    run(unit, _SEEN, {"code_id": code_id, "person_id": person_id, "now": now})


def remove(unit: Unit, draft_id: str, code_id: int) -> bool:
    return run(unit, _REMOVE, {"id": code_id, "draft_id": draft_id}).rowcount == 1


def remove_whole(unit: Unit, draft_id: str) -> bool:
    return run(unit, _REMOVE_WHOLE, {"draft_id": draft_id}).rowcount > 0


def remove_all(unit: Unit, draft_id: str) -> None:
    run(unit, _REMOVE_ALL, {"draft_id": draft_id})


def let_in(unit: Unit, code_id: int, person_id: str, now: int) -> None:
    run(unit, _LET_IN, {"code_id": code_id, "person_id": person_id, "made_at": now})


def access(unit: Unit, draft_id: str, person_id: str, now: int) -> AccessRow | None:
    return one(unit, _OF_PERSON, draft_id=draft_id, person_id=person_id, now=now)


def opened_by(unit: Unit, person_id: str, now: int) -> list[str]:
    """Drafts of which this session is the owner's other device."""
    return [draft_id for (draft_id,) in every(unit, _OPENED_BY, person_id=person_id, now=now)]


def who(unit: Unit, draft_id: str, now: int) -> list[AccessRow]:
    return every(unit, _WHO, draft_id=draft_id, now=now)
