"""The receiver's count closes a batch."""

import pytest

from portal.errors import Conflict
from portal.services.handover.acknowledge_batch import Acknowledgement, acknowledge_batch, read_acknowledgement
from portal.services.handover.hand_over import listed_files, reissue
from portal.services.handover.reconcile import reconcile
from portal.services.shared.installation import Installation
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.hand_overs import BatchRow
from tests.portal.audited import audited
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC


def checksum(batch: BatchRow) -> str:
    return str(listed_files(batch)[0]["sha256"])


def acknowledged(installation: Installation, batch: BatchRow, reply: Acknowledgement) -> str:
    with installation.database.write() as unit:
        result = acknowledge_batch(installation, unit, CLERK, batch, reply)
        unit.commit()
    return result


def steps(installation: Installation, batch: BatchRow) -> list[tuple[str, int | None, str]]:
    with installation.database.read() as unit:
        return [(step.what, step.told_count, step.told_sum) for step in batch_steps.of_batch(unit, batch.id)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("２", "ＡＢＣＤＥＦ０１"), Acknowledgement(2, "abcdef01")),
        (("0", "a" * 64), Acknowledgement(0, "a" * 64)),
        (("2", "abcdef01", "1", "2"), Acknowledgement(2, "abcdef01")),  # the checksum alone decides
        (("", "abcdef0"), ("count", "sum")),
        (("123456789", "g" * 8), ("count", "sum")),
        (("2", "a" * 65), ("sum",)),
        (("2", ""), ("first", "last")),
    ],
)
def test_count_and_sum_are_read_in_any_width_and_wrong_boxes_are_named(
    typed: tuple[str, ...], read: Acknowledgement | tuple[str, ...]
) -> None:
    assert read_acknowledgement(*typed) == read


def test_a_reply_that_matches_closes_the_batch_once(installation: Installation, batch: BatchRow) -> None:
    reply = Acknowledgement(2, checksum(batch)[:8])
    assert [acknowledged(installation, batch, reply) for _ in range(2)] == ["acknowledged", "acknowledged"]
    assert steps(installation, batch) == [("acknowledged", 2, checksum(batch)[:8])]
    detail = f"{GENERIC} {batch.number} 2 {checksum(batch)[:8]}"
    assert audited(installation, "acknowledge batch") == [(str(CLERK), detail)]
    with pytest.raises(Conflict):
        acknowledged(installation, batch, Acknowledgement(1, checksum(batch)[:8]))


def test_the_least_and_the_greatest_number_represent_the_sum_in_this_order_alone(
    installation: Installation, batch: BatchRow
) -> None:
    with installation.database.read() as unit:
        first, last = hand_overs.ends(unit, batch.origin)
    assert acknowledged(installation, batch, Acknowledgement(2, "", (last, first))) == "differs"
    assert acknowledged(installation, batch, Acknowledgement(2, "", (first, last))) == "acknowledged"
    assert steps(installation, batch)[-1] == ("acknowledged", 2, f"{first} {last}")


def test_another_count_or_sum_is_recorded_and_leaves_the_batch_open(
    installation: Installation, batch: BatchRow
) -> None:
    replies = (Acknowledgement(1, checksum(batch)), Acknowledgement(2, "0" * 8))
    assert [acknowledged(installation, batch, reply) for reply in replies] == ["differs", "differs"]
    assert [count for _, count, _ in steps(installation, batch)] == [1, 2]
    assert len(audited(installation, "find batch differing")) == 2
    assert acknowledged(installation, batch, Acknowledgement(2, checksum(batch))) == "acknowledged"


def test_a_reissue_that_is_taken_after_the_first_is_the_same_applications_twice(
    installation: Installation, batch: BatchRow
) -> None:
    again = reissue(installation, batch, "届かなかったため", CLERK, None)
    assert acknowledged(installation, batch, Acknowledgement(2, checksum(batch))) == "acknowledged"
    assert acknowledged(installation, again, Acknowledgement(2, checksum(again))) == "twice"
    assert len(audited(installation, "find batch taken twice")) == 1


def test_a_batch_without_files_cannot_be_acknowledged(installation: Installation) -> None:
    empty = BatchRow(1, "20261120-001", GENERIC, "1", "x", None, 1, None, "", "[]")
    with installation.database.write() as unit, pytest.raises(Conflict):
        acknowledge_batch(installation, unit, CLERK, empty, Acknowledgement(0, "a" * 8))


def test_the_reconciliation_says_what_was_acknowledged_of_what_was_handed_over(
    installation: Installation, batch: BatchRow
) -> None:
    def handed() -> list[tuple[str, int, int, int]]:
        with installation.database.read() as unit:
            return [(row.layout, row.handed, row.acknowledged, row.open) for row in reconcile(unit).handed_over]

    assert handed() == [(GENERIC, 2, 0, 2)]
    acknowledged(installation, batch, Acknowledgement(2, checksum(batch)[:8]))
    assert handed() == [(GENERIC, 2, 2, 0)]
