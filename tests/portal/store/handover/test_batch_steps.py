"""Steps of batches: each once; they determine the state."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.handover.export_batch import ExportBatch
from portal.store.handover import batch_steps
from portal.store.handover.batch_steps import (
    ACKNOWLEDGED,
    DELIVERED,
    LOST,
    RELEASED,
    TO_DELIVER,
    TO_RELEASE,
    BatchStepRow,
)
from tests.portal.store.planting import plant


@pytest.fixture
def batch(unit: Unit) -> int:
    number: int = plant(unit, ExportBatch, duty="tax")["id"]
    return number


def step(batch: int, kind: str) -> BatchStepRow:
    return BatchStepRow(0, f"{batch} {kind}", batch, kind, 5, "staff:hanako", 3)


def test_a_step_is_added_once_and_read_as_it_was(unit: Unit, batch: int) -> None:
    lost = replace(step(batch, LOST), told_count=3, told_sum="abc", on_day="2026-11-20", sealed_words=b"words")
    assert [batch_steps.add(unit, lost), batch_steps.add(unit, lost)] == [True, False]
    (stored,) = batch_steps.of_batch(unit, batch)
    assert stored == replace(lost, id=stored.id)


def test_what_happened_is_reported_of_the_batches_that_are_asked_about(unit: Unit, batch: int) -> None:
    other = plant(unit, ExportBatch)["id"]
    for row in (step(batch, TO_DELIVER), step(batch, DELIVERED), step(other, ACKNOWLEDGED)):
        batch_steps.add(unit, row)
    assert batch_steps.by_batch(unit, [batch]) == {batch: {TO_DELIVER, DELIVERED}}
    assert batch_steps.by_batch(unit, []) == {}


def test_lost_media_of_some_duties_come_newest_first(unit: Unit, batch: int) -> None:
    other, welfare = plant(unit, ExportBatch, duty="tax")["id"], plant(unit, ExportBatch, duty="welfare")["id"]
    for number in (batch, other, welfare):
        batch_steps.add(unit, step(number, LOST))
    batch_steps.add(unit, step(plant(unit, ExportBatch, duty="tax")["id"], DELIVERED))
    assert [row.batch_id for row in batch_steps.lost(unit, ["tax"], 9)] == [other, batch]
    assert [row.batch_id for row in batch_steps.lost(unit, ["tax", "welfare", "none"], 2)] == [welfare, other]


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        ((TO_DELIVER,), True),
        ((), False),
        ((TO_DELIVER, DELIVERED), False),
        ((TO_DELIVER, TO_RELEASE), False),
        ((TO_DELIVER, TO_RELEASE, RELEASED), True),
        ((TO_DELIVER, TO_RELEASE, RELEASED, DELIVERED), False),
    ],
)
def test_a_batch_waits_for_its_delivery_once_it_may_leave(
    unit: Unit, batch: int, steps: tuple[str, ...], waits: bool
) -> None:
    for kind in steps:
        batch_steps.add(unit, step(batch, kind))
    assert batch_steps.undelivered(unit, 9) == ([batch] if waits else [])
