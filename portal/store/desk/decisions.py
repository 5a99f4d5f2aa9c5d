"""Not yet announced."""

# Each statement names the previous state.

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.decision import Decision
from portal.store.statements import bound, by, cross_join, every, insert_into, one, rows, run, sql

PROPOSED, WAITING, DONE, TAKEN_BACK, SENT_BACK, OVERTAKEN = (
    "proposed", "waiting", "done", "taken_back", "sent_back", "overtaken",
)  # fmt: skip
# A condition for `application`: a decision waits for its approver. It is text because the queue builds its statement as
# text (store/desk/queues).
IN_APPROVAL = "id IN (SELECT application_id FROM decision WHERE state = 'proposed')"


@dataclass(frozen=True)
class DecisionRow:
    id: int
    application_id: int
    state: str
    outcome: str
    from_state: str
    answers_revision: int
    sealed_decision: bytes
    proposed_by: int
    proposed_at: int
    approved_by: int | None
    leaves_at: int
    ended_at: int | None
    sealed_reason: bytes | None

    @property
    def decided_by(self) -> int:
        return self.proposed_by if self.approved_by is None else self.approved_by


_decision = Decision.table
_application = Application.table
_ROWS = rows(DecisionRow, Decision)
_ADD = sql(insert_into(Decision, DecisionRow, but=("id",)).on_conflict_do_nothing())
_LAST = sql(_ROWS.where(by(_decision.c.application_id)).order_by(_decision.c.id.desc()).limit(1))
_OPEN_AMONG = sql(
    select(_decision.c.application_id).where(
        _decision.c.application_id.in_(bindparam("application_ids")), _decision.c.state.in_((PROPOSED, WAITING))
    ),
    int,
)
_DUE = sql(
    _ROWS.where(_decision.c.state == WAITING, _decision.c.leaves_at <= bindparam("now"))
    .order_by(_decision.c.leaves_at, _decision.c.id)
    .limit(50)
)
# This order makes SQLite read the few decisions first instead of every application by its number.
_TO_APPROVE = sql(
    select(_application.c.receipt_number, _decision.c.outcome)
    .select_from(cross_join(_decision, _application))
    .where(
        _application.c.id == _decision.c.application_id,
        _decision.c.state == PROPOSED,
        _decision.c.proposed_by != bindparam("staff_id"),
        _application.c.duty.in_(bindparam("duties")),
    )
    .order_by(_decision.c.id)
    .limit(bindparam("most"))
)
_APPROVE = sql(
    update(_decision)
    .where(by(_decision.c.id), _decision.c.state == PROPOSED)
    .values(bound("approved_by", "leaves_at") | {"state": WAITING})
)
_UNAPPROVE = sql(
    update(_decision)
    .where(by(_decision.c.id), _decision.c.state == WAITING, _decision.c.approved_by == bindparam("staff_id"))
    .values(state=PROPOSED, approved_by=None, leaves_at=0)
)
_END = sql(
    update(_decision)
    .where(by(_decision.c.id), _decision.c.state == bindparam("was"))
    .values(bound("state", "ended_at", "sealed_reason"))
)


def add(unit: Unit, row: DecisionRow) -> bool:
    """False if a decision is open. `row.id` is ignored."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def last(unit: Unit, application_id: int) -> DecisionRow | None:
    return one(unit, _LAST, application_id=application_id)


def open_one(unit: Unit, application_id: int) -> DecisionRow | None:
    row = last(unit, application_id)
    return row if row is not None and row.state in (PROPOSED, WAITING) else None


def open_among(unit: Unit, application_ids: Sequence[int]) -> frozenset[int]:
    return frozenset(every(unit, _OPEN_AMONG, application_ids=application_ids)) if application_ids else frozenset()


def due(unit: Unit, now: int) -> list[DecisionRow]:
    """No longer revocable, oldest first."""
    return every(unit, _DUE, now=now)


def to_approve(unit: Unit, duties: Sequence[str], staff_id: int, most: int) -> list[tuple[str, str]]:
    """(receipt number, outcome), without this member's own proposals."""
    return [
        (row.receipt_number, row.outcome)
        for row in every(unit, _TO_APPROVE, duties=duties, staff_id=staff_id, most=most)
    ]


def approve(unit: Unit, decision_id: int, approved_by: int, leaves_at: int) -> bool:
    return run(unit, _APPROVE, {"id": decision_id, "approved_by": approved_by, "leaves_at": leaves_at}).rowcount == 1


def unapprove(unit: Unit, decision_id: int, staff_id: int) -> bool:
    """False if this member's approval is not waiting."""
    return run(unit, _UNAPPROVE, {"id": decision_id, "staff_id": staff_id}).rowcount == 1


def end(unit: Unit, row: DecisionRow, state: str, now: int, sealed_reason: bytes | None = None) -> bool:
    values = {"id": row.id, "was": row.state, "state": state, "ended_at": now, "sealed_reason": sealed_reason}
    return run(unit, _END, values).rowcount == 1
