"""Changes since the hand-over, for layouts of differences."""

from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.handover.export_batch import ExportBatch
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.handover import hand_over_changes
from portal.store.handover.hand_over_changes import CHANGED, WITHDRAWN
from tests.portal.store.planting import plant

LAYOUT = "layout"


def _handed_over(unit: Unit, state: str = "approved", revision: int = 2, sent: int = 1) -> dict[str, Any]:
    row = plant(unit, Application, duty="tax", procedure="p", version=3, state=state, answers_revision=revision)
    for number in range(1, revision + 1):
        plant(unit, ApplicationAnswers, application_id=row["id"], revision=number)
    plant(unit, HandOver, layout=LAYOUT, application_id=row["id"], answers_revision=sent)
    return row


def _waiting(unit: Unit) -> list[tuple[int, int, str]]:
    items = hand_over_changes.waiting(unit, LAYOUT, "tax", ["p"], 0)
    versions = hand_over_changes.waiting_versions(unit, LAYOUT, ["tax"])
    assert versions == ([("tax", "p", 3, len(items))] if items else [])
    return [(item.id, item.answers_revision, item.change) for item in items]


@pytest.mark.parametrize(
    ("state", "sent", "change"),
    [
        ("approved", 1, CHANGED),
        ("approved", 2, ""),
        ("returned", 1, ""),
        ("refused", 1, ""),
        ("withdrawn", 1, WITHDRAWN),
        ("withdrawn", 2, WITHDRAWN),
    ],
)
def test_new_answers_and_withdrawals_are_changes(unit: Unit, state: str, sent: int, change: str) -> None:
    row = _handed_over(unit, state, sent=sent)
    assert _waiting(unit) == ([(row["id"], 2, change)] if change else [])


@pytest.mark.parametrize(
    ("state", "reported", "waits"),
    [
        ("approved", {"answers_revision": 2}, False),
        ("approved", {"answers_revision": 1}, True),
        ("approved", {"answers_revision": 2, "layout": "other"}, True),
        ("withdrawn", {"change": WITHDRAWN}, False),
        ("withdrawn", {"change": CHANGED}, True),
        ("withdrawn", {"change": WITHDRAWN, "layout": "other"}, True),
    ],
)
def test_a_change_is_reported_once(unit: Unit, state: str, reported: dict[str, Any], waits: bool) -> None:
    row = _handed_over(unit, state)
    plant(unit, HandOverChange, **{"layout": LAYOUT, "application_id": row["id"], "change": CHANGED} | reported)
    other = plant(unit, Application)["id"]
    plant(unit, HandOverChange, layout=LAYOUT, application_id=other, change=WITHDRAWN, answers_revision=2)
    assert bool(_waiting(unit)) == waits


def test_changes_are_those_of_a_layout_a_duty_and_its_procedures(unit: Unit) -> None:
    first, second = _handed_over(unit), _handed_over(unit)
    arguments = [
        (LAYOUT, "tax", ["p", "q"], 0), (LAYOUT, "tax", ["p"], first["id"]), ("other", "tax", ["p"], 0),
        (LAYOUT, "care", ["p"], 0), (LAYOUT, "tax", ["q"], 0), (LAYOUT, "tax", [], 0),
    ]  # fmt: skip
    numbers = [[item.id for item in hand_over_changes.waiting(unit, *given)] for given in arguments]
    assert numbers == [[first["id"], second["id"]], [second["id"]], [], [], [], []]
    assert hand_over_changes.waiting_versions(unit, "other", ["tax"]) == []
    assert hand_over_changes.waiting_versions(unit, LAYOUT, ["care"]) == []


def test_a_batch_keeps_its_changes_as_they_were_read(unit: Unit) -> None:
    first, second = _handed_over(unit), _handed_over(unit)
    batch, other = plant(unit, ExportBatch)["id"], plant(unit, ExportBatch)["id"]
    read = [(row["id"], 2, "approved", CHANGED) for row in (second, first)]
    assert hand_over_changes.add(unit, LAYOUT, batch, []) == 0
    changed = [(first["id"], 1, "approved", CHANGED), (first["id"], 2, "examining", CHANGED)]
    assert hand_over_changes.add(unit, LAYOUT, batch, [*changed, *read]) == 2
    assert hand_over_changes.add(unit, LAYOUT, other, read) == 0 == hand_over_changes.count(unit, other)
    assert _waiting(unit) == []
    items = hand_over_changes.items(unit, batch, 0)
    assert [(item.id, item.state, item.answers_revision, item.change) for item in items] == [
        (row["id"], "approved", 2, CHANGED) for row in (first, second)
    ]
    assert hand_over_changes.items(unit, batch, first["id"]) == items[1:]
    assert hand_over_changes.items(unit, other, 0) == []
