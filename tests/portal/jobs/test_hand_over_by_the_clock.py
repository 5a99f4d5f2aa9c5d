"""A scheduled batch is created once per time by any worker."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.exports.folder_delivery import FolderDelivery
from integrations.sockets.interfaces import AdapterError
from portal.jobs.hand_over_by_the_clock import hand_over_by_the_clock
from portal.services.handover import hand_over as handing
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import batch_runs, batch_steps, hand_overs
from tests.portal.later import at
from tests.portal.services.handover.test_hand_over import GENERIC, content, examining
from tests.portal.world import DUTY

RULE = f"{{layout: {GENERIC}, duty: {DUTY}, at: '17:30', from: 2026-04-01}}"
BEFORE, AT, AFTER = "2026-11-20T17:29:59+09:00", "2026-11-20T17:30:00+09:00", "2026-11-20T18:01:00+09:00"


def timed(installation: Installation, folder: Path, rules: str = RULE) -> Installation:
    (folder / "hand_overs.yaml").write_text(f"hand_overs:\n  - {rules}\n", encoding="utf-8")
    return replace(
        installation,
        city=installation.city.model_copy(update={"folder": folder}),
        delivery=FolderDelivery(folder / "out"),
    )


def delivered(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "out").iterdir()} if (folder / "out").exists() else {}


def batches(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [row.number for row in reversed(hand_overs.latest(unit, (DUTY,)))]


def test_it_is_made_at_its_time_once_and_brought_to_its_place(
    installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    site = timed(installation, tmp_path)
    examining(site, reviewer)
    assert (hand_over_by_the_clock(at(site, BEFORE)), batches(site)) == (0, [])
    assert hand_over_by_the_clock(at(site, AT)) == 2
    with site.database.read() as unit:
        (row,) = hand_overs.latest(unit, (DUTY,))
        assert [step.what for step in batch_steps.of_batch(unit, row.id)] == ["to_deliver", "delivered"]
    assert delivered(tmp_path) == content(site, row)
    examining(site, reviewer)
    for moment in (AT, AFTER):
        assert hand_over_by_the_clock(at(site, moment)) == 0, "later cases wait for the next scheduled time"
    assert hand_over_by_the_clock(at(site, "2026-11-24T17:30:00+09:00")) == 2
    assert batches(site) == ["20261120-001", "20261124-001"]


@pytest.mark.parametrize(
    ("rules", "moment", "count"),
    [
        (RULE, "2026-11-21T18:00:00+09:00", 0), (RULE, "2026-11-23T18:00:00+09:00", 0),  # Saturday, 勤労感謝の日
        (RULE.replace("}", ", days: every}"), "2026-11-21T18:00:00+09:00", 1),
        (RULE.replace("}", ", to: 2026-11-19}"), AT, 0), (RULE.replace(GENERIC, "gone"), AT, 0), ("7", AT, 0),
    ],
)  # fmt: skip
def test_only_its_days_count(
    installation: Installation, reviewer: Member, tmp_path: Path, rules: str, moment: str, count: int
) -> None:
    site = replace(timed(installation, tmp_path, rules), delivery=None)
    examining(site, reviewer)
    assert (hand_over_by_the_clock(at(site, moment)), len(batches(site))) == (count, count)


def test_where_nothing_waits_nothing_is_made(installation: Installation, tmp_path: Path) -> None:
    site = timed(installation, tmp_path)
    assert hand_over_by_the_clock(at(site, AT)) == 0
    assert (batches(site), delivered(tmp_path)) == ([], {})
    outer = replace(site, settings=site.settings.model_copy(update={"zone": "outer"}))
    assert hand_over_by_the_clock(at(outer, AT)) == 0


@pytest.mark.both_engines
def test_two_workers_never_make_two(installation: Installation, reviewer: Member, tmp_path: Path) -> None:
    site = at(timed(installation, tmp_path), AT)
    for _ in range(3):
        examining(site, reviewer)
    workers = [threading.Thread(target=hand_over_by_the_clock, args=(site,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert batches(site) == ["20261120-001"]
    with site.database.read() as unit:
        (row,) = hand_overs.latest(unit, (DUTY,))
        assert [step.what for step in batch_steps.of_batch(unit, row.id)] == ["to_deliver", "delivered"]
    assert delivered(tmp_path) == content(site, row)


class _Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["hand_over", "done", "deliver", "recorded"])
def test_anyone_who_is_killed_is_followed_by_another(
    installation: Installation, reviewer: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    site = timed(installation, tmp_path)
    examining(site, reviewer)
    places: dict[str, tuple[object, str]] = {
        "hand_over": (handing, "hand_over"), "done": (batch_runs, "done"), "deliver": (FolderDelivery, "deliver"),
    }  # fmt: skip

    def killed(*_args: object, **_kwargs: object) -> None:
        raise _Killed

    with monkeypatch.context() as broken:
        if step == "recorded":
            _kill_at_last(broken, killed)
        else:
            broken.setattr(*places[step], killed)
        with pytest.raises(_Killed):
            hand_over_by_the_clock(at(site, AT))
    hand_over_by_the_clock(at(site, AFTER))
    assert batches(site) == ["20261120-001"]
    with site.database.read() as unit:
        (row,) = hand_overs.latest(unit, (DUTY,))
        assert [recorded.what for recorded in batch_steps.of_batch(unit, row.id)] == ["to_deliver", "delivered"]
        assert hand_overs.count(unit, row.id) == 1
    assert delivered(tmp_path) == content(site, row)
    assert hand_over_by_the_clock(at(site, AFTER)) == 0


def _kill_at_last(broken: pytest.MonkeyPatch, killed: Callable[..., None]) -> None:
    """After the files are delivered, before that is recorded."""
    add = batch_steps.add

    def adding(unit: object, row: batch_steps.BatchStepRow) -> bool:
        if row.what == "delivered":
            killed()
        return add(unit, row)  # type: ignore[arg-type]

    broken.setattr(batch_steps, "add", adding)


def test_a_place_that_is_away_is_tried_again(installation: Installation, reviewer: Member, tmp_path: Path) -> None:
    site = timed(installation, tmp_path)
    examining(site, reviewer)
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(AdapterError, match="DELIVERY_FAILED"):
        FolderDelivery(tmp_path / "out").deliver(lambda _folder: ())
    assert hand_over_by_the_clock(at(site, AT)) == 1
    (tmp_path / "out").unlink()
    assert hand_over_by_the_clock(at(site, AT)) == 1
    assert delivered(tmp_path)
