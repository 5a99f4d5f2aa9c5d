"""Ending periods with or without a task."""

from typing import Any

from sqlalchemy import text

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import desk_tasks, period_tasks
from portal.store.desk.desk_tasks import PERIOD, PERIOD_NEAR, DueRow
from portal.store.desk.period_tasks import Days
from tests.portal.store.planting import plant

DAYS = Days(PERIOD, "2026-11-10", "2026-11-20", ("standing",))


def application(unit: Unit, **given: Any) -> dict[str, Any]:
    return plant(unit, Application, **{"duty": "tax", "state": "examining", "due": "2026-11-20"} | given)


def dues(*applications: dict[str, Any]) -> list[DueRow]:
    return [DueRow(row["id"], row["id"], row["due"]) for row in applications]


def test_open_periods_that_end_between_two_days_are_found_in_their_order(unit: Unit) -> None:
    last, first, between = (
        application(unit), application(unit, duty="water", due="2026-11-11"), application(unit, due="2026-11-12"),
    )  # fmt: skip
    for given in ({"due": "2026-11-10"}, {"due": "2026-11-21"}, {"decided_at": 5}, {"duty": "welfare"}):
        application(unit, **given)
    assert period_tasks.ending(unit, DAYS, ["tax", "water"], 9) == dues(first, between, last)
    assert period_tasks.ending(unit, DAYS, ["tax", "water"], 2) == dues(first, between)
    assert period_tasks.ending(unit, DAYS, ["tax"], 1) == dues(between)
    assert period_tasks.ending(unit, DAYS, [], 9) == []


def test_the_next_part_begins_beyond_the_last_one_of_the_part_before(unit: Unit) -> None:
    rows = [application(unit, due=day, duty=duty) for day in ("2026-11-12", "2026-11-13") for duty in ("tax", "water")]
    for read in range(5):
        beyond = dues(rows[read - 1]) if read else []
        assert period_tasks.ending(unit, DAYS, ["tax", "water"], 1, *beyond) == dues(*rows[read : read + 1])


def test_a_returned_application_stands_still_where_its_procedure_says_so(unit: Unit) -> None:
    application(unit, state="returned", procedure="standing")
    moving, other = application(unit, procedure="standing"), application(unit, state="returned")
    assert period_tasks.ending(unit, DAYS, ["tax"], 9) == dues(moving, other)
    nothing_stands = Days(PERIOD, "2026-11-10", "2026-11-20", ())
    assert len(period_tasks.ending(unit, nothing_stands, ["tax"], 9)) == 3


def test_a_task_counts_while_its_day_is_the_due_day(unit: Unit) -> None:
    staff = plant(unit, Staff)["id"]
    near, extended, task, later = (application(unit, assignee_id=assignee) for assignee in (None, None, staff, None))
    elsewhere = application(unit, duty="water", due="2026-11-19")
    desk_tasks.open_task(unit, near["id"], PERIOD_NEAR, near["id"], near["due"], 5)
    desk_tasks.open_task(unit, extended["id"], PERIOD, extended["id"], "2026-11-15", 5)
    for row in (task, later, elsewhere):
        desk_tasks.open_task(unit, row["id"], PERIOD, row["id"], row["due"], 5)
    assert period_tasks.ending(unit, DAYS, ["tax", "water"], 9) == dues(near, extended)
    named = [(row["receipt_number"], row["assignee_id"]) for row in (elsewhere, task, later)]
    assert period_tasks.open_numbers(unit, DAYS, ["tax", "water"], 1) == named[:2]
    assert period_tasks.open_numbers(unit, DAYS, ["tax"], 9) == named[1:]
    assert period_tasks.open_numbers(unit, DAYS, [], 9) == []


def test_tasks_are_looked_up_by_key_and_never_all_read(unit: Unit) -> None:
    if unit.connection.dialect.name != "postgresql":
        return
    statement = period_tasks._statement("postgresql", tasks=True).clause
    values = vars(DAYS) | {"duties": '["tax"]', "standing": "[]", "most": 9}
    plan = "\n".join(unit.connection.execute(text(f"EXPLAIN {statement}"), values).scalars())
    assert "Semi Join" not in plan
    assert "Index Cond: (((about)::text = " in plan
