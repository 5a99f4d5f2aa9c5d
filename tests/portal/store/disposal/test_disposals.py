"""Disposal lists: one open per duty, and their lines."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.appeal import Appeal
from portal.models.disposal.legal_hold import LegalHold
from portal.models.fees.payment import Payment
from portal.models.handover.export_hold import ExportHold
from portal.models.my_cases.message import Message
from portal.models.procedures.definition import Definition
from portal.models.shared.outbox import Outbox
from portal.store import statements
from portal.store.disposal import disposals
from portal.store.disposal.disposals import (
    APPROVED,
    DONE,
    DROPPED,
    GONE,
    KEPT,
    LISTED,
    OUT,
    PROPOSED,
    DisposalRow,
    LineRow,
    Sort,
)
from tests.portal.store.planting import plant


def propose(unit: Unit, duty: str = "tax") -> int:
    number = disposals.add(unit, duty, "2026-11-20", "hanako", 5)
    assert number
    return number


@pytest.fixture
def line(unit: Unit) -> LineRow:
    """Not stored yet."""
    return LineRow(
        propose(unit),
        7,
        "number",
        "p",
        1,
        "meaning",
        "tax",
        "web",
        "place",
        "basis",
        5,
        6,
        "approved",
        "2026-11-01",
        "12",
    )


def gone(unit: Unit, *lines: LineRow) -> list[LineRow]:
    disposals.add_lines(unit, lines)
    for line in lines:
        assert disposals.settle(unit, line, GONE, why="", by="job", now=9, counts="{}")
    return [replace(line, state=GONE, by="job", at=9, counts="{}") for line in lines]


def test_one_list_of_a_duty_is_open(unit: Unit) -> None:
    number, other = propose(unit), propose(unit, "welfare")
    assert disposals.add(unit, "tax", "2026-11-20", "taro", 6) is None
    proposed = DisposalRow(number, "tax", "2026-11-20", PROPOSED, b"", "hanako", 5, "", None, "", "", None)
    assert disposals.by_id(unit, number) == proposed
    assert disposals.by_id(unit, 0) is None
    assert disposals.approved(unit) == []
    approvals = [disposals.approve(unit, number, digest=b"d", by="taro", day="2026-11-30", now=now) for now in (7, 8)]
    assert approvals == [True, False]
    approved = replace(proposed, state=APPROVED, digest=b"d", approved_by="taro", approved_at=7, day="2026-11-30")
    assert disposals.due(unit, "2026-11-29") == []
    assert disposals.due(unit, "2026-11-30") == disposals.approved(unit) == [approved]
    assert disposals.add(unit, "tax", "2026-11-20", "taro", 6) is None
    assert [disposals.end(unit, number, state, "job", 9) for state in (DONE, DROPPED)] == [True, False]
    done = replace(approved, state=DONE, ended_by="job", ended_at=9)
    assert disposals.due(unit, "2026-11-30") == []
    assert disposals.approved(unit) == [done]
    assert disposals.end(unit, other, DROPPED, "hanako", 9)
    again = propose(unit)
    assert [row.id for row in disposals.of_duties(unit, ["tax"])] == [again, number]
    assert [row.id for row in disposals.of_duties(unit, ["tax", "welfare"])] == [again, other, number]
    assert disposals.of_duties(unit, []) == []


def test_a_line_leaves_the_state_in_which_it_was_seen(unit: Unit, line: LineRow) -> None:
    first, other = replace(line, application_id=6), replace(line, disposal_id=propose(unit, "welfare"))
    disposals.add_lines(unit, [line, first, other])
    disposals.add_lines(unit, [])
    assert disposals.lines(unit, line.disposal_id) == disposals.listed(unit, line.disposal_id, 9) == [first, line]
    assert disposals.listed(unit, line.disposal_id, 1) == [first]
    settled = [
        disposals.settle(
            unit, first, state, why="why", by="taro", now=8, counts="{}", words=b"words", sent="2026-11-19"
        )
        for state in (OUT, KEPT)
    ]
    assert settled == [True, False]
    assert disposals.lines(unit, line.disposal_id) == [
        replace(first, state=OUT, why="why", by="taro", at=8, counts="{}", sealed_words=b"words", sent="2026-11-19"),
        line,
    ]
    assert disposals.listed(unit, line.disposal_id, 9) == [line]
    assert [row.state for row in disposals.lines(unit, other.disposal_id)] == [LISTED]


def test_what_is_gone_is_a_book_by_duty_and_arrival(unit: Unit, line: LineRow) -> None:
    last, first, elsewhere, early, late = gone(
        unit,
        line, replace(line, application_id=6), replace(line, application_id=8, duty="welfare"),
        replace(line, application_id=9, arrived_at=4), replace(line, application_id=10, arrived_at=6),
    )  # fmt: skip
    disposals.add_lines(unit, [replace(line, application_id=11)])
    assert disposals.book(unit, ["tax"], 5, 6) == [first, last]
    assert disposals.book(unit, ["tax", "welfare"], 4, 6) == [early, first, last, elsewhere]
    assert disposals.book(unit, [], 0, 9) == []
    assert disposals.disposed_counts(unit) == {"tax": 4, "welfare": 1}
    assert list(disposals.disposed(unit)) == [first, last, elsewhere, early, late]


def test_what_is_gone_is_read_page_by_page(unit: Unit, line: LineRow, monkeypatch: pytest.MonkeyPatch) -> None:
    short = disposals._GONE_AFTER.clause
    assert isinstance(short, Select)
    monkeypatch.setattr(disposals, "_GONE_AFTER", statements.sql(short.limit(2), LineRow))
    stored = gone(unit, *(replace(line, application_id=number) for number in range(1, 6)))
    assert list(disposals.disposed(unit)) == stored


def test_decided_applications_are_counted_and_read_by_procedure_and_meaning(unit: Unit) -> None:
    assert disposals.newest(unit) == 0
    meaning, other = sorted(plant(unit, Definition)["meaning"] for _ in range(2))
    given = {"procedure": "p", "meaning": meaning, "duty": "tax", "decided_at": 5}
    rows = [plant(unit, Application, **given)["id"] for _ in range(3)]
    changes = {"procedure": "q"}, {"meaning": other}, {"duty": "welfare"}, {"decided_at": None}, {"decided_at": 6}
    newest = [plant(unit, Application, **given | change)["id"] for change in changes][-1]
    sort = Sort("p", meaning, 4)
    assert disposals.sorts(unit, "tax") == [sort, Sort("p", other, 1), Sort("q", meaning, 1)]
    assert [row.id for row in disposals.free(unit, "tax", sort, 6, 9)] == rows
    assert [row.id for row in disposals.free(unit, "tax", sort, 6, 1)] == rows[:1]
    assert [row.id for row in disposals.free(unit, "tax", sort, 6, 9, rows[0])] == rows[1:]
    assert disposals.newest(unit) == newest


@pytest.mark.parametrize(
    ("model", "reason", "standing", "over"),
    [
        (LegalHold, "hold", {"lifted_at": None}, {"lifted_at": 5}),
        (Appeal, "appeal", {"settled_on": ""}, {"settled_on": "2026-11-20"}),
        *((Payment, "money", {"state": state}, {"state": "paid"}) for state in ("open", "mismatch")),
        *((Payment, "money", {"state": state}, {"state": "refunded"}) for state in ("refund_asked", "refund_by_hand")),
        (ExportHold, "export", {}, None),
        *((Outbox, "sending", {"state": state}, {"state": "sent"}) for state in ("waiting", "parked")),
        (Message, "message", {"author": "resident", "read_at": None}, {"author": "resident", "read_at": 5}),
        (Message, "message", {"author": "resident", "read_at": None}, {"author": "staff", "read_at": None}),
    ],
)
def test_what_is_open_stands_against_disposal(
    unit: Unit, model: Any, reason: str, standing: dict[str, Any], over: dict[str, Any] | None
) -> None:
    barred, free, elsewhere = (plant(unit, Application)["id"] for _ in range(3))
    for number in (barred, elsewhere):
        plant(unit, model, application_id=number, **standing)
    if over is not None:
        plant(unit, model, application_id=free, **over)
    assert disposals.against(unit, [barred, free]) == {barred: {reason}}
    assert disposals.against(unit, []) == {}


def test_several_reasons_are_together(unit: Unit) -> None:
    number = plant(unit, Application)["id"]
    plant(unit, ExportHold, application_id=number)
    for _ in range(2):
        plant(unit, Appeal, application_id=number, settled_on="")
    assert disposals.against(unit, [number]) == {number: {"export", "appeal"}}
