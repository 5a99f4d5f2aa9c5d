"""Waiting lists in order of arrival."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, func, or_, select, update

from portal.db import Unit
from portal.models.bookings.slot_wait import SlotWait
from portal.models.filing.draft import Draft
from portal.store.bookings.reservations import Time
from portal.store.statements import bound, by, every, exactly, insert_into, rows, run, sql

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


_wait = SlotWait.table
_draft = Draft.table
_TIME = by(_wait.c.resource, _wait.c.slot, _wait.c.starts)
_IS_WAITING = _wait.c.state == WAITING
_ADD = sql(insert_into(SlotWait, WaitRow, but=("id",)).on_conflict_do_nothing())
_OF_QUESTION = and_(by(_wait.c.draft_id, _wait.c.question), _TIME)
_REMOVE_PASSED = sql(delete(_wait).where(_OF_QUESTION, _wait.c.state == PASSED))
_COUNTS = sql(
    select(_wait.c.slot, _wait.c.starts, func.count().label("waiting"))
    .where(by(_wait.c.resource), _IS_WAITING, _wait.c.draft_id != bindparam("draft_id"))
    .group_by(_wait.c.slot, _wait.c.starts)
)
_IN_ROW = sql(
    rows(WaitRow, SlotWait)
    .where(
        _wait.c.starts > bindparam("wall"),
        or_(_IS_WAITING, and_(_wait.c.state == OFFERED, _wait.c.until > bindparam("now"))),
    )
    .order_by(_wait.c.resource, _wait.c.starts, _wait.c.slot, _wait.c.id)
)
_COUNT = select(func.count()).select_from(_wait).where(_TIME, _IS_WAITING)
_AHEAD = sql(_COUNT.where(_wait.c.id < bindparam("id")), int)
_OTHERS = sql(_COUNT.where(_wait.c.draft_id != bindparam("draft_id")), int)
_OF_DRAFT = sql(rows(WaitRow, SlotWait).where(by(_wait.c.draft_id)).order_by(_wait.c.id))
_OFFERED_TO = sql(
    rows(WaitRow, SlotWait)
    .join(_draft, _draft.c.id == _wait.c.draft_id)
    .where(by(_draft.c.person_id), _wait.c.state == OFFERED)
    .order_by(_wait.c.id)
)
# Only the first entry of each time counts: while it has no place, the entries behind it have none.
_other = _wait.alias("other")
_WAITING = sql(
    rows(WaitRow, SlotWait)
    .where(
        _wait.c.id.in_(
            select(func.min(_other.c.id))
            .where(_other.c.state == WAITING, _other.c.starts > bindparam("now"))
            .group_by(_other.c.resource, _other.c.slot, _other.c.starts)
        )
    )
    .order_by(_wait.c.id)
)
_OFFER = sql(update(_wait).where(by(_wait.c.id), _IS_WAITING).values(bound("until") | {"state": OFFERED}))
_PASS = sql(update(_wait).where(_wait.c.state == OFFERED, _wait.c.until <= bindparam("now")).values(state=PASSED))
_REMOVE_OF_DRAFT = sql(delete(_wait).where(by(_wait.c.draft_id)))
_REMOVE = sql(delete(_wait).where(_OF_QUESTION))


def add(unit: Unit, time: Time, draft_id: str, question: str, now: int) -> None:
    """A person who let a place pass rejoins at the end with a new id."""
    values = {
        "resource": time.resource, "slot": time.slot, "starts": time.starts, "draft_id": draft_id,
        "question": question, "state": WAITING, "until": None, "made_at": now,
    }  # fmt: skip
    run(unit, _REMOVE_PASSED, values)
    run(unit, _ADD, values)


def counts(unit: Unit, resource: str, draft_id: str) -> dict[tuple[str, str], int]:
    return {(row[0], row[1]): row[2] for row in every(unit, _COUNTS, resource=resource, draft_id=draft_id)}


def in_row(unit: Unit, wall: str, now: int) -> list[WaitRow]:
    """With offers. `wall`: Asia/Tokyo."""
    return every(unit, _IN_ROW, wall=wall, now=now)


def others(unit: Unit, time: Time, draft_id: str) -> int:
    values = {"resource": time.resource, "slot": time.slot, "starts": time.starts, "draft_id": draft_id}
    return exactly(unit, _OTHERS, **values)


def ahead(unit: Unit, row: WaitRow) -> int:
    return exactly(unit, _AHEAD, resource=row.resource, slot=row.slot, starts=row.starts, id=row.id)


def of_draft(unit: Unit, draft_id: str) -> list[WaitRow]:
    return every(unit, _OF_DRAFT, draft_id=draft_id)


def offered_to(unit: Unit, person_id: str, now: int) -> list[WaitRow]:
    # The moment is no part of the statement, which one page asks twice.
    return [row for row in every(unit, _OFFERED_TO, person_id=person_id) if (row.until or 0) > now]


def waiting(unit: Unit, now: str) -> list[WaitRow]:
    """The first of each time. `now`: Asia/Tokyo."""
    return every(unit, _WAITING, now=now)


def offer(unit: Unit, wait_id: int, until: int) -> bool:
    return run(unit, _OFFER, {"id": wait_id, "until": until}).rowcount == 1


def pass_by(unit: Unit, now: int) -> int:
    return run(unit, _PASS, {"now": now}).rowcount


def remove(unit: Unit, time: Time, draft_id: str, question: str) -> None:
    values = {"resource": time.resource, "slot": time.slot, "starts": time.starts}
    run(unit, _REMOVE, {**values, "draft_id": draft_id, "question": question})


def remove_of_draft(unit: Unit, draft_id: str) -> None:
    run(unit, _REMOVE_OF_DRAFT, {"draft_id": draft_id})
