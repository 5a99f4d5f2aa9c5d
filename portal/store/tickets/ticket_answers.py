"""Answers of tickets that were not called yet."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from portal.db import Unit
from portal.models.tickets.ticket import Ticket
from portal.models.tickets.ticket_answer import TicketAnswer
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class TicketAnswerRow:
    ticket_id: str
    key_id: str
    wrapped_key: bytes
    sealed_answers: bytes
    kept_at: int


_answer, _ticket = TicketAnswer.table, Ticket.table
_ADD = sql(insert_into(TicketAnswer, TicketAnswerRow).on_conflict_do_nothing())
_OF = sql(rows(TicketAnswerRow, TicketAnswer).where(by(_answer.c.ticket_id)))
_AMONG = sql(select(_answer.c.ticket_id).where(_answer.c.ticket_id.in_(bindparam("tickets"))), str)
_REMOVE = sql(delete(_answer).where(by(_answer.c.ticket_id)))
_SWEEP = sql(
    delete(_answer).where(_answer.c.ticket_id.in_(select(_ticket.c.id).where(_ticket.c.day < bindparam("before"))))
)


def add(unit: Unit, row: TicketAnswerRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def of(unit: Unit, ticket: str) -> TicketAnswerRow | None:
    return one(unit, _OF, ticket_id=ticket)


def among(unit: Unit, tickets: Collection[str]) -> frozenset[str]:
    return frozenset(every(unit, _AMONG, tickets=list(tickets)))


def remove(unit: Unit, ticket: str) -> None:
    run(unit, _REMOVE, {"ticket_id": ticket})


def sweep(unit: Unit, before: str) -> None:
    run(unit, _SWEEP, {"before": before})
