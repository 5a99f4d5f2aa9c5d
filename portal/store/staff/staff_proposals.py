from dataclasses import dataclass

from sqlalchemy import select, update

from portal.db import Unit
from portal.models.staff.staff_proposal import StaffProposal
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

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


_proposal = StaffProposal.table
_ADD = sql(
    insert_into(StaffProposal, beside=("kind", "lines", "digest", "state", "proposed_by", "proposed_at"))
    .on_conflict_do_nothing(index_elements=[_proposal.c.digest])
    .returning(_proposal.c.id),
    int,
)
_BY_DIGEST = sql(select(_proposal.c.id).where(by(_proposal.c.digest)), int)
_BY_ID = sql(rows(ProposalRow, StaffProposal).where(by(_proposal.c.id)))
_LATEST = sql(
    rows(ProposalRow, StaffProposal).where(_proposal.c.state == OPEN).order_by(_proposal.c.id.desc()).limit(100)
)
# The digest is cleared so that the same change can be proposed again.
_SETTLE = sql(
    update(_proposal)
    .where(by(_proposal.c.id), _proposal.c.state == OPEN)
    .values(bound("state", "settled_by", "settled_at") | {"digest": None})
)


def add(unit: Unit, *, kind: str, lines: str, digest: bytes, by: str, now: int) -> int:
    """The id of an open proposal of the same change, else a new one."""
    values = {"kind": kind, "lines": lines, "digest": digest, "state": OPEN, "proposed_by": by, "proposed_at": now}
    return one(unit, _ADD, **values) or exactly(unit, _BY_DIGEST, digest=digest)


def by_id(unit: Unit, number: int) -> ProposalRow | None:
    return one(unit, _BY_ID, id=number)


def waiting(unit: Unit) -> list[ProposalRow]:
    return every(unit, _LATEST)


def settle(unit: Unit, number: int, state: str, by: str, now: int) -> bool:
    return run(unit, _SETTLE, {"id": number, "state": state, "settled_by": by, "settled_at": now}).rowcount == 1
