"""Who waits for a place, in the order in which they came."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.reservations import Time
from portal.store.statements import every, insert, one, run, sql

WAITING, OFFERED, PASSED = "waiting", "offered", "passed"


@dataclass(frozen=True)
class WaitRow:
    id: int
    resource: str
    slot: str
    starts: str
    draft_id: str
    question: str
    state: str
    until: int | None
    made_at: int

    @property
    def time(self) -> Time:
        return Time(self.resource, self.slot, self.starts)


_COLUMNS = "id, resource, slot, starts, draft_id, question, state, until, made_at"
_TIME = "resource = :resource AND slot = :slot AND starts = :starts"
_ADD = insert("slot_wait", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT DO NOTHING")
_REMOVE_PASSED = sql(
    f"DELETE FROM slot_wait WHERE draft_id = :draft_id AND question = :question AND {_TIME} AND state = 'passed'"
)
_COUNTS = sql(
    "SELECT slot, starts, count(*) FROM slot_wait WHERE resource = :resource AND state = 'waiting' "
    "AND draft_id <> :draft_id GROUP BY slot, starts"
)
_IN_ROW = sql(
    f"SELECT {_COLUMNS} FROM slot_wait WHERE starts > :wall AND (state = 'waiting' OR (state = 'offered' AND until > :now)) "
    "ORDER BY resource, starts, slot, id"
)
_AHEAD = sql(f"SELECT count(*) FROM slot_wait WHERE {_TIME} AND state = 'waiting' AND id < :id")
_OTHERS = sql(f"SELECT count(*) FROM slot_wait WHERE {_TIME} AND state = 'waiting' AND draft_id <> :draft_id")
_OF_DRAFT = sql(f"SELECT {_COLUMNS} FROM slot_wait WHERE draft_id = :draft_id ORDER BY id")
_OFFERED_TO = sql(
    f"SELECT {', '.join(f'w.{name}' for name in _COLUMNS.split(', '))} FROM slot_wait w JOIN draft d ON d.id = w.draft_id "
    "WHERE d.person_id = :person_id AND w.state = 'offered' AND w.until > :now ORDER BY w.id"
)
# The first of each time: while they get no place, nobody behind them does.
_WAITING = sql(
    f"SELECT {_COLUMNS} FROM slot_wait WHERE id IN (SELECT min(id) FROM slot_wait WHERE state = 'waiting' AND starts > :now "
    "GROUP BY resource, slot, starts) ORDER BY id"
)
_OFFER = sql("UPDATE slot_wait SET state = 'offered', until = :until WHERE id = :id AND state = 'waiting'")
_PASS = sql("UPDATE slot_wait SET state = 'passed' WHERE state = 'offered' AND until <= :now")
_REMOVE_OF_DRAFT = sql("DELETE FROM slot_wait WHERE draft_id = :draft_id")
_REMOVE = sql(f"DELETE FROM slot_wait WHERE draft_id = :draft_id AND question = :question AND {_TIME}")


def add(unit: Unit, time: Time, draft_id: str, question: str, now: int) -> None:
    """Standing there already changes nothing. Who let a place pass waits again at the end of the row: a new id."""
    values = {
        "resource": time.resource, "slot": time.slot, "starts": time.starts, "draft_id": draft_id,
        "question": question, "state": WAITING, "until": None, "made_at": now,
    }  # fmt: skip
    run(unit, _REMOVE_PASSED, values)
    run(unit, _ADD, values)


def counts(unit: Unit, resource: str, draft_id: str) -> dict[tuple[str, str], int]:
    """How many others wait at each (slot, starts)."""
    return {(row[0], row[1]): row[2] for row in every(unit, _COUNTS, resource=resource, draft_id=draft_id)}


def in_row(unit: Unit, wall: str, now: int) -> list[WaitRow]:
    """Who waits for each time after `wall` (of Asia/Tokyo) and for whom a place is kept, time by time, in their order."""
    return [WaitRow(*row) for row in every(unit, _IN_ROW, wall=wall, now=now)]


def others(unit: Unit, time: Time, draft_id: str) -> int:
    values = {"resource": time.resource, "slot": time.slot, "starts": time.starts, "draft_id": draft_id}
    return int(one(unit, _OTHERS, **values)[0])


def ahead(unit: Unit, row: WaitRow) -> int:
    """How many come before this one."""
    found = one(unit, _AHEAD, resource=row.resource, slot=row.slot, starts=row.starts, id=row.id)
    return int(found[0])


def of_draft(unit: Unit, draft_id: str) -> list[WaitRow]:
    return [WaitRow(*row) for row in every(unit, _OF_DRAFT, draft_id=draft_id)]


def offered_to(unit: Unit, person_id: str, now: int) -> list[WaitRow]:
    """The places that are kept for this person just now."""
    return [WaitRow(*row) for row in every(unit, _OFFERED_TO, person_id=person_id, now=now)]


def waiting(unit: Unit, now: str) -> list[WaitRow]:
    """Whose turn it is at each time after `now` (wall time of Asia/Tokyo)."""
    return [WaitRow(*row) for row in every(unit, _WAITING, now=now)]


def offer(unit: Unit, wait_id: int, until: int) -> bool:
    """False if somebody else of us did."""
    return run(unit, _OFFER, {"id": wait_id, "until": until}).rowcount == 1


def pass_by(unit: Unit, now: int) -> int:
    """Who did not take the place in time."""
    return run(unit, _PASS, {"now": now}).rowcount


def remove(unit: Unit, time: Time, draft_id: str, question: str) -> None:
    values = {"resource": time.resource, "slot": time.slot, "starts": time.starts}
    run(unit, _REMOVE, {**values, "draft_id": draft_id, "question": question})


def remove_of_draft(unit: Unit, draft_id: str) -> None:
    run(unit, _REMOVE_OF_DRAFT, {"draft_id": draft_id})
