"""Ordered batches: each once, whatever becomes of the worker that made it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.errors import Conflict
from portal.services.handover import make_ordered_batch as making
from portal.services.handover.hand_over import batch_files
from portal.services.handover.make_ordered_batch import make_ordered_batch
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.spool import spool
from portal.store.handover import hand_over_orders, hand_overs
from portal.store.handover.hand_over_orders import OrderRow
from portal.store.handover.hand_overs import BatchRow
from portal.store.staff import staff_members
from tests.portal.later import at
from tests.portal.services.handover.test_hand_over import GENERIC, examining
from tests.portal.world import DUTY, add_member

LATER = "2026-11-20T12:30:00+09:00"


@pytest.fixture
def exporter(installation: Installation) -> Member:
    return add_member(installation, "exporter", ("exporter", DUTY))


@pytest.fixture
def order(installation: Installation, reviewer: Member, exporter: Member) -> int:
    """Of two applications."""
    for _ in range(2):
        examining(installation, reviewer)
    with installation.database.write() as unit:
        number = hand_over_orders.add(unit, layout=GENERIC, duty=DUTY, staff_id=exporter.id, ordered_at=1, expected=2)
        unit.commit()
    return number


def state(installation: Installation, order: int) -> OrderRow:
    with installation.database.read() as unit:
        row = hand_over_orders.by_id(unit, order)
    assert row is not None
    return row


def batches(installation: Installation) -> Sequence[BatchRow]:
    with installation.database.read() as unit:
        return hand_overs.latest(unit, [DUTY])


@pytest.mark.both_engines
def test_an_order_becomes_one_batch_of_who_ordered_it(installation: Installation, order: int, exporter: Member) -> None:
    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(lambda _: make_ordered_batch(installation), range(4)))
    assert sum(made) == 1
    (batch,) = batches(installation)
    assert batch.staff_id == exporter.id
    assert state(installation, order).number == batch.number
    with installation.database.read() as unit:
        assert hand_overs.count(unit, batch.id) == 2


def test_its_files_are_there_for_the_download(
    installation: Installation, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_ordered_batch(installation)
    (batch,) = batches(installation)
    layout = installation.layouts[GENERIC]
    monkeypatch.setattr(layout, "write", lambda *_: pytest.fail("written again"))
    with spool(installation.settings.data) as bench:
        assert [file.name for file in batch_files(installation, batch, bench, kept=True)]


def test_it_reports_how_far_it_is(installation: Installation, order: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_REPORT_SECONDS", 0.0)
    make_ordered_batch(installation)
    assert state(installation, order).examined == 2


def _killed(*_arguments: Any, **_options: Any) -> Any:
    raise KeyboardInterrupt


def test_what_a_killed_worker_left_is_made_by_the_next_after_a_while(
    installation: Installation, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(making, "hand_over", _killed)
        with pytest.raises(KeyboardInterrupt):
            make_ordered_batch(installation)
    assert make_ordered_batch(installation) == 0
    assert make_ordered_batch(at(installation, LATER)) == 1
    assert len(batches(installation)) == 1


def test_a_worker_that_was_thought_dead_makes_no_second_batch(
    installation: Installation, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one takes over between reading and marking."""
    monkeypatch.setattr(making, "_REPORT_SECONDS", 0.0)
    report = making._Claimed.report

    def overtaken(claimed: Any, examined: int) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(making._Claimed, "report", report)
            assert make_ordered_batch(at(installation, LATER)) == 1
        report(claimed, examined)

    monkeypatch.setattr(making._Claimed, "report", overtaken)
    assert make_ordered_batch(installation) == 1
    (batch,) = batches(installation)
    assert state(installation, order).number == batch.number
    assert state(installation, order).problem == ""


def test_the_end_of_a_lost_order_takes_the_batch_back(installation: Installation, order: int, exporter: Member) -> None:
    claimed = making._claim(installation)
    assert claimed is not None
    make_ordered_batch(at(installation, LATER))
    with installation.database.write() as unit, pytest.raises(Conflict):
        claimed.end(unit, batches(installation)[0].id)


def test_without_the_right_by_now_nothing_leaves(installation: Installation, order: int, exporter: Member) -> None:
    with installation.database.write() as unit:
        staff_members.disable(unit, exporter.login, 1)
        unit.commit()
    assert make_ordered_batch(installation) == 1
    assert state(installation, order).problem == making.NOT_ALLOWED
    assert batches(installation) == []


def test_an_order_of_what_is_gone_meanwhile_ends_with_a_reason(installation: Installation, exporter: Member) -> None:
    with installation.database.write() as unit:
        order = hand_over_orders.add(unit, layout=GENERIC, duty=DUTY, staff_id=exporter.id, ordered_at=1, expected=2)
        unit.commit()
    make_ordered_batch(installation)
    assert state(installation, order).problem == making.NOTHING_READY


def test_a_bug_ends_the_order_and_reaches_the_log(
    installation: Installation, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any, **_options: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(making, "hand_over", broken)
    with pytest.raises(ZeroDivisionError):
        make_ordered_batch(installation)
    assert state(installation, order).problem == making.BUG
    assert make_ordered_batch(at(installation, LATER)) == 0
