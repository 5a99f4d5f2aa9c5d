"""Tasks for past days."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.desk import desk_tasks
from portal.store.desk.desk_tasks import OPINION, PAPER
from tests.portal.store.planting import plant


def test_a_day_that_passed_is_one_task(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    days = [(PAPER, 1, "2026-11-20")] * 2 + [
        (PAPER, 1, "2026-11-30"),
        (PAPER, 2, "2026-11-20"),
        (OPINION, 1, "2026-11-20"),
    ]
    opened = [desk_tasks.open_task(unit, application, about, subject, due, 5) for about, subject, due in days]
    assert opened == [True, False, True, True, True]
