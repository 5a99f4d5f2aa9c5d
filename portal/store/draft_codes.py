"""Short codes that open drafts, and who came by them."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

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
    """`sealed_name`: as the owner calls them. `allowed`: steps, spaces between."""

    code_id: int
    draft_id: str
    person_id: str
    rights: str
    sealed_name: bytes | None
    made_at: int
    allowed: str
    seen_at: int | None


_COLUMNS = (
    "id, draft_id, rights, seed, code_hash, known_hash, sealed_name, failures, made_at, ends_at, allowed, used_at"
)
_ADD = insert("draft_code", *_COLUMNS.split(", ")[1:])
_OF_DRAFT = sql(f"SELECT {_COLUMNS} FROM draft_code WHERE draft_id = :draft_id ORDER BY id")
# A code that ended, or was guessed at too often, is no code.
_BY_HASH = sql(
    f"SELECT {_COLUMNS} FROM draft_code WHERE code_hash = :code_hash AND failures < :most "
    "AND (ends_at IS NULL OR ends_at > :now)"
)
_FAIL = sql("UPDATE draft_code SET failures = failures + 1 WHERE id = :id")
_OPENED = sql("UPDATE draft_code SET failures = 0 WHERE id = :id")
# One statement: of two who come at once, one gets in.
_USE = sql("UPDATE draft_code SET used_at = :now, failures = 0 WHERE id = :id AND used_at IS NULL")
_SEEN = sql("UPDATE draft_access SET seen_at = :now WHERE code_id = :code_id AND person_id = :person_id")
_REMOVE = sql("DELETE FROM draft_code WHERE id = :id AND draft_id = :draft_id")
_REMOVE_ALL = sql("DELETE FROM draft_code WHERE draft_id = :draft_id")
_REMOVE_WHOLE = sql("DELETE FROM draft_code WHERE draft_id = :draft_id AND rights = 'whole'")
_LET_IN = insert("draft_access", "code_id", "person_id", "made_at", tail="ON CONFLICT (code_id, person_id) DO NOTHING")
_ACCESS = (
    "SELECT a.code_id, c.draft_id, a.person_id, c.rights, c.sealed_name, a.made_at, c.allowed, a.seen_at "
    "FROM draft_access a JOIN draft_code c ON c.id = a.code_id WHERE (c.ends_at IS NULL OR c.ends_at > :now) "
)
# The widest right first: who resumed their own draft is no helper on it.
_OF_PERSON = sql(
    f"{_ACCESS} AND c.draft_id = :draft_id AND a.person_id = :person_id "
    "ORDER BY CASE c.rights WHEN 'whole' THEN 0 WHEN 'edit' THEN 1 ELSE 2 END, a.code_id LIMIT 1"
)
_WHO = sql(f"{_ACCESS} AND c.draft_id = :draft_id ORDER BY a.made_at, a.code_id")


def add(unit: Unit, code: CodeRow) -> None:
    """`code.id` is not looked at: the database numbers them."""
    run(unit, _ADD, vars(code))


def of_draft(unit: Unit, draft_id: str) -> list[CodeRow]:
    return [CodeRow(*row) for row in every(unit, _OF_DRAFT, draft_id=draft_id)]


def by_hash(unit: Unit, code_hash: bytes, most: int, now: int) -> CodeRow | None:
    """The living code. `most`: as many wrong tries end it."""
    row = one(unit, _BY_HASH, code_hash=code_hash, most=most, now=now)
    return CodeRow(*row) if row else None


def fail(unit: Unit, code_id: int) -> None:
    run(unit, _FAIL, {"id": code_id})


def opened(unit: Unit, code_id: int) -> None:
    run(unit, _OPENED, {"id": code_id})


def use(unit: Unit, code_id: int, now: int) -> bool:
    """Whether it was not used before: it opens once."""
    return run(unit, _USE, {"id": code_id, "now": now}).rowcount == 1


def seen(unit: Unit, code_id: int, person_id: str, now: int) -> None:
    """They were here."""
    run(unit, _SEEN, {"code_id": code_id, "person_id": person_id, "now": now})


def remove(unit: Unit, draft_id: str, code_id: int) -> bool:
    """With everybody who came by it. False if this draft has no such code."""
    return run(unit, _REMOVE, {"id": code_id, "draft_id": draft_id}).rowcount == 1


def remove_whole(unit: Unit, draft_id: str) -> bool:
    """The owner's own code."""
    return run(unit, _REMOVE_WHOLE, {"draft_id": draft_id}).rowcount > 0


def remove_all(unit: Unit, draft_id: str) -> None:
    """Also the helpers': nobody comes to it any more."""
    run(unit, _REMOVE_ALL, {"draft_id": draft_id})


def let_in(unit: Unit, code_id: int, person_id: str, now: int) -> None:
    run(unit, _LET_IN, {"code_id": code_id, "person_id": person_id, "made_at": now})


def access(unit: Unit, draft_id: str, person_id: str, now: int) -> AccessRow | None:
    """By which right this person is on this draft, if by any."""
    row = one(unit, _OF_PERSON, draft_id=draft_id, person_id=person_id, now=now)
    return AccessRow(*row) if row else None


def who(unit: Unit, draft_id: str, now: int) -> list[AccessRow]:
    """Everybody who came to this draft by a code."""
    return [AccessRow(*row) for row in every(unit, _WHO, draft_id=draft_id, now=now)]
