"""A released batch is delivered once."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.exports.folder_delivery import FolderDelivery
from portal.services.handover.deliver_batches import deliver_batch, deliver_batches, undelivered
from portal.services.handover.hand_over import hand_over, listed_files
from portal.services.handover.release_batch import release_batch
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import batch_steps
from portal.store.handover.hand_overs import BatchRow
from tests.portal.audited import audited
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC, batch_in, examining
from tests.portal.world import DUTY, add_member


@pytest.fixture
def delivering(installation: Installation, tmp_path: Path) -> Installation:
    return replace(installation, delivery=FolderDelivery(tmp_path / "out"))


def to_deliver(installation: Installation, reviewer: Member) -> BatchRow:
    examining(installation, reviewer)
    return batch_in(hand_over(installation, GENERIC, DUTY, CLERK, to_deliver=True))


def out(folder: Path) -> dict[str, str]:
    delivered = (folder / "out").iterdir() if (folder / "out").exists() else ()
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in delivered}


def test_what_is_to_be_delivered_is_delivered_and_recorded_once(
    delivering: Installation, reviewer: Member, tmp_path: Path
) -> None:
    batch = to_deliver(delivering, reviewer)
    assert [deliver_batches(delivering) for _ in range(2)] == [1, 0]
    assert out(tmp_path) == {str(file["name"]): file["sha256"] for file in listed_files(batch)}
    deliver_batch(delivering, batch)  # a concurrent worker: the same bytes, no second line
    assert audited(delivering, "deliver batch") == [
        ("system:hand_over_by_the_clock", f"{GENERIC} {batch.number}")
    ]  # fmt: skip
    with delivering.database.read() as unit:
        assert [step.what for step in batch_steps.of_batch(unit, batch.id)] == ["to_deliver", "delivered"]


def test_a_batch_of_the_desk_is_not_delivered(delivering: Installation, batch: BatchRow, tmp_path: Path) -> None:
    assert (undelivered(delivering.database), deliver_batches(delivering), out(tmp_path)) == ([], 0, {})


def test_a_batch_waits_for_its_second_person(
    delivering: Installation, reviewer: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering.layouts[GENERIC], "second_person", True)
    batch, second = to_deliver(delivering, reviewer), add_member(delivering, "second", ("exporter", DUTY))
    assert (deliver_batches(delivering), out(tmp_path)) == (0, {})
    with delivering.database.write() as unit:
        assert release_batch(delivering, unit, second, batch)
        unit.commit()
    assert deliver_batches(delivering) == 1


def test_a_place_that_cannot_be_written_or_that_nobody_named_leaves_the_batch_for_the_next_round(
    delivering: Installation, reviewer: Member, tmp_path: Path
) -> None:
    batch = to_deliver(delivering, reviewer)
    (tmp_path / "out").write_text("a file where the folder should be")
    assert deliver_batches(delivering) == 0
    assert deliver_batches(replace(delivering, delivery=None)) == 0
    assert undelivered(delivering.database) == [batch]
    assert audited(delivering, "deliver batch") == []
