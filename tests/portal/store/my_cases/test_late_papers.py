"""Papers that follow an application."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.desk import corrections, desk_tasks
from portal.store.desk.desk_tasks import PAPER, DueRow
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import CAME, OWED, UNNEEDED, WAIVED, Coming
from tests.portal.store.planting import plant


def test_a_paper_comes_once(unit: Unit, application: int) -> None:
    for due in ("2026-11-20", "2026-12-20"):
        late_papers.add(unit, application, "paper", due, 5, None)
    owed = late_papers.by_key(unit, application, "paper")
    assert owed
    assert (owed.state, owed.due, owed.first_due, owed.settled_at) == (OWED, "2026-11-20", "2026-11-20", None)
    assert late_papers.by_key(unit, application, "other") is None
    assert [late_papers.extend(unit, owed.id, was, "2026-11-30") for was in ("2026-11-20", "2026-11-20")] == [
        True,
        False,
    ]
    assert late_papers.first_dues(unit, [application]) == {application: "2026-11-30"}
    coming = Coming("post", "2026-11-22", b"note")
    assert [late_papers.mark_received(unit, owed.id, coming, 7) for _ in range(2)] == [True, False]
    came = replace(
        owed,
        state=CAME,
        due="2026-11-30",
        extended=1,
        settled_at=7,
        came_by="post",
        came_on="2026-11-22",
        sealed_note=b"note",
    )
    assert late_papers.of_application(unit, application) == [came]
    assert late_papers.first_dues(unit, [application]) == {}
    assert [late_papers.see(unit, application, paper, 8) for paper in ("other", came.paper, came.paper)] == [0, 1, 0]
    assert [late_papers.ask(unit, owed.id, "2026-12-01") for _ in range(2)] == [True, False]
    again = replace(came, state=OWED, due="2026-12-01", settled_at=None, came_by="", came_on="", sealed_note=None)
    assert late_papers.of_application(unit, application) == [again]
    assert [late_papers.waive(unit, owed.id, b"why", 9) for _ in range(2)] == [True, False]
    assert late_papers.of_application(unit, application) == [
        replace(again, state=WAIVED, settled_at=9, sealed_note=b"why")
    ]
    assert not late_papers.drop(unit, owed.id, 10)
    assert late_papers.of_applications(unit, []) == {}


def test_a_paper_may_come_along_or_be_needed_no_more(unit: Unit, application: int) -> None:
    late_papers.add(unit, application, "along", "2026-11-20", 5, Coming("online", "2026-11-20"))
    late_papers.add(unit, application, "dropped", "2026-11-20", 5, None)
    along, dropped = late_papers.of_application(unit, application)
    assert along.is_enclosed
    assert late_papers.drop(unit, dropped.id, 6)
    assert late_papers.of_application(unit, application)[1] == replace(dropped, state=UNNEEDED, settled_at=6)
    inside = {name: getattr(along, name) for name in late_papers._CARRIED} | {"paper": "dropped", "extended": 3}
    late_papers.copy_from_inside(unit, application, inside)
    stored = late_papers.by_key(unit, application, "dropped")
    assert stored == replace(along, id=dropped.id, paper="dropped", extended=3, seen_at=None, with_it=0)


def test_papers_of_open_applications_are_reminded_and_become_tasks(unit: Unit, application: int) -> None:
    decided = plant(unit, Application, decided_at=1)["id"]
    for number in (application, decided):
        late_papers.add(unit, number, "paper", "2026-11-20", 5, None)
    (paper,) = late_papers.of_application(unit, application)
    due = DueRow(paper.id, application, "2026-11-20")
    assert late_papers.passed(unit, "2026-11-20", 9) == []
    assert late_papers.passed(unit, "2026-11-21", 9) == [due]
    assert late_papers.near(unit, "2026-11-20", "2026-11-20", 6, 9) == [due]
    for today, until, asked_before in (
        ("2026-11-21", "2026-11-30", 6),
        ("2026-11-01", "2026-11-19", 6),
        ("2026-11-20", "2026-11-20", 5),
    ):
        assert late_papers.near(unit, today, until, asked_before, 9) == []
    assert [late_papers.remind(unit, paper.id) for _ in range(2)] == [True, False]
    assert late_papers.near(unit, "2026-11-20", "2026-11-20", 6, 9) == []
    opened = [desk_tasks.open_task(unit, application, PAPER, paper.id, "2026-11-20", now) for now in (7, 8)]
    assert opened == [True, False]
    assert late_papers.passed(unit, "2026-11-21", 9) == []


def test_a_paper_of_an_open_correction_waits_for_the_correction_alone(unit: Unit, application: int) -> None:
    for paper in ("proof_a", "proof", "proof_b", "pr__f_a"):
        late_papers.add(unit, application, paper, "2026-11-20", 5, None)
    proof, *others = (
        DueRow(row.id, application, "2026-11-20") for row in late_papers.of_application(unit, application)
    )
    corrections.add(unit, application, ("name", "paper-proof_a"), b"words", "2026-12-04", 6)
    assert late_papers.passed(unit, "2026-11-21", 9) == others
    assert late_papers.near(unit, "2026-11-20", "2026-11-20", 6, 9) == others
    correction = corrections.open_one(unit, application)
    assert correction
    corrections.answer(unit, correction.id, 7)
    assert late_papers.passed(unit, "2026-11-21", 9) == [proof, *others]
