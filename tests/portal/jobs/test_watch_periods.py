"""The end of a period is a task, once."""

import pytest

from portal.jobs.watch_periods import watch_periods
from portal.services.cases.cases import case_of_member
from portal.services.desk.queue.calls import desk_calls
from portal.services.desk.queue.period_tasks import PeriodTasks
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.shared import audit_records
from portal.store.staff import staff_absences
from tests.portal.later import at
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member

DAY = "2026-12-02"  # for arrival on 20 November: seven open days around a holiday
NONE = PeriodTasks()


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


def on(installation: Installation, day: str) -> Installation:
    return at(installation, f"{day}T09:00:00+09:00")


def tasks(installation: Installation, member: Member) -> tuple[PeriodTasks, PeriodTasks]:
    """(reached, near)"""
    with installation.database.read() as unit:
        calls = desk_calls(installation, unit, member)
    return calls.reached, calls.near


def test_a_week_before_and_on_the_day_a_task_is_opened_once(
    installation: Installation, tanto: Member, number: str
) -> None:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    assert row.due == DAY
    assert watch_periods(on(installation, "2026-11-24")) == 0
    near = on(installation, "2026-11-25")
    assert (watch_periods(near), watch_periods(near)) == (1, 0)
    assert tasks(near, tanto) == (NONE, PeriodTasks((), (number,)))
    day = on(installation, DAY)
    assert (watch_periods(day), watch_periods(day)) == (1, 0)
    assert tasks(day, tanto) == (PeriodTasks((), (number,)), NONE)
    with day.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0) if record.actor == "system:watch_periods"]
    assert actions == ["period day near", "period day reached"]


def test_it_is_the_handlers_and_of_who_is_in_and_no_strangers(
    installation: Installation, tanto: Member, number: str
) -> None:
    instead, other = (add_member(installation, login, ("reviewer", DUTY)) for login in ("kawari", "hoka"))
    stranger = add_member(installation, "charlie", ("reviewer", "childcare"))
    with installation.database.write() as unit:
        take_case(installation, unit, tanto, case_of_member(installation, unit, tanto, number), 0)
        staff_absences.add(unit, tanto.id, DAY, DAY, instead.id)
        unit.commit()
    day = on(installation, DAY)
    watch_periods(day)
    assert [tasks(day, member)[0] for member in (tanto, instead, other, stranger)] == [
        PeriodTasks((number,)), PeriodTasks((number,)), PeriodTasks((), (number,)), NONE,
    ]  # fmt: skip


def test_put_off_or_decided_a_case_has_none(installation: Installation, tanto: Member, number: str) -> None:
    day = on(installation, DAY)
    watch_periods(day)
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert applications.move(unit, row, state=row.state, due="2026-12-20", decided_at=None, now=1)
        unit.commit()
    assert tasks(day, tanto) == (NONE, NONE)
    later = on(installation, "2026-12-21")
    assert watch_periods(later) == 1
    assert tasks(later, tanto)[0] == PeriodTasks((), (number,))
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert applications.move(unit, row, state="approved", due=row.due, decided_at=1, now=1)
        unit.commit()
    assert (tasks(later, tanto), watch_periods(later)) == ((NONE, NONE), 0)


@pytest.mark.both_engines
def test_while_the_clock_stands_no_day_is_reached(installation: Installation, tanto: Member, number: str) -> None:
    ask_again(installation, tanto, number, "name")
    day = on(installation, DAY)
    assert (watch_periods(day), tasks(day, tanto)) == (0, (NONE, NONE))
