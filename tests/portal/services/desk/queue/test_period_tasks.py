"""The task for the end of a period."""

from collections.abc import Sequence

import pytest

from portal.db import Unit
from portal.services.desk.queue import watch_days
from portal.services.desk.queue.period_tasks import NO_TASKS, PeriodTasks, open_period_tasks, tasks_for
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.desk import desk_tasks, period_tasks
from portal.store.desk.desk_tasks import DueRow
from portal.store.desk.period_tasks import Days
from tests.portal.later import at
from tests.portal.services.desk.at_work import acting
from tests.portal.services.desk.queue.test_page import give_back
from tests.portal.world import DUTY, alice, file_application
from tests.statements import statements_sent

WATCH = Actor("system", "watch_periods")


def on(installation: Installation, day: str) -> Installation:
    return at(installation, f"{day}T09:00:00+09:00")


def tasks(installation: Installation, member: Member, about: str) -> PeriodTasks:
    with installation.database.read() as unit:
        return tasks_for(installation, unit, member, about, (DUTY,), 20)


def test_a_warning_ends_on_the_day_itself(installation: Installation, reviewer: Member, number: str) -> None:
    near, day = on(installation, "2026-12-01"), on(installation, "2026-12-02")
    assert [open_period_tasks(moment, WATCH) for moment in (near, near, day, day)] == [1, 0, 1, 0]
    waiting = PeriodTasks((), (number,))
    assert tasks(near, reviewer, desk_tasks.PERIOD_NEAR) == waiting
    assert tasks(day, reviewer, desk_tasks.PERIOD_NEAR) == NO_TASKS
    assert tasks(day, reviewer, desk_tasks.PERIOD) == waiting


def test_all_that_end_are_opened_by_one_statement_and_put_on_record_by_another(
    installation: Installation, reviewer: Member, number: str
) -> None:
    for _ in range(2):
        file_application(installation, alice(installation))
    with statements_sent(installation.database) as sent:
        assert open_period_tasks(on(installation, "2026-12-02"), WATCH) == 3
    # SQLite's driver repeats the record of each.
    assert sent.count == (7 if installation.database.sqlite else 5), sent.texts


def test_the_parts_of_a_run_open_all_of_them_and_read_none_twice(
    installation: Installation, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_days, "_PART", 1)
    for _ in range(3):
        file_application(installation, alice(installation))
    parts, ending = [], period_tasks.ending

    def noted(unit: Unit, days: Days, duties: Sequence[str], most: int, *beyond: DueRow) -> list[DueRow]:
        parts.append((beyond, rows := ending(unit, days, duties, most, *beyond)))
        return rows

    monkeypatch.setattr(period_tasks, "ending", noted)
    assert open_period_tasks(on(installation, "2026-12-02"), WATCH) == 4
    assert [beyond for beyond, _ in parts[1:5]] == [tuple(rows) for _, rows in parts[:4]]


def test_a_handlers_cases_are_apart_from_the_sections(
    installation: Installation, reviewer: Member, number: str
) -> None:
    other = file_application(installation, alice(installation))
    with acting(installation, reviewer, number) as (unit, case):
        take_case(installation, unit, reviewer, case, case.row.revision)
    day = on(installation, "2026-12-02")
    assert open_period_tasks(day, WATCH) == 2
    assert tasks(day, reviewer, desk_tasks.PERIOD) == PeriodTasks((number,), (other,))


def test_a_case_that_waits_for_the_applicant_opens_no_task(
    installation: Installation, reviewer: Member, number: str
) -> None:
    give_back(installation, reviewer, number)
    assert open_period_tasks(on(installation, "2026-12-02"), WATCH) == 0
