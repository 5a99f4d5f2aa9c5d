"""Outcomes that nobody was told yet. Each step is one statement that names the state it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

PROPOSED, WAITING, DONE, TAKEN_BACK, SENT_BACK, OVERTAKEN = (
    "proposed", "waiting", "done", "taken_back", "sent_back", "overtaken",
)  # fmt: skip
# For a WHERE about `application`: an approver is asked.
IN_APPROVAL = "id IN (SELECT application_id FROM decision WHERE state = 'proposed')"


@dataclass(frozen=True)
class DecisionRow:
    """Instants are microseconds UTC."""

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


_COLUMNS = (
    "id, application_id, state, outcome, from_state, answers_revision, sealed_decision, proposed_by, proposed_at, "
    "approved_by, leaves_at, ended_at, sealed_reason"
)
_ADD = insert("decision", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING")
_LAST = sql(f"SELECT {_COLUMNS} FROM decision WHERE application_id = :application_id ORDER BY id DESC LIMIT 1")
_DUE = sql(
    f"SELECT {_COLUMNS} FROM decision WHERE state = 'waiting' AND leaves_at <= :now ORDER BY leaves_at, id LIMIT 50"
)
# CROSS: SQLite reads the few first so, and not every application in the order of its number.
_TO_APPROVE = sql(
    "SELECT a.receipt_number FROM decision d CROSS JOIN application a WHERE a.id = d.application_id "
    "AND d.state = 'proposed' AND d.proposed_by <> :staff_id AND a.duty IN :duties ORDER BY d.id LIMIT :most"
).bindparams(bindparam("duties", expanding=True))
_APPROVE = sql(
    "UPDATE decision SET state = 'waiting', approved_by = :approved_by, leaves_at = :leaves_at "
    "WHERE id = :id AND state = 'proposed'"
)
_END = sql(
    "UPDATE decision SET state = :state, ended_at = :now, sealed_reason = :sealed_reason WHERE id = :id AND state = :was"
)


def add(unit: Unit, row: DecisionRow) -> bool:
    """Its `id` is given here. False if one is open."""
    return run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"}).rowcount == 1


def last(unit: Unit, application_id: int) -> DecisionRow | None:
    row = one(unit, _LAST, application_id=application_id)
    return DecisionRow(*row) if row else None


def open_one(unit: Unit, application_id: int) -> DecisionRow | None:
    """The one that nobody was told yet."""
    row = last(unit, application_id)
    return row if row is not None and row.state in (PROPOSED, WAITING) else None


def due(unit: Unit, now: int) -> list[DecisionRow]:
    """Those whose time to be taken back is over, the oldest first."""
    return [DecisionRow(*row) for row in every(unit, _DUE, now=now)]


def numbers_to_approve(unit: Unit, duties: Sequence[str], staff_id: int, most: int) -> list[str]:
    """Receipt numbers of what waits for an approver, but for what this one proposed; the oldest first."""
    return [row[0] for row in every(unit, _TO_APPROVE, duties=list(duties), staff_id=staff_id, most=most)]


def approve(unit: Unit, decision_id: int, approved_by: int, leaves_at: int) -> bool:
    """False if it is not proposed any more."""
    return run(unit, _APPROVE, {"id": decision_id, "approved_by": approved_by, "leaves_at": leaves_at}).rowcount == 1


def end(unit: Unit, row: DecisionRow, state: str, now: int, sealed_reason: bytes | None = None) -> bool:
    """False if it went on since `row` was read."""
    values = {"id": row.id, "was": row.state, "state": state, "now": now, "sealed_reason": sealed_reason}
    return run(unit, _END, values).rowcount == 1
