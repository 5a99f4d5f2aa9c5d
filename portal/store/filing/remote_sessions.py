from dataclasses import dataclass

from sqlalchemy import bindparam, delete, update

from portal.db import Unit
from portal.models.filing.remote_proposal import RemoteProposal
from portal.models.filing.remote_session import RemoteSession
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql

WAITING, ASKED, AGREED, ENDED = "waiting", "asked", "agreed", "ended"


@dataclass(frozen=True)
class RemoteRow:
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


_session = RemoteSession.table
_proposal = RemoteProposal.table
_RUNNING = _session.c.ends_at > bindparam("now")
_NEWS = {"news": _session.c.news + 1}
_ADD = sql(insert_into(RemoteSession, RemoteRow, but=("id",)))
_DROP = sql(delete(_session).where(by(_session.c.draft_id)))
_BY_ID = sql(rows(RemoteRow, RemoteSession).where(by(_session.c.id)))
_OF_DRAFT = sql(rows(RemoteRow, RemoteSession).where(by(_session.c.draft_id)))
_BY_HASH = sql(rows(RemoteRow, RemoteSession).where(by(_session.c.code_hash), _session.c.state == WAITING, _RUNNING))
_OF_STAFF = sql(
    rows(RemoteRow, RemoteSession)
    .where(by(_session.c.staff_id), _session.c.state != ENDED, _RUNNING)
    .order_by(_session.c.id)
)
# A single statement lets in only one of two clerks who enter the code at once.
_COME = sql(
    update(_session)
    .where(by(_session.c.id), _session.c.state == WAITING, _RUNNING)
    .values(bound("staff_id") | {"state": ASKED} | _NEWS)
)
_MOVE = sql(
    update(_session)
    .where(by(_session.c.id), _session.c.state == bindparam("was"), _RUNNING)
    .values(bound("state", "ended_by", "ends_at") | _NEWS)
)
_LOOKED = sql(
    update(_session)
    .where(by(_session.c.id))
    .values(bound("page") | {"seen_at": bindparam("now"), "news": _session.c.news + bindparam("more")})
)
_TOUCH = sql(update(_session).where(by(_session.c.id), _session.c.state == AGREED, _RUNNING).values(_NEWS))
_SWEEP = sql(delete(_session).where(_session.c.ends_at < bindparam("before")))
_PROPOSE = sql(insert_into(RemoteProposal, ProposalRow, but=("id",)))
_REPLACE = sql(delete(_proposal).where(by(_proposal.c.session_id, _proposal.c.page)))
_PROPOSALS = sql(rows(ProposalRow, RemoteProposal).where(by(_proposal.c.session_id)).order_by(_proposal.c.id))
_DECIDE = sql(
    update(_proposal)
    .where(by(_proposal.c.id, _proposal.c.session_id), _proposal.c.state == "open")
    .values(bound("state"))
)
_EMPTY = sql(delete(_proposal).where(by(_proposal.c.session_id)))


def add(unit: Unit, row: RemoteRow) -> None:
    run(unit, _DROP, {"draft_id": row.draft_id})
    run(unit, _ADD, vars(row))


def by_id(unit: Unit, session_id: int) -> RemoteRow | None:
    return one(unit, _BY_ID, id=session_id)


def of_draft(unit: Unit, draft_id: str) -> RemoteRow | None:
    return one(unit, _OF_DRAFT, draft_id=draft_id)


def by_hash(unit: Unit, code_hash: bytes, now: int) -> RemoteRow | None:
    return one(unit, _BY_HASH, code_hash=code_hash, now=now)


def of_staff(unit: Unit, staff_id: int, now: int) -> list[RemoteRow]:
    return every(unit, _OF_STAFF, staff_id=staff_id, now=now)


def pair(unit: Unit, session_id: int, staff_id: int, now: int) -> bool:
    return run(unit, _COME, {"id": session_id, "staff_id": staff_id, "now": now}).rowcount == 1


def move(unit: Unit, row: RemoteRow, state: str, now: int, *, ends_at: int = 0, by: str = "") -> bool:
    """False also if it ended."""
    values = {
        "id": row.id,
        "was": row.state,
        "state": state,
        "ended_by": by,
        "ends_at": ends_at or row.ends_at,
        "now": now,
    }
    return run(unit, _MOVE, values).rowcount == 1


def looked(unit: Unit, row: RemoteRow, page: str, now: int) -> None:
    """A new page is news for the resident."""
    run(unit, _LOOKED, {"id": row.id, "now": now, "page": page, "more": int(page != row.page)})


def propose(unit: Unit, row: ProposalRow, now: int) -> bool:
    if run(unit, _TOUCH, {"id": row.session_id, "now": now}).rowcount != 1:
        return False
    run(unit, _REPLACE, {"session_id": row.session_id, "page": row.page})
    run(unit, _PROPOSE, vars(row))
    return True


def proposals(unit: Unit, session_id: int) -> list[ProposalRow]:
    return every(unit, _PROPOSALS, session_id=session_id)


def decide(unit: Unit, row: ProposalRow, state: str, now: int) -> bool:
    if run(unit, _TOUCH, {"id": row.session_id, "now": now}).rowcount != 1:
        return False
    return run(unit, _DECIDE, {"id": row.id, "session_id": row.session_id, "state": state}).rowcount == 1


def empty(unit: Unit, session_id: int) -> None:
    run(unit, _EMPTY, {"session_id": session_id})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
