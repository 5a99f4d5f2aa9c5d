"""The loss of a medium is recorded once."""

from dataclasses import replace

import pytest

from portal.clock import to_micro
from portal.errors import Conflict
from portal.services.handover.hand_over import reissue
from portal.services.handover.lose_medium import MOST_WORDS, Loss, LostMedium, lose_medium, lost_media, read_loss
from portal.services.shared.installation import Installation
from portal.store.handover import batch_steps
from portal.store.handover.hand_overs import BatchRow
from tests.portal.audited import audited
from tests.portal.later import later
from tests.portal.services.handover.test_hand_over import CLERK, GENERIC
from tests.portal.world import DUTY

LOSS = Loss("2026-11-20", "USBメモリを税務課に持って行くとちゅうで、なくした。", "警察に届けた。")
ONCE = "a" * 32


def lose(installation: Installation, batch: BatchRow, once: str = ONCE) -> None:
    with installation.database.write() as unit:
        lose_medium(installation, unit, CLERK, batch, LOSS, once)
        unit.commit()


def lost(installation: Installation, *duties: str) -> list[LostMedium]:
    with installation.database.read() as unit:
        return lost_media(installation, unit, duties)


@pytest.mark.parametrize(
    ("on", "how", "done", "boxes"),
    [
        (" 令和8年11月20日", "なくした\r\nらしい ", "届けた", []), ("2026-11-22", "なくした", "届けた", []),
        ("2026-11-19", "なくした", "届けた", ["lost-on"]), ("2026-11-23", "なくした", "届けた", ["lost-on"]),
        ("きのう", "", "届けた", ["lost-on", "lost-how"]), ("2026-11-20", "あ" * MOST_WORDS, "あ" * (MOST_WORDS + 1), ["lost-done"]),
        ("2026-11-20", "\ue000", "届けた", ["lost-how"]),
    ],
)  # fmt: skip
def test_a_loss_lies_between_the_hand_over_and_today_and_is_reported_in_words_that_can_be_stored(
    installation: Installation, on: str, how: str, done: str, boxes: list[str]
) -> None:
    """Between 2026-11-20 and two days later."""
    made = to_micro(installation.clock.now())
    batch = BatchRow(1, "20261120-001", GENERIC, "1", DUTY, None, made, None, "", "[]")
    loss, mistakes = read_loss(later(installation, days=2).clock, batch, on, how, done)
    assert [box for _, box in mistakes] == boxes
    if not boxes:
        assert (loss.on in ("2026-11-20", "2026-11-22"), "\r" in loss.how, loss.how.strip()) == (True, False, loss.how)


def test_a_loss_sent_twice_is_one_step_and_its_words_are_in_no_audit(
    installation: Installation, batch: BatchRow
) -> None:
    for _ in range(2):
        lose(installation, batch)
    assert audited(installation, "lose medium") == [(str(CLERK), f"{GENERIC} {batch.number} 2 lost on 2026-11-20")]
    with installation.database.read() as unit:
        (step,) = batch_steps.of_batch(unit, batch.id)
    assert (step.on_day, step.held, b"USB" in step.sealed_words) == ("2026-11-20", 2, False)


def test_the_auditor_of_the_duty_sees_what_was_on_it_and_what_was_made_instead(
    installation: Installation, batch: BatchRow
) -> None:
    before = reissue(installation, batch, "届かなかったため", CLERK, None)
    lose(later(installation, minutes=1), batch)
    after = reissue(later(installation, minutes=2), batch, "なくしたため", CLERK, None)
    (medium,) = lost(installation, "roads", DUTY)
    assert (medium.number, medium.by, medium.count, medium.loss) == (batch.number, "exporter", 2, LOSS)
    assert (before.number != after.number, medium.again) == (True, (after.number,))
    assert [name.endswith(".end") for name, _ in medium.files][-1]
    assert lost(installation, "roads") == []


def test_a_batch_without_files_was_on_no_medium(installation: Installation, batch: BatchRow) -> None:
    with pytest.raises(Conflict):
        lose(installation, replace(batch, manifest="[]"))
    assert lost(installation, DUTY) == []
