"""Scheduled hand-overs are claimed by one worker."""

from portal.db import Unit
from portal.store.handover import batch_runs


def test_a_slot_is_claimed_once_and_again_only_where_it_was_never_finished(unit: Unit) -> None:
    slot = ("layout", "tax", "2026-11-20T10:00")
    assert batch_runs.claim(unit, *slot, now=10, before=5)
    assert not batch_runs.claim(unit, *slot, now=11, before=9)
    assert batch_runs.claim(unit, *slot, now=20, before=10)
    batch_runs.done(unit, *slot, now=21)
    assert not batch_runs.claim(unit, *slot, now=30, before=29)
    assert batch_runs.claim(unit, "layout", "welfare", slot[2], now=30, before=29)
