"""Answers of tickets: one per ticket, for a day."""

from dataclasses import replace

from portal.db import Unit
from portal.store.tickets import ticket_answers, tickets
from portal.store.tickets.ticket_answers import TicketAnswerRow
from portal.store.tickets.tickets import WAITING, TicketRow

TICKET = TicketRow("a", "once-a", "2026-11-26", "main", "moving", 1, WAITING, 10, 10)
ROW = TicketAnswerRow("a", "key", b"wrapped", b"sealed", 10)


def test_a_ticket_has_its_answers_once_until_they_are_removed(unit: Unit) -> None:
    for id_ in ("a", "b"):
        tickets.add(unit, replace(TICKET, id=id_, once=id_, number=ord(id_)))
    assert ticket_answers.add(unit, ROW)
    assert not ticket_answers.add(unit, replace(ROW, sealed_answers=b"other"))
    assert ticket_answers.of(unit, "a") == ROW
    assert ticket_answers.of(unit, "b") is None
    assert ticket_answers.among(unit, ["a", "b", "c"]) == {"a"}
    assert ticket_answers.among(unit, []) == frozenset()
    ticket_answers.remove(unit, "a")
    assert ticket_answers.of(unit, "a") is None


def test_those_of_days_before_are_deleted_and_their_tickets_stay(unit: Unit) -> None:
    for id_, day in (("a", "2026-11-25"), ("b", "2026-11-26")):
        tickets.add(unit, replace(TICKET, id=id_, once=id_, day=day))
        ticket_answers.add(unit, replace(ROW, ticket_id=id_))
    ticket_answers.sweep(unit, "2026-11-26")
    assert ticket_answers.among(unit, ["a", "b"]) == {"b"}
    assert tickets.by_id(unit, "a") is not None
