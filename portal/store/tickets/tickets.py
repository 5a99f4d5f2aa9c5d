# The unique number blocks two that are taken at once; a call names the state it ends.

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, func, select, update

from portal.db import Unit
from portal.models.tickets.ticket import Ticket
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql

WAITING, CALLED, DONE, ABSENT, LEFT = "waiting", "called", "done", "absent", "left"


@dataclass(frozen=True)
class TicketRow:
    id: str
    once: str
    day: str
    hall: str
    queue: str
    number: int
    state: str
    taken_at: int
    due_at: int
    calls: int = 0
    desk: int = 0
    called_at: int | None = None
    ended_at: int | None = None
    staff_id: int | None = None


_ticket = Ticket.table
_ADD = sql(insert_into(Ticket, TicketRow).on_conflict_do_nothing())
_LAST = sql(
    select(func.coalesce(func.max(_ticket.c.number), 0)).where(by(_ticket.c.day, _ticket.c.hall, _ticket.c.queue)), int
)
_BY_ID = sql(rows(TicketRow, Ticket).where(by(_ticket.c.id)))
_BY_ONCE = sql(rows(TicketRow, Ticket).where(by(_ticket.c.once)))
_OF_HALL = rows(TicketRow, Ticket).where(by(_ticket.c.day, _ticket.c.hall))
_WAITING = sql(_OF_HALL.where(_ticket.c.state == WAITING).order_by(_ticket.c.due_at, _ticket.c.number).limit(2000))
_LATEST_CALLS = sql(
    _OF_HALL.where(_ticket.c.called_at.is_not(None)).order_by(_ticket.c.called_at.desc()).limit(bindparam("most"))
)
_AS_IT_WAS = and_(by(_ticket.c.id), _ticket.c.state.in_(bindparam("was")))
_CALL = sql(
    update(_ticket)
    .where(_AS_IT_WAS)
    .values(state=CALLED, calls=_ticket.c.calls + 1, ended_at=None, **bound("desk", "called_at", "staff_id"))
)
_END = sql(update(_ticket).where(_AS_IT_WAS).values(bound("state", "ended_at")))
_SWEEP = sql(delete(_ticket).where(_ticket.c.day < bindparam("before")))


def add(unit: Unit, row: TicketRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def last(unit: Unit, day: str, hall: str, queue: str) -> int:
    return exactly(unit, _LAST, day=day, hall=hall, queue=queue)


def by_id(unit: Unit, ticket: str) -> TicketRow | None:
    return one(unit, _BY_ID, id=ticket)


def by_once(unit: Unit, once: str) -> TicketRow | None:
    return one(unit, _BY_ONCE, once=once)


def waiting(unit: Unit, day: str, hall: str) -> list[TicketRow]:
    """In the order of calls."""
    return every(unit, _WAITING, day=day, hall=hall)


def latest_calls(unit: Unit, day: str, hall: str, most: int) -> list[TicketRow]:
    return every(unit, _LATEST_CALLS, day=day, hall=hall, most=most)


def call(unit: Unit, ticket: str, was: Sequence[str], *, desk: int, at: int, staff_id: int) -> bool:
    # False, as below, if its state is none of `was` any more.
    values = {"id": ticket, "was": list(was), "desk": desk, "called_at": at, "staff_id": staff_id}
    return run(unit, _CALL, values).rowcount == 1


def end(unit: Unit, ticket: str, was: Sequence[str], state: str, at: int | None) -> bool:
    return run(unit, _END, {"id": ticket, "was": list(was), "state": state, "ended_at": at}).rowcount == 1


def sweep(unit: Unit, before: str) -> None:
    run(unit, _SWEEP, {"before": before})
