"""Figures of visits."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.counter import visit_figures, visits
from portal.store.counter.visit_figures import FigureRow
from portal.store.counter.visits import VisitRow
from tests.portal.store.planting import plant

DAY = "2026-11-20"


def test_figures_are_counted(unit: Unit, visit: VisitRow) -> None:
    row = FigureRow("v1", DAY, 5)
    for figure in (row, replace(row, uid="v2", begun_at=4), replace(row, uid="v3", day="2026-11-19")):
        visit_figures.add(unit, figure)
    plant(unit, Application, uid="application")
    for uid, booked in (("application", False), ("draft", False), ("booked", True)):
        visits.join(unit, "v1", uid, booked=booked)
    for now in (6, 7):
        visit_figures.register(unit, "v1", now)
    for _ in range(2):
        visit_figures.stood(unit, "v1", 3)
        visit_figures.fill(unit, "v1", boxes=5, unkeyed=4, corrected=3, usual=2, chosen=1)
        visit_figures.count_print(unit, "v1")
    visit_figures.dispute(unit, "v1")
    visit_figures.end(unit, "v1", 9)
    expected = FigureRow("v1", DAY, 5, 6, 9, 6, 1, 10, 8, 6, 1, 2, 4, 2)
    assert visit_figures.by_uid(unit, "v1") == expected
    assert visit_figures.by_uid(unit, "none") is None
    assert [visit_figures.printed(unit, name) for name in ("v1", "v2", "none")] == [2, 0, 0]
    assert visit_figures.since(unit, DAY) == [replace(row, uid="v2", begun_at=4), expected]
    assert [figure.uid for figure in visit_figures.since(unit, "2026-11-19")] == ["v2", "v1", "v3"]
