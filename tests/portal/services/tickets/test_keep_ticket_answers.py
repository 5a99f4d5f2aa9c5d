"""What was answered at a 記載台: sealed, once, and gone with its ticket."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from forms.definition.registry import field_types
from portal.db import Unit
from portal.errors import BadRequest
from portal.jobs.sweep_ended import sweep_ended
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.tickets.call_ticket import call_next, end_call
from portal.services.tickets.keep_ticket_answers import (
    TicketAnswers,
    keep_ticket_answers,
    kiosk_guides,
    open_ticket_answers,
)
from portal.services.tickets.take_ticket import hall_of, leave
from portal.store.tickets import ticket_answers
from portal.store.tickets.tickets import TicketRow
from tests.portal.later import later
from tests.portal.services.tickets.test_take_ticket import take
from tests.portal.world import DUTY, add_member

GUIDE = "disability"
ANSWERS = {"kinds": ["body"], "age": "adult", "handbook": "none", "heavy": False, "needs": ["car"]}


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return add_member(installation, "madoguchi", ("clerk", DUTY))


def keep(installation: Installation, ticket: TicketRow, answers: Mapping[str, object] = ANSWERS) -> None:
    with installation.database.write() as unit:
        keep_ticket_answers(installation, unit, ticket, installation.guides[GUIDE], answers)
        unit.commit()


def kept(installation: Installation, ticket: TicketRow) -> TicketAnswers | None:
    with installation.database.read() as unit:
        return open_ticket_answers(installation, unit, ticket.id)


def test_they_are_kept_once_and_sealed(installation: Installation) -> None:
    ticket, other = take(installation, "1"), take(installation, "2")
    keep(installation, ticket)
    keep(installation, ticket, {**ANSWERS, "age": "child"})
    assert kept(installation, ticket) == TicketAnswers(GUIDE, ANSWERS)
    assert kept(installation, other) is None
    with installation.database.read() as unit:
        row = ticket_answers.of(unit, ticket.id)
    assert row is not None
    assert b"body" not in row.sealed_answers
    assert GUIDE.encode() not in row.sealed_answers


def test_no_answers_and_none_of_the_guides_are_refused(installation: Installation) -> None:
    ticket = take(installation, "1")
    for wrong in ({}, {"name": "髙見本　太郎"}):
        with pytest.raises(BadRequest):
            keep(installation, ticket, wrong)
    assert kept(installation, ticket) is None


def test_a_guide_that_asks_for_a_text_is_not_one_of_a_kiosk(installation: Installation) -> None:
    guides = installation.guides
    assert kiosk_guides(guides.values()).keys() == guides.keys(), "no shipped guide asks for one"
    guide = guides[GUIDE]
    (first, *rest) = guide.questions.steps
    named = replace(first.fields[0], type=field_types()["text"])
    steps = (replace(first, items=(replace(first.pages[0], fields=(named,)), *first.items[1:])), *rest)
    asking = replace(guide, questions=replace(guide.questions, steps=steps))
    assert not kiosk_guides([asking])


def ended(act: str) -> Callable[[Installation, Unit, Member, TicketRow], None]:
    def end(installation: Installation, unit: Unit, member: Member, ticket: TicketRow) -> None:
        call_next(installation, unit, member, hall_of(installation, "main"), ["moving"], 1)
        end_call(installation, unit, ticket.id, act)

    return end


def given_back(installation: Installation, unit: Unit, _member: Member, ticket: TicketRow) -> None:
    leave(installation, unit, ticket)


@pytest.mark.parametrize(
    ("end", "stay"),
    [(ended("done"), False), (given_back, False), (ended("absent"), True), (ended("wait"), True)],
    ids=["done", "given back", "absent", "wait"],
)
def test_they_go_when_the_ticket_ends_and_stay_while_it_may_be_called(
    installation: Installation, clerk: Member, end: Callable[..., None], stay: bool
) -> None:
    ticket = take(installation, "1")
    keep(installation, ticket)
    with installation.database.write() as unit:
        end(installation, unit, clerk, ticket)
        unit.commit()
    assert (kept(installation, ticket) is not None) == stay


def test_they_are_deleted_after_the_day(installation: Installation) -> None:
    ticket = take(installation, "1")
    keep(installation, ticket)
    sweep_ended(later(installation, hours=1))
    assert kept(installation, ticket) is not None
    sweep_ended(later(installation, days=1))
    assert kept(installation, ticket) is None
