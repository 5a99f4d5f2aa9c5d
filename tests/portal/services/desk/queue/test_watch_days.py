"""Due days: one reminder before, one task after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.services.desk.queue.watch_days import Watched, open_tasks, watch_days
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.desk import desk_tasks
from portal.store.desk.desk_tasks import DueRow
from portal.store.my_cases import late_papers
from portal.store.notices import deliveries
from tests.portal.contacts import proved
from tests.portal.later import at, later
from tests.portal.services.desk.at_work import acting, audited, case_of
from tests.portal.services.desk.owing import owe
from tests.portal.world import DUTY

WATCH = Actor("system", "watch")
PAPERS = Watched(
    desk_tasks.PAPER, late_papers.passed, late_papers.near, late_papers.remind, timedelta(days=7), "paper_near",
    lambda row: row.application_id,
)  # fmt: skip


def reminders(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        board = deliveries.board(unit, (DUTY,), state="", kind="", number="", before=(1 << 62, ""), most=50)
    return [row.message for row in board if row.message == "paper_near"]


@pytest.fixture
def owing(installation: Installation, reviewer: Member, number: str) -> Installation:
    """A paper is due on 10 December; the applicant has an address."""
    with acting(installation, reviewer, number) as (unit, case):
        owe(installation, unit, case, "2026-12-10")
    proved(installation, case.row.person_id)
    return installation


def on(installation: Installation, day: str) -> Installation:
    return at(installation, f"{day}T09:00:00+09:00")


def test_the_applicant_is_reminded_once_from_a_week_before(owing: Installation) -> None:
    days = ("2026-12-02", "2026-12-03", "2026-12-03", "2026-12-10")
    assert [watch_days(on(owing, day), PAPERS, WATCH) for day in days] == [0, 1, 0, 0]
    assert len(reminders(owing)) == 1


def test_after_its_day_a_task_is_opened_once_and_audited_for_its_case(
    owing: Installation, reviewer: Member, number: str
) -> None:
    assert [watch_days(on(owing, day), PAPERS, WATCH) for day in ("2026-12-11", "2026-12-11", "2026-12-12")] == [
        1,
        0,
        0,
    ]
    assert audited(owing, "paper day passed") == [("system:watch", "2026-12-10")]
    assert reminders(owing) == []


def test_nobody_is_reminded_within_a_day_of_the_request(owing: Installation) -> None:
    soon = replace(PAPERS, soon=timedelta(days=60))
    assert watch_days(later(owing, hours=23), soon, WATCH) == 0
    assert watch_days(later(owing, hours=25), soon, WATCH) == 1


def test_what_another_worker_reminded_of_is_not_sent_again(owing: Installation) -> None:
    near = list[DueRow]()

    def near_once(*asked: object) -> list[DueRow]:
        rows, near[:] = list(near), []
        return rows

    with owing.database.read() as unit:
        near += late_papers.near(unit, "2026-12-03", "2026-12-10", 1 << 62, 10)
    assert len(near) == 1
    assert watch_days(on(owing, "2026-12-03"), PAPERS, WATCH) == 1
    assert watch_days(on(owing, "2026-12-03"), replace(PAPERS, near=near_once), WATCH) == 0
    assert len(reminders(owing)) == 1


def test_a_day_that_changed_opens_another_task(installation: Installation, reviewer: Member, number: str) -> None:
    row = case_of(installation, reviewer, number).row
    done = [
        open_tasks(
            installation, "period", lambda *_, due=due: [DueRow(row.id, row.id, due)], WATCH, action="day reached"
        )
        for due in ("2026-12-02", "2026-12-02", "2026-12-20")
    ]
    assert done == [1, 0, 1]
    assert [detail for _, detail in audited(installation, "day reached")] == ["2026-12-02", "2026-12-20"]
