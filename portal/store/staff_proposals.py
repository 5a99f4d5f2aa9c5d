"""Changes about staff that one administrator wants, until another one confirms them."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

OPEN, CONFIRMED, WITHDRAWN = "open", "confirmed", "withdrawn"


@dataclass(frozen=True)
class ProposalRow:
    id: int
    kind: str
    lines: str
    state: str
    proposed_by: str
    proposed_at: int
    settled_by: str | None
    settled_at: int | None


_COLUMNS = "id, kind, lines, state, proposed_by, proposed_at, settled_by, settled_at"
_ADD = insert(
    "staff_proposal", "kind", "lines", "digest", "state", "proposed_by", "proposed_at",
    tail="ON CONFLICT (digest) DO NOTHING RETURNING id",
)  # fmt: skip
_BY_DIGEST = sql(f"SELECT {_COLUMNS} FROM staff_proposal WHERE digest = :digest")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM staff_proposal WHERE id = :id")
_LATEST = sql(f"SELECT {_COLUMNS} FROM staff_proposal WHERE state = 'open' ORDER BY id DESC LIMIT 100")
# The same may be proposed again then.
_SETTLE = sql(
    "UPDATE staff_proposal SET state = :state, settled_by = :by, settled_at = :now, digest = NULL "
    "WHERE id = :id AND state = 'open'"
)


def add(unit: Unit, *, kind: str, lines: str, digest: bytes, by: str, now: int) -> int:
    """Its number; that of the one that wants the same, if there is one."""
    values = {"kind": kind, "lines": lines, "digest": digest, "state": OPEN, "proposed_by": by, "proposed_at": now}
    row = one(unit, _ADD, **values) or one(unit, _BY_DIGEST, digest=digest)
    return int(row.id)


def by_id(unit: Unit, number: int) -> ProposalRow | None:
    row = one(unit, _BY_ID, id=number)
    return ProposalRow(*row) if row else None


def waiting(unit: Unit) -> list[ProposalRow]:
    """Newest first."""
    return [ProposalRow(*row) for row in every(unit, _LATEST)]


def settle(unit: Unit, number: int, state: str, by: str, now: int) -> bool:
    """False if it was settled already."""
    return run(unit, _SETTLE, {"id": number, "state": state, "by": by, "now": now}).rowcount == 1
