"""Scheduled batches, retried after half an hour."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.services.handover.hand_over import hand_over
from portal.services.handover.make_due_batches import make_due_batches
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import batch_steps, hand_overs, layout_versions
from tests.portal.jobs.test_hand_over_by_the_clock import AT, BEFORE, timed
from tests.portal.later import at
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, batch_in, examining
from tests.portal.world import DUTY


@pytest.fixture
def due(installation: Installation, reviewer: Member, tmp_path: Path) -> Installation:
    """At 17:30 one application waits for its batch."""
    examining(installation, reviewer)
    return timed(installation, tmp_path)


def made(installation: Installation, moment: str) -> int:
    return make_due_batches(at(installation, moment))


def steps(installation: Installation) -> list[list[str]]:
    with installation.database.read() as unit:
        batches = hand_overs.latest(unit, [DUTY])
        return [[step.what for step in batch_steps.of_batch(unit, batch.id)] for batch in batches]


def test_a_time_makes_its_batches_once_and_marks_them_for_delivery(due: Installation, reviewer: Member) -> None:
    assert [made(due, moment) for moment in (BEFORE, AT, AT)] == [0, 1, 0]
    examining(due, reviewer)
    assert made(due, "2026-11-20T23:59:59+09:00") == 0, "later ones wait for the next day"
    assert steps(due) == [["to_deliver"]]


def test_without_a_place_for_deliveries_nothing_waits_for_one(due: Installation) -> None:
    assert made(replace(due, delivery=None), AT) == 1
    assert steps(due) == [[]]


def test_a_failed_time_is_tried_again_after_half_an_hour_and_not_before(
    due: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails while the used version has another content."""
    layout = due.layouts[GENERIC]
    with due.database.write() as unit:
        assert layout_versions.use(unit, GENERIC, layout.version, "another", 1)
        unit.commit()
    assert made(due, AT) == 0
    monkeypatch.setattr(layout, "digest", "another")
    assert made(due, "2026-11-20T17:59:59+09:00") == 0
    assert made(due, "2026-11-20T18:00:00+09:00") == 1


@pytest.mark.parametrize("rules", ["7", "{layout: gone, duty: x, at: '17:30', from: 2026-04-01}"])
def test_a_file_that_cannot_be_read_and_a_layout_that_is_gone_make_nothing(
    installation: Installation, reviewer: Member, tmp_path: Path, rules: str
) -> None:
    examining(installation, reviewer)
    assert made(timed(installation, tmp_path, rules), AT) == 0
    assert batch_in(hand_over(installation, GENERIC, DUTY, CLERK)).number == "20261120-001"
