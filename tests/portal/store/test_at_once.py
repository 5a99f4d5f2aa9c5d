"""Changes made at once do as each alone."""

from contextlib import nullcontext

import pytest
from sqlalchemy.exc import IntegrityError

from portal.db import Database, Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.store.cases import applications, look_ups
from portal.store.cases.applications import EventRow
from portal.store.desk import case_notes
from portal.store.filing import drafts
from portal.store.statements import at_once
from portal.store.together import together
from tests.portal.store.planting import plant
from tests.statements import statements_of


def event(number: int) -> EventRow:
    return EventRow(number, "system:test", f"move {number}", "a", "b", bytes([number]))


def test_changes_are_one_statement_where_each_is_a_round_trip(unit: Unit, store_database: Database) -> None:
    first, second = (int(plant(unit, Application, duty="tax")["id"]) for _ in range(2))
    with statements_of(unit) as sent, at_once(unit) as later:
        applications.add_events(later, [first, second], event(1))
        look_ups.add(later, {first: [(b"a" * 16, 1), (b"b" * 16, 2)], second: [(b"a" * 16, 1)]})
        look_ups.add(later, {})
        applications.add_event(later, first, event(2))
    assert store_database.sqlite or sent.count == 1
    assert sorted(applications.events(unit, first), key=lambda row: row.at) == [event(1), event(2)]
    assert applications.events(unit, second) == [event(1)]
    rows = look_ups.find(unit, look_ups.Look([b"a" * 16]), ["tax"], before=9**9, most=9)
    assert {row.id for row in rows} == {first, second}


def test_one_alone_and_none(unit: Unit) -> None:
    number = int(plant(unit, Application)["id"])
    with at_once(unit) as later:
        applications.add_event(later, number, event(3))
    with at_once(unit):
        pass
    assert applications.events(unit, number) == [event(3)]


def test_many_are_sent_one_by_one(unit: Unit) -> None:
    numbers = [int(plant(unit, Application)["id"]) for _ in range(33)]
    with at_once(unit) as later:
        applications.add_events(later, numbers, event(4))
    assert all(applications.events(unit, number) == [event(4)] for number in numbers)


def test_what_was_read_before_is_forgotten(unit: Unit) -> None:
    number = int(plant(unit, Application)["id"])
    with together(unit) as ahead:
        applications.events(ahead, number)
    with at_once(unit) as later:
        applications.add_event(later, number, event(1))
        applications.add_event(later, number, event(2))
    assert len(applications.events(unit, number)) == 2


def test_a_change_of_the_unit_takes_them_along_and_says_what_it_did(unit: Unit, store_database: Database) -> None:
    number, draft = int(plant(unit, Application)["id"]), str(plant(unit, Draft, revision=0)["id"])
    with statements_of(unit) as sent, at_once(unit) as later:
        applications.add_event(later, number, event(1))
        look_ups.add(later, {number: [(b"a" * 16, 1)]})
        assert drafts.send(unit, draft, 0)
        assert not drafts.send(unit, draft, 0)
    assert store_database.sqlite or sent.count == 2
    assert applications.events(unit, number) == [event(1)]
    assert drafts.by_id(unit, draft) is None


def test_nothing_is_read_through_it(unit: Unit) -> None:
    with pytest.raises(RuntimeError), at_once(unit) as later:
        case_notes.of(later, 1)


@pytest.mark.parametrize("ahead", [False, True])
def test_nothing_is_read_while_a_change_waits(unit: Unit, ahead: bool) -> None:
    number = int(plant(unit, Application)["id"])
    with at_once(unit) as later:
        assert applications.events(unit, number) == []
        applications.add_event(later, number, event(1))
        with pytest.raises(RuntimeError, match="a read"), together(unit) if ahead else nullcontext(unit) as reader:
            applications.events(reader, number)
    assert applications.events(unit, number) == [event(1)]


def test_a_violated_constraint_is_reported_without_values(unit: Unit) -> None:
    with pytest.raises(IntegrityError) as failure, at_once(unit) as later:
        look_ups.add(later, {10**6: [(b"a secret", 1)], 10**6 + 1: [(b"a secret", 1)]})
    assert "secret" not in str(failure.value)
