"""A batch by the clock is made once a time, whichever worker comes first, is nothing where nothing waits, and is brought to its place."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forms.complaints import Refused
from integrations.exports.folder_delivery import FolderDelivery
from integrations.interfaces import AdapterError
from portal.jobs.hand_over_by_the_clock import hand_over_by_the_clock
from portal.services import hand_over as handing
from portal.services.hand_over_times import read_hand_over_times, unfit_times
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store import batch_runs, batch_steps, hand_overs
from tests.portal.later import at
from tests.portal.services.test_hand_over import GENERIC, content, examining
from tests.portal.world import DUTY, add_member

RULE = f"{{layout: {GENERIC}, duty: {DUTY}, at: '17:30', from: 2026-04-01}}"
BEFORE, AT, AFTER = "2026-11-20T17:29:59+09:00", "2026-11-20T17:30:00+09:00", "2026-11-20T18:01:00+09:00"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def timed(installation: Installation, folder: Path, rules: str = RULE) -> Installation:
    """With a city's folder that has these, and a place of deliveries."""
    (folder / "hand_overs.yaml").write_text(f"hand_overs:\n  - {rules}\n", encoding="utf-8")
    return replace(
        installation,
        settings=installation.settings.model_copy(update={"city": folder}),
        delivery=FolderDelivery(folder / "out"),
    )


def out(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "out").iterdir()} if (folder / "out").exists() else {}


def batches(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [row.number for row in reversed(hand_overs.latest(unit, (DUTY,)))]


def test_it_is_made_at_its_time_once_and_brought_to_its_place(
    installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    there = timed(installation, tmp_path)
    examining(there, reviewer)
    assert (hand_over_by_the_clock(at(there, BEFORE)), batches(there)) == (0, [])
    assert hand_over_by_the_clock(at(there, AT)) == 2
    with there.database.read() as unit:
        (row,) = hand_overs.latest(unit, (DUTY,))
        assert [step.what for step in batch_steps.of_batch(unit, row.id)] == ["to_deliver", "delivered"]
    assert out(tmp_path) == content(there, row)
    examining(there, reviewer)
    for moment in (AT, AFTER):
        assert hand_over_by_the_clock(at(there, moment)) == 0, "what comes later waits for the next time"
    assert hand_over_by_the_clock(at(there, "2026-11-24T17:30:00+09:00")) == 2
    assert batches(there) == ["20261120-001", "20261124-001"]


@pytest.mark.parametrize(
    ("rules", "moment", "made"),
    [
        (RULE, "2026-11-21T18:00:00+09:00", 0), (RULE, "2026-11-23T18:00:00+09:00", 0),  # Saturday, 勤労感謝の日
        (RULE.replace("}", ", days: every}"), "2026-11-21T18:00:00+09:00", 1),
        (RULE.replace("}", ", to: 2026-11-19}"), AT, 0), (RULE.replace(GENERIC, "gone"), AT, 0), ("7", AT, 0),
    ],
)  # fmt: skip
def test_only_its_days_count(
    installation: Installation, reviewer: Member, tmp_path: Path, rules: str, moment: str, made: int
) -> None:
    there = replace(timed(installation, tmp_path, rules), delivery=None)
    examining(there, reviewer)
    assert (hand_over_by_the_clock(at(there, moment)), len(batches(there))) == (made, made)


def test_where_nothing_waits_nothing_is_made(installation: Installation, tmp_path: Path) -> None:
    there = timed(installation, tmp_path)
    assert hand_over_by_the_clock(at(there, AT)) == 0
    assert (batches(there), out(tmp_path)) == ([], {})
    outer = replace(there, settings=there.settings.model_copy(update={"zone": "outer"}))
    assert hand_over_by_the_clock(at(outer, AT)) == 0


def test_two_workers_never_make_two(installation: Installation, reviewer: Member, tmp_path: Path) -> None:
    there = at(timed(installation, tmp_path), AT)
    for _ in range(3):
        examining(there, reviewer)
    workers = [threading.Thread(target=hand_over_by_the_clock, args=(there,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert batches(there) == ["20261120-001"]
    with there.database.read() as unit:
        (row,) = hand_overs.latest(unit, (DUTY,))
        assert [step.what for step in batch_steps.of_batch(unit, row.id)] == ["to_deliver", "delivered"]
    assert out(tmp_path) == content(there, row)


class _Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", ["hand_over", "done", "deliver", "recorded"])
def test_whoever_is_killed_is_followed_by_another(
    installation: Installation, reviewer: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    there = timed(installation, tmp_path)
    examining(there, reviewer)
    places: dict[str, tuple[object, str]] = {
        "hand_over": (handing, "hand_over"), "done": (batch_runs, "done"), "deliver": (FolderDelivery, "deliver"),
    }  # fmt: skip

    def killed(*_about: object, **_more: object) -> None:
        raise _Killed

    with monkeypatch.context() as broken:
        if step == "recorded":
            _kill_at_last(broken, killed)
        else:
            broken.setattr(*places[step], killed)
        with pytest.raises(_Killed):
            hand_over_by_the_clock(at(there, AT))
    hand_over_by_the_clock(at(there, AFTER))
    assert batches(there) == ["20261120-001"]
    with there.database.read() as unit:
        (row,) = hand_overs.latest(unit, (DUTY,))
        assert [one.what for one in batch_steps.of_batch(unit, row.id)] == ["to_deliver", "delivered"]
        assert hand_overs.count(unit, row.id) == 1
    assert out(tmp_path) == content(there, row)
    assert hand_over_by_the_clock(at(there, AFTER)) == 0


def _kill_at_last(broken: pytest.MonkeyPatch, killed: Callable[..., None]) -> None:
    """After the files are there, before it is recorded."""
    add = batch_steps.add

    def adding(unit: object, row: batch_steps.BatchStepRow) -> bool:
        if row.what == "delivered":
            killed()
        return add(unit, row)  # type: ignore[arg-type]

    broken.setattr(batch_steps, "add", adding)


def test_a_place_that_is_away_is_tried_again(installation: Installation, reviewer: Member, tmp_path: Path) -> None:
    there = timed(installation, tmp_path)
    examining(there, reviewer)
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(AdapterError, match="DELIVERY_FAILED"):
        FolderDelivery(tmp_path / "out").deliver(lambda _folder: ())
    assert hand_over_by_the_clock(at(there, AT)) == 1
    (tmp_path / "out").unlink()
    assert hand_over_by_the_clock(at(there, AT)) == 1
    assert out(tmp_path)


def test_a_fault_of_the_file_is_told_with_its_line(installation: Installation, tmp_path: Path) -> None:
    there = timed(installation, tmp_path, RULE.replace(GENERIC, "gone").replace(DUTY, "fishing"))
    told = [str(one).partition(": ")[0] for one in unfit_times(tmp_path, there.city, there.layouts)]
    assert told == [f"{tmp_path}/hand_overs.yaml:2:6", f"{tmp_path}/hand_overs.yaml:2:20"]
    timed(
        installation,
        tmp_path,
        f"{RULE}\n  - {RULE}\n  - {RULE.replace('17:30', '18:00').replace('}', ', to: 2026-03-31}')}",
    )
    with pytest.raises(Refused) as refused:
        read_hand_over_times(tmp_path)
    assert [(one.line, one.text[:20]) for one in refused.value.complaints] == [
        (3, "the same stands abov"),
        (4, "ends before it begin"),
    ]
    assert unfit_times(Path("forms/cities/mihon"), there.city, there.layouts) == []
