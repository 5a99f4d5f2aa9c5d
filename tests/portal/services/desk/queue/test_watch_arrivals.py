"""Arrivals since a page was read."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.services.desk.queue import watch_arrivals as module
from portal.services.desk.queue.watch_arrivals import Arrivals, Listener
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, end_session, open_session
from portal.store.desk import queues
from tests.portal.world import DUTY, PLACE, add_member, file_application

OTHER = "child-allowance"


def listener(installation: Installation, member: Member, duty: str = DUTY) -> Listener:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "staff", staff_id=member.id)
        since = queues.newest(unit)
        unit.commit()
    return Listener(token, PLACE, since, frozenset({duty}), 0)


def looked(installation: Installation, arrivals: Arrivals, times: int = 1) -> None:
    for _ in range(times):
        arrivals.look(installation)


def test_each_page_learns_what_came_since_it_was_read_and_of_its_duties(
    installation: Installation, session: Session
) -> None:
    file_application(installation, session)
    arrivals = Arrivals()
    early = listener(installation, add_member(installation, "early", ("reviewer", DUTY)))
    other = listener(installation, add_member(installation, "other", ("reviewer", OTHER)), OTHER)
    assert arrivals.look(installation) == 0, "without a listener there is no query"
    file_application(installation, session)
    late = listener(installation, add_member(installation, "late", ("reviewer", DUTY)))
    for listening in (early, late, other):
        assert arrivals.enter(listening)
    file_application(installation, session)
    looked(installation, arrivals)
    assert [early.count, late.count, other.count] == [2, 1, 0]


@pytest.mark.both_engines
def test_a_number_that_was_committed_later_than_a_higher_one_is_not_missed(
    installation: Installation, session: Session
) -> None:
    first, _second = file_application(installation, session), file_application(installation, session)
    reader = listener(installation, add_member(installation, "reader", ("reviewer", DUTY)))
    reader.since = 0
    arrivals = Arrivals()
    arrivals.enter(reader)
    hidden = "UPDATE application SET duty = :duty WHERE receipt_number = :number"
    for duty, seen in ((OTHER, 1), (DUTY, 2)):
        with installation.database.write() as unit:
            unit.connection.execute(text(hidden), {"duty": duty, "number": first})
            unit.commit()
        looked(installation, arrivals)
        assert reader.count == seen


@pytest.mark.both_engines
def test_a_session_that_ended_and_a_right_that_was_taken_end_the_listening(installation: Installation) -> None:
    gone = listener(installation, add_member(installation, "gone", ("reviewer", DUTY)))
    member = add_member(installation, "less", ("reviewer", DUTY), ("reviewer", OTHER))
    less, still = replace(listener(installation, member)), listener(installation, member)
    arrivals = Arrivals()
    for listening in (gone, less, still):
        arrivals.enter(listening)
    with installation.database.write() as unit:
        end_session(unit, gone.token)
        unit.connection.execute(text("DELETE FROM staff_right WHERE duty = :duty"), {"duty": DUTY})
        unit.commit()
    looked(installation, arrivals, module._EVERY)
    assert [gone.ended, less.ended, still.ended] == [True, False, False]
    assert less.duties == frozenset({OTHER})
    with installation.database.write() as unit:
        unit.connection.execute(text("UPDATE staff SET disabled_at = 1 WHERE login = 'less'"))
        unit.commit()
    looked(installation, arrivals, module._EVERY)
    assert less.ended


def test_only_so_many_listen_and_a_place_becomes_free(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    first, two = (listener(installation, add_member(installation, login, ("reviewer", DUTY))) for login in ("a", "b"))
    arrivals = Arrivals()
    assert [arrivals.enter(first), arrivals.enter(two)] == [True, False]
    arrivals.leave(first)
    assert arrivals.enter(two)


def test_many_are_counted_no_further_than_one_wants_to_know(
    installation: Installation, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COUNTED", 1)
    for _ in range(2):
        file_application(installation, session)
    with installation.database.read() as unit:
        assert module.arrived(unit, 0, frozenset({DUTY})) == 1
