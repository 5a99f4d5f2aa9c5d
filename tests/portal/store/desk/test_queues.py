"""The queue: orders, pages and filters of open applications."""

from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.models.desk.decision import Decision
from portal.models.desk.desk_task import DeskTask
from portal.models.handover.export_hold import ExportHold
from portal.models.my_cases.late_paper import LatePaper
from portal.models.staff.staff import Staff
from portal.store.cases import applications
from portal.store.desk import queues
from portal.store.desk.queues import QueueFilter
from portal.store.statements import Statement
from portal.store.together import together
from tests.portal.store.planting import plant
from tests.statements import statements_of

DUE = "2026-11-20"


def application(unit: Unit, **given: Any) -> int:
    return int(plant(unit, Application, **{"duty": "tax", "state": "examining", "due": DUE} | given)["id"])


def _numbers_of(unit: Unit, ids: list[int]) -> list[str]:
    rows = {row.id: row.receipt_number for row in map(applications.by_id, [unit] * len(ids), ids) if row}
    return [rows[number] for number in ids]


def numbers(unit: Unit, wanted: QueueFilter, *order: Any, **page: Any) -> list[int]:
    return [row.id for row in queues.page(unit, wanted, *order, **page)]


@pytest.mark.parametrize(
    ("order", "places"), [("due", [1, 2, 3, 0]), ("oldest", [3, 1, 2, 0]), ("newest", [0, 2, 1, 3])]
)
def test_a_page_continues_after_the_last_row_of_the_one_before(unit: Unit, order: str, places: list[int]) -> None:
    values = (("2026-11-30", 7, "tax"), (DUE, 6, "tax"), (DUE, 6, "welfare"), (DUE, 5, "water"))
    ids = [application(unit, due=due, arrived_at=at, duty=duty) for due, at, duty in values]
    application(unit, duty="pets")
    application(unit, decided_at=5)
    wanted = QueueFilter(("tax", "welfare", "water"))
    ordered = [ids[place] for place in places]
    assert numbers(unit, wanted, order) == ordered
    place = queues.place_of(queues.page(unit, wanted, order, most=2)[-1], wanted, order)
    assert numbers(unit, wanted, order, after=place) == ordered[2:]
    assert numbers(unit, wanted, order, after=place, back=True) == ordered[:1]
    assert numbers(unit, QueueFilter(())) == []


def test_by_due_day_what_waits_with_a_stopped_clock_comes_last_and_is_walked_both_ways(unit: Unit) -> None:
    late, stopped, runs_on, soon, other = (
        application(unit, due=due, state=state, procedure=procedure)
        for due, state, procedure in (
            ("2026-11-10", "examining", "stops"), ("2026-11-01", "returned", "stops"), ("2026-11-02", "returned", "runs"),
            ("2026-11-30", "received", "stops"), ("2026-10-01", "returned", "stops"),
        )
    )  # fmt: skip
    wanted = QueueFilter(("tax",), pausing=("stops",))
    ordered = [runs_on, late, soon, other, stopped]
    assert numbers(unit, wanted) == ordered
    for most in (1, 2, 3):
        seen, place = list[int](), None
        while rows := queues.page(unit, wanted, after=place, most=most):
            seen += [row.id for row in rows]
            place = queues.place_of(rows[-1], wanted, "due")
        assert seen == ordered
        back = list[int]()
        while rows := queues.page(unit, wanted, after=place, most=most, back=True):
            back += [row.id for row in rows]
            place = queues.place_of(rows[-1], wanted, "due")
        assert back == ordered[-2::-1]
    assert numbers(unit, QueueFilter(("tax",), state="returned", pausing=("stops",))) == [other, stopped, runs_on]
    assert numbers(unit, QueueFilter(("tax",), procedure="runs", pausing=("stops",))) == [runs_on]
    assert numbers(unit, QueueFilter(("tax",), procedure="stops", pausing=("stops",))) == [late, soon, other, stopped]
    assert numbers(unit, wanted, "oldest") == numbers(unit, QueueFilter(("tax",)), "oldest")


def test_a_page_that_is_full_without_stopped_clocks_is_all_that_is_read_ahead(unit: Unit) -> None:
    application(unit, due="2026-06-01", state="returned", procedure="stops")
    running = application(unit, due="2026-07-01", state="screening", procedure="stops")
    wanted = QueueFilter(("tax",), pausing=("stops",))
    with statements_of(unit) as sent:
        with together(unit) as ahead:
            queues.page(ahead, wanted, most=1)
            assert ahead.asked is not None
            assert len(ahead.asked) == 1
        assert [row.id for row in queues.page(unit, wanted, most=1)] == [running]
    assert sent.count == 1


def test_numbers_are_read_in_the_order_asked_for(unit: Unit) -> None:
    ids = [application(unit), application(unit, decided_at=5)]
    asked = [row.receipt_number for row in queues.of_numbers(unit, _numbers_of(unit, ids)[::-1])]
    assert asked == _numbers_of(unit, ids)[::-1]
    assert queues.of_numbers(unit, []) == queues.of_numbers(unit, ["26-000-000-000"]) == []


def test_a_count_stops_at_its_limit(unit: Unit) -> None:
    for duty in ("tax", "tax", "welfare", "water"):
        application(unit, duty=duty)
    wanted = QueueFilter(("tax", "welfare"))
    assert queues.count(unit, wanted) == 3
    assert queues.count(unit, wanted, 2) == 2
    assert queues.count(unit, QueueFilter(())) == 0


@pytest.mark.parametrize(
    ("narrowed", "others"),
    [
        ({"state": "returned"}, [{}]),
        ({"procedure": "p"}, [{}]),
        ({"office": "office-2"}, [{"office": ""}, {"office": "office-1"}]),
        ({"only": ("p", "q")}, [{}]),
        ({"due_from": "2026-11-21"}, [{}]),
        ({"due_before": "2026-11-20"}, [{}]),
        (
            {"due_before": "2026-11-20", "standing": ("p",)},
            [{"due": "2026-11-19", "state": "returned", "procedure": "p"}],
        ),
    ],
    ids=str,
)
def test_a_filter_leaves_the_other_rows_out(unit: Unit, narrowed: dict[str, Any], others: list[dict[str, Any]]) -> None:
    row = {"state": "returned", "procedure": "p", "due": "2026-11-21"}
    if "due_before" in narrowed:
        row = {"state": "examining", "procedure": "p", "due": "2026-11-19"}
    wanted = QueueFilter(("tax",), **narrowed)
    inside = application(unit, office="office-2", **row)
    for other in others:
        application(unit, **other)
    assert numbers(unit, wanted) == [inside]
    assert queues.count(unit, wanted) == 1


def test_applications_of_a_member_and_of_nobody(unit: Unit) -> None:
    mine, deputised, other = (plant(unit, Staff)["id"] for _ in range(3))
    first, second, _, unassigned = (application(unit, assignee_id=staff) for staff in (mine, deputised, other, None))
    assert numbers(unit, QueueFilter(("tax",), assignees=(mine, deputised))) == [first, second]
    assert numbers(unit, QueueFilter(("tax",), unassigned=True)) == [unassigned]


def test_a_passed_correction_is_one_whose_task_is_of_its_day(unit: Unit) -> None:
    returned, extended, answered = (application(unit, state="returned") for _ in range(3))
    examined, without = application(unit), application(unit, state="returned")
    corrections = [
        plant(unit, Correction, application_id=number, due=DUE, answered_at=answered_at)["id"]
        for number, answered_at in (
            (returned, None),
            (extended, None),
            (answered, 5),
            (examined, None),
            (without, None),
        )
    ]
    dues = [DUE, "2026-11-10", DUE, DUE]
    for number, correction, due in zip((returned, extended, answered, examined), corrections, dues, strict=False):
        plant(unit, DeskTask, application_id=number, about="correction", subject_id=correction, due=due)
    plant(unit, DeskTask, application_id=without, about="paper", subject_id=corrections[4], due=DUE)
    assert numbers(unit, QueueFilter(("tax",), passed=True)) == [returned]
    assert numbers(unit, QueueFilter(("welfare",), passed=True)) == []


def test_papers_are_owed_over_or_new(unit: Unit) -> None:
    owed, over, new, seen = (application(unit) for _ in range(4))
    papers = [
        plant(unit, LatePaper, application_id=number, state=state, seen_at=seen_at, due=DUE)["id"]
        for number, state, seen_at in (
            (owed, "owed", None),
            (over, "owed", None),
            (new, "came", None),
            (seen, "came", 5),
        )
    ]
    tasks = [(owed, papers[0], "2026-11-10", "paper"), (over, papers[1], DUE, "paper"), (new, papers[2], DUE, "paper")]
    for number, paper, due, about in [*tasks, (owed, papers[0], DUE, "signer")]:
        plant(unit, DeskTask, application_id=number, about=about, subject_id=paper, due=due)
    assert numbers(unit, QueueFilter(("tax",), papers="owed")) == [owed, over]
    assert numbers(unit, QueueFilter(("tax",), papers="over")) == [over]
    assert numbers(unit, QueueFilter(("tax",), papers="new")) == [new]


def test_a_hold_or_an_approver_keeps_applications(unit: Unit) -> None:
    held, proposed, waiting = (application(unit) for _ in range(3))
    plant(unit, ExportHold, application_id=held)
    for number, state in ((proposed, "proposed"), (waiting, "waiting")):
        plant(unit, Decision, application_id=number, state=state)
    assert numbers(unit, QueueFilter(("tax",), hold="any")) == [held]
    assert numbers(unit, QueueFilter(("tax",), hold="approval")) == [proposed]


def test_arrivals_since_a_number_come_newest_first(unit: Unit) -> None:
    assert queues.newest(unit) == 0
    first, second, third = (application(unit, duty=duty) for duty in ("tax", "tax", "welfare"))
    assert queues.newest(unit) == third
    assert queues.since(unit, first, 9) == [(third, "welfare"), (second, "tax")]
    assert queues.since(unit, first, 1) == [(third, "welfare")]


def test_the_text_of_a_count_stays_short_in_a_large_city(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps what it made of a text, on each connection: 330 kB of one took 13 MB."""
    make, texts = queues._count_of, list[str]()

    def kept(text: str) -> Statement[int]:
        texts.append(text)
        return make(text)

    monkeypatch.setattr(queues, "_count_of", kept)
    names = tuple(f"name-{number}" for number in range(150))
    assert queues.count(unit, QueueFilter(names[:50], only=names[:8], due_before=DUE, standing=names)) == 0
    assert queues.count(unit, QueueFilter(names[:50], due_before=DUE, standing=names)) == 0
    assert max(map(len, texts)) < 15_000
