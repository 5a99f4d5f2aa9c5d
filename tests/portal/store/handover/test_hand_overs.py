"""Hand-overs: an application once per layout."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_answers import ApplicationAnswers
from portal.models.handover.export_batch import ExportBatch
from portal.models.handover.hand_over import HandOver
from portal.models.handover.hand_over_change import HandOverChange
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.batch_steps import ACKNOWLEDGED, DIFFERS, BatchStepRow
from portal.store.handover.hand_overs import GOING, NEW, BatchRow, ItemRow
from tests.portal.store.planting import plant


def _application(unit: Unit, state: str = "examining", **given: Any) -> tuple[dict[str, Any], ItemRow]:
    row = plant(unit, Application, state=state, **{"duty": "tax", "procedure": "p", "version": 1} | given)
    answers = plant(unit, ApplicationAnswers, application_id=row["id"], revision=row["answers_revision"])
    names = ItemRow._fields[:12]
    item = [row[name] for name in names] + [row["answers_revision"], answers["sealed_answers"]]
    return row, ItemRow._make([*item, None, row["sealed_evidence"], NEW])


@pytest.fixture
def batch(unit: Unit) -> BatchRow:
    row = BatchRow(0, "n-1", "layout", "1", "tax", None, 5, None, "", "manifest")
    number = hand_overs.add_batch(unit, row)
    assert number
    return replace(row, id=number)


def test_a_batch_is_added_once_and_found(unit: Unit, batch: BatchRow) -> None:
    assert hand_overs.add_batch(unit, batch) is None
    assert hand_overs.by_number(unit, "n-1") == batch == hand_overs.by_id(unit, batch.id)
    assert hand_overs.by_number(unit, "none") is None
    with pytest.raises(LookupError):
        hand_overs.by_id(unit, 0)


def test_batches_come_newest_first_and_reissues_in_their_order(unit: Unit, batch: BatchRow) -> None:
    again = [replace(batch, number=f"n-1-{number}", reissue_of=batch.id, reason="lost") for number in (1, 2)]
    first, second = (replace(row, id=hand_overs.add_batch(unit, row) or 0) for row in again)
    care = replace(batch, number="m-1", duty="care")
    care = replace(care, id=hand_overs.add_batch(unit, care) or 0)
    assert hand_overs.latest(unit, ["tax"]) == [second, first, batch]
    assert hand_overs.latest(unit, ["tax", "care"], 1) == [care]
    assert hand_overs.latest(unit, []) == []
    assert hand_overs.reissues(unit, batch.id) == [first, second]
    assert second.origin == batch.origin == batch.id
    assert [hand_overs.numbered(unit, prefix) for prefix in ("n-", "m-", "", "x")] == [1, 1, 2, 0]


def test_an_application_is_handed_over_once_as_it_was_read(unit: Unit, batch: BatchRow) -> None:
    (first, item), (second, _) = _application(unit), _application(unit)
    read = (first["id"], first["answers_revision"], "examining")
    changed = [
        (second["id"], second["answers_revision"] + 1, "examining"),
        (second["id"], second["answers_revision"], "x"),
    ]
    plant(unit, HandOver)
    assert hand_overs.add(unit, "layout", batch.id, []) == 0
    assert hand_overs.add(unit, "layout", batch.id, [read, read, *changed]) == 1
    assert not hand_overs.add_one(unit, "layout", batch.id, read)
    assert hand_overs.add_one(unit, "other", plant(unit, ExportBatch)["id"], read)
    assert hand_overs.acknowledged(unit, "layout", first["id"]) == first["answers_revision"]
    assert hand_overs.acknowledged(unit, "layout", second["id"]) is None
    assert hand_overs.acknowledged(unit, "none", first["id"]) is None
    assert hand_overs.items(unit, batch.id, 0) == [item]
    assert item.change == NEW


def test_a_batch_keeps_the_answers_and_states_of_its_day(unit: Unit, batch: BatchRow) -> None:
    (row, item), (later, later_item) = _application(unit), _application(unit)
    for application, state in ((later, "approved"), (row, "examining")):
        plant(
            unit, HandOver, application_id=application["id"], batch_id=batch.id, layout="layout", state=state,
            answers_revision=application["answers_revision"],
        )  # fmt: skip
    plant(unit, ApplicationAnswers, application_id=row["id"], revision=row["answers_revision"] + 1, sealed_left=b"left")
    plant(unit, HandOver, application_id=row["id"], layout="other")
    assert hand_overs.items(unit, batch.id, 0) == [item, later_item._replace(state="approved")]
    assert hand_overs.items(unit, batch.id, row["id"]) == [later_item._replace(state="approved")]
    assert hand_overs.item(unit, row["id"]) == item
    with pytest.raises(LookupError):
        hand_overs.item(unit, 0)


def test_evidence_replaces_questions_left_empty_that_are_unknown(unit: Unit) -> None:
    row = plant(unit, Application)
    plant(unit, ApplicationAnswers, application_id=row["id"], revision=row["answers_revision"], sealed_left=b"left")
    item = hand_overs.item(unit, row["id"])
    assert (item.sealed_left, item.sealed_evidence) == (b"left", None)


def test_changes_are_counted_with_their_batch(unit: Unit, batch: BatchRow) -> None:
    first, second, other = (plant(unit, Application) for _ in range(3))
    plant(unit, HandOver, application_id=second["id"], batch_id=batch.id)
    plant(unit, HandOverChange, application_id=first["id"], batch_id=batch.id)
    elsewhere = plant(unit, HandOver, application_id=other["id"])["batch_id"]
    plant(unit, HandOver, application_id=first["id"], batch_id=elsewhere)
    assert [hand_overs.count(unit, number) for number in (batch.id, elsewhere, 0)] == [2, 2, 0]
    assert hand_overs.ends(unit, batch.id) == tuple(sorted((first["receipt_number"], second["receipt_number"])))
    assert hand_overs.ends(unit, 0) == ("", "")
    assert [row.id for row in hand_overs.of_application(unit, first["id"])] == [batch.id, elsewhere]
    assert hand_overs.of_application(unit, second["id"]) == [batch]
    assert hand_overs.of_application(unit, 0) == []


@pytest.mark.parametrize("state", ["received", "screening", "returned", "refused", "withdrawn"])
def test_what_has_not_passed_does_not_go_out(unit: Unit, state: str) -> None:
    row, _ = _application(unit, state)
    assert not hand_overs.goes_out(unit, row["id"])
    assert hand_overs.waiting(unit, "layout", "tax", ["p"], 0) == []
    assert hand_overs.waiting_versions(unit, "layout", ["tax"]) == []


@pytest.mark.parametrize("state", GOING)
def test_what_has_passed_waits_for_its_hand_over(unit: Unit, state: str) -> None:
    row, item = _application(unit, state)
    assert hand_overs.goes_out(unit, row["id"])
    assert not hand_overs.goes_out(unit, row["id"] + 1)
    assert hand_overs.waiting(unit, "layout", "tax", ["p"], 0) == [item]


def test_waiting_applications_are_read_page_by_page_and_counted_by_version(unit: Unit) -> None:
    first, second, other, done = (
        _application(unit, procedure=procedure, version=version)
        for procedure, version in (("p", 1), ("p", 2), ("q", 1), ("p", 1))
    )
    plant(unit, HandOver, layout="layout", application_id=done[0]["id"])
    plant(unit, HandOver, layout="other", application_id=first[0]["id"])
    assert hand_overs.waiting(unit, "layout", "tax", ["p"], 0) == [first[1], second[1]]
    assert hand_overs.waiting(unit, "layout", "tax", ["q", "p"], first[0]["id"]) == [second[1], other[1]]
    assert (
        hand_overs.waiting(unit, "layout", "tax", [], 0) == hand_overs.waiting(unit, "layout", "care", ["p"], 0) == []
    )
    one_each = [("tax", "p", 1, 1), ("tax", "p", 2, 1), ("tax", "q", 1, 1)]
    assert hand_overs.waiting_versions(unit, "layout", ["care", "tax"]) == one_each
    assert hand_overs.waiting_versions(unit, "other", ["tax"]) == one_each
    assert hand_overs.waiting_versions(unit, "third", ["tax"]) == [("tax", "p", 1, 2), *one_each[1:]]
    assert hand_overs.waiting_versions(unit, "layout", ["care"]) == []


def test_what_was_handed_over_is_counted_with_what_was_acknowledged_by_it_or_its_repetition(
    unit: Unit, batch: BatchRow
) -> None:
    again = hand_overs.add_batch(unit, replace(batch, number="n-1-1", reissue_of=batch.id, reason="lost"))
    second = hand_overs.add_batch(unit, replace(batch, number="n-2"))
    other = hand_overs.add_batch(unit, replace(batch, number="m-1", duty="care"))
    for number, count in ((batch.id, 2), (second, 1), (other, 1)):
        for _ in range(count):
            plant(unit, HandOver, batch_id=number, layout="layout", application_id=_application(unit)[0]["id"])
    assert hand_overs.totals(unit) == [("layout", "care", 1, 0), ("layout", "tax", 3, 0)]
    for number in (again, again, second):
        step = BatchStepRow(0, uuid4().hex, number or 0, ACKNOWLEDGED if number == again else DIFFERS, 5, "staff:h", 2)
        batch_steps.add(unit, step)
    assert hand_overs.totals(unit) == [("layout", "care", 1, 0), ("layout", "tax", 3, 2)]
