"""繰上げ: a place that is given back goes to the next in line, once."""

import pytest

from portal.db import Unit
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.bookings import drawing_entries
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.shared import audit_records
from tests.portal.contacts import proved
from tests.portal.results import decide
from tests.portal.services.bookings.drawing import (
    DUTY,
    ONE,
    after,
    apply,
    entries,
    hold,
    offer,
    withdraw,
)
from tests.portal.world import add_member


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    offer(installation, ONE)
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def drawn(installation: Installation, reviewer: Member, people: int) -> dict[str, Session]:
    """receipt number → session"""
    sessions = {number: session for session, number in (apply(installation, f"人{person}") for person in range(people))}
    hold(after(installation), reviewer)
    return sessions


def winners(installation: Installation, reviewer: Member) -> dict[int, int]:
    """place → rank"""
    return {row.place: row.rank for row in entries(installation, reviewer) if row.place is not None}


@pytest.mark.both_engines
def test_who_withdraws_gives_the_place_to_the_next_in_line(installation: Installation, reviewer: Member) -> None:
    sessions, late = drawn(installation, reviewer, 5), after(installation)
    assert winners(installation, reviewer) == {1: 1, 2: 2, 3: 3}
    second = entries(installation, reviewer)[1]
    withdraw(late, sessions[second.receipt_number], second.receipt_number)
    assert keep_drawings(late) == 1
    assert winners(installation, reviewer) == {1: 1, 2: 4, 3: 3}
    moved = entries(installation, reviewer)[3]
    assert moved.won_at is not None
    assert entries(installation, reviewer)[1].ended_at is not None
    assert keep_drawings(late) == 0
    with installation.database.read() as unit:
        acts = [record.action for record in audit_records.after(unit, 0)]
    assert (acts.count("give place back"), acts.count("move up")) == (1, 1)


def test_the_next_in_line_who_left_before_is_passed_over(installation: Installation, reviewer: Member) -> None:
    sessions, late = drawn(installation, reviewer, 6), after(installation)
    drawn_so = entries(installation, reviewer)
    for row in (drawn_so[3], drawn_so[0]):
        withdraw(late, sessions[row.receipt_number], row.receipt_number)
    assert keep_drawings(late) == 2
    assert winners(installation, reviewer) == {1: 5, 2: 2, 3: 3}


def test_who_is_declined_gives_the_place_back_too(installation: Installation, reviewer: Member) -> None:
    drawn(installation, reviewer, 4)
    first = entries(installation, reviewer)[0]
    decide(after(installation), reviewer, first.receipt_number, "declined", {}, words="資格の要件に合いません。")
    keep_drawings(after(installation))
    assert winners(installation, reviewer) == {1: 4, 2: 2, 3: 3}


def test_without_anybody_in_line_the_place_stays_free(installation: Installation, reviewer: Member) -> None:
    sessions, late = drawn(installation, reviewer, 3), after(installation)
    first = entries(installation, reviewer)[0]
    withdraw(late, sessions[first.receipt_number], first.receipt_number)
    assert keep_drawings(late) == 1
    assert winners(installation, reviewer) == {2: 2, 3: 3}


def test_each_is_informed_of_the_drawing_and_who_moves_up_is_informed_again(
    installation: Installation, reviewer: Member
) -> None:
    sessions = {number: session for session, number in (apply(installation, f"人{person}") for person in range(4))}
    for session in sessions.values():
        proved(installation, session.person_id)
    hold(after(installation), reviewer)
    with installation.database.read() as unit:
        assert messages(unit).count("drawn") == 4
    first = entries(installation, reviewer)[0]
    withdraw(after(installation), sessions[first.receipt_number], first.receipt_number)
    keep_drawings(after(installation))
    with installation.database.read() as unit:
        assert messages(unit).count("moved_up") == 1


def messages(unit: Unit) -> list[str]:
    return [row[0] for row in unit.connection.exec_driver_sql("SELECT message FROM outbox")]


def test_a_place_is_given_to_one_alone(installation: Installation, reviewer: Member) -> None:
    drawn(installation, reviewer, 5)
    rows: list[EntryRow] = entries(installation, reviewer)
    with installation.database.write() as unit:
        assert not drawing_entries.win(unit, rows[0], 9, 1)  # it has one
        assert drawing_entries.end(unit, rows[1], 1)
        assert not drawing_entries.end(unit, rows[1], 1)
        assert not drawing_entries.win(unit, rows[1], 2, 1)  # it ended
        assert drawing_entries.win(unit, rows[3], 2, 1)
        unit.commit()
    with pytest.raises(Exception, match=r"(?i)unique"), installation.database.write() as unit:
        drawing_entries.win(unit, rows[4], 2, 1)
