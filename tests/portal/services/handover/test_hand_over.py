"""Hand-over: each application once, reproducible bytes."""

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrations.sockets.layout_socket import Bench
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover import check_hand_over as checking
from portal.services.handover import hand_over as handing
from portal.services.handover.hand_over import (
    HandedOver,
    batch_files,
    hand_all_over,
    hand_over,
    listed_files,
    reissue,
)
from portal.services.handover.records import record_of
from portal.services.handover.write_ready import write_ready
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.spool import spool
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.shared import audit_records
from tests.portal.world import DUTY, alice, file_application

CORE = "kaigo.hihokenshasho.saikofu"
GENERIC = "generic.application"
CLERK = Actor("staff", "exporter")
YOSHINO = {"name": {"family": "𠮷野", "given": "勝子"}}


def examining(installation: Installation, reviewer: Member, changes: dict[str, Any] | None = None) -> str:
    """Passed 形式審査."""
    number = file_application(installation, alice(installation), changes)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return number


def end(installation: Installation, reviewer: Member, number: str, outcome: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        decision = read_decision(installation, case, outcome, "理由")
        decide_application(installation, unit, reviewer, case, case.row.revision, decision)
        unit.commit()


def content(installation: Installation, batch: BatchRow) -> dict[str, bytes]:
    """By name."""
    with spool(installation.settings.data) as bench:
        return {file.name: file.open().read() for file in batch_files(installation, batch, bench)}


def numbers_in(installation: Installation, batch: BatchRow) -> list[str]:
    """In the first file."""
    first = next(iter(content(installation, batch).values())).decode("utf-8-sig", "replace")
    return [line.split('","')[0 if batch.layout == GENERIC else 1].strip('"') for line in first.splitlines()[1:]]


def handed(installation: Installation, layout: str = GENERIC) -> HandedOver:
    return hand_over(installation, layout, DUTY, CLERK)


def batch_in(done: HandedOver) -> BatchRow:
    assert done.batch is not None
    return done.batch


def test_what_is_being_examined_is_handed_over_once(installation: Installation, reviewer: Member) -> None:
    numbers = [examining(installation, reviewer) for _ in range(3)]
    file_application(installation, alice(installation))  # only received: not for the core system yet
    first = batch_in(handed(installation))
    assert numbers_in(installation, first) == numbers
    assert handed(installation).batch is None
    with installation.database.read() as unit:
        records = [(record.action, record.detail) for record in audit_records.after(unit, 0)]
    assert ("hand over", f"{GENERIC} 20261120-001 3") in records


def test_an_outcome_that_came_first_still_goes_out_and_a_refusal_never(
    installation: Installation, reviewer: Member
) -> None:
    approved, refused = examining(installation, reviewer), examining(installation, reviewer)
    end(installation, reviewer, approved, "approved")
    end(installation, reviewer, refused, "refused")
    assert numbers_in(installation, batch_in(handed(installation))) == [approved]


def test_what_was_left_empty_is_distinguished_from_what_was_never_asked(
    installation: Installation, reviewer: Member
) -> None:
    examining(installation, reviewer, {"email": None})
    files = content(installation, batch_in(handed(installation)))
    tall = next(text.decode("utf-8-sig") for name, text in files.items() if name.endswith("_answers.csv"))
    states = {line.split('","')[1]: line.rpartition(",")[2] for line in tall.splitlines()[1:]}
    assert (states["email"], states["name"]) == ('"unanswered"', '"answered"')
    assert "health_insurer" not in states  # only younger people are asked


@pytest.mark.parametrize("changes", [{"email": None}, {"insured_no": None}, {"reason": "damaged", "return_by": "post"}])
def test_what_was_left_empty_is_kept_and_is_what_the_path_would_say(
    installation: Installation, reviewer: Member, changes: dict[str, Any]
) -> None:
    number = examining(installation, reviewer, changes)
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        kept = hand_overs.item(unit, row.id)
        assert kept.sealed_left is not None
        # Rows older than the column.
        older = kept._replace(sealed_left=None, sealed_evidence=row.sealed_evidence)
        left = [record_of(installation, unit, batch).left() for batch in (kept, older)]
    assert left[0] == left[1] >= {"email"}


def test_each_layout_takes_it_once_for_itself(installation: Installation, reviewer: Member) -> None:
    number = examining(installation, reviewer)
    batches = [batch_in(handed(installation, layout)) for layout in (CORE, GENERIC)]
    assert [numbers_in(installation, batch) for batch in batches] == [[number], [number]]
    assert [batch.number for batch in batches] == ["20261120-001", "20261120-002"]


def test_a_name_that_the_receiver_cannot_write_is_held_and_reported(
    installation: Installation, reviewer: Member
) -> None:
    held, ready = examining(installation, reviewer, YOSHINO), examining(installation, reviewer)
    done = handed(installation, CORE)
    assert numbers_in(installation, batch_in(done)) == [ready]
    assert done.check.held == 1
    findings = [
        (finding.receipt_number, finding.column, finding.value, finding.event, finding.handling)
        for finding in done.check.findings
    ]
    assert (held, "氏名", "𠮷", "unmappable", "held") in findings
    again = handed(installation, CORE)
    assert (again.batch, again.check.held) == (None, 1)
    assert numbers_in(installation, batch_in(handed(installation, GENERIC))) == [held, ready]


@pytest.mark.both_engines
def test_all_that_waits_goes_batch_behind_batch_and_what_is_held_is_looked_at_once(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST", 2)
    examining(installation, reviewer, YOSHINO)
    numbers = [examining(installation, reviewer) for _ in range(3)]
    done = list(hand_all_over(installation, CORE, DUTY, CLERK))
    assert [(result.count, result.check.held) for result in done] == [(2, 1), (1, 0), (0, 0)]
    assert [number for result in done[:2] for number in numbers_in(installation, batch_in(result))] == numbers


@pytest.mark.both_engines
def test_two_clerks_at_once_give_nothing_twice_and_lose_nothing(installation: Installation, reviewer: Member) -> None:
    numbers = [examining(installation, reviewer) for _ in range(8)]
    done: list[HandedOver] = []
    both = threading.Barrier(2)

    def go() -> None:
        both.wait()
        done.append(handed(installation))

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2
    given = [number for result in done if result.batch for number in numbers_in(installation, result.batch)]
    assert sorted(given) == sorted(numbers)


def test_the_same_batch_gives_the_same_bytes_whatever_became_of_the_case(
    installation: Installation, reviewer: Member
) -> None:
    number = examining(installation, reviewer)
    batch = batch_in(handed(installation))
    before = content(installation, batch)
    end(installation, reviewer, number, "approved")
    after = content(installation, batch)
    assert after == before
    stored = {str(file["name"]): file["sha256"] for file in listed_files(batch)}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in after.items()} == stored
    assert list(after)[-1].endswith(".end")


def test_a_crash_before_the_commit_marks_nothing(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = examining(installation, reviewer)

    def crash(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(handing, "write_audit", crash)
        with pytest.raises(KeyboardInterrupt):
            handed(installation)
    with installation.database.read() as unit:
        assert hand_overs.latest(unit, [DUTY]) == []
    assert numbers_in(installation, batch_in(handed(installation))) == [number]


def test_a_crash_after_the_commit_loses_nothing(installation: Installation, reviewer: Member, tmp_path: Path) -> None:
    """The stored batch alone reproduces the files."""
    number = examining(installation, reviewer)
    made = batch_in(handed(installation))
    with installation.database.read() as unit:
        stored = hand_overs.by_number(unit, made.number)
    assert stored == made
    assert numbers_in(installation, made) == [number]
    assert list((tmp_path / "spool").iterdir()) == []


def between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Calls `act` once, before the batch is marked."""
    written = write_ready
    acts = iter([act])

    def then(*given: Any) -> Any:
        made = written(*given)
        next(acts, lambda: None)()
        return made

    monkeypatch.setattr(handing, "write_ready", then)


def test_what_was_withdrawn_meanwhile_stays_out(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, goes = examining(installation, reviewer), examining(installation, reviewer)
    between(monkeypatch, lambda: end(installation, reviewer, stays, "withdrawn"))
    assert numbers_in(installation, batch_in(handed(installation))) == [goes]


def test_a_number_taken_meanwhile_is_not_taken_again(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)
    other: list[HandedOver] = []
    between(monkeypatch, lambda: other.append(handed(installation, CORE)))
    done = handed(installation, GENERIC)
    assert [batch_in(other[0]).number, batch_in(done).number] == ["20261120-001", "20261120-002"]


def test_who_is_always_too_late_is_informed(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)
    monkeypatch.setattr(handing, "_mark", lambda *_given: None)
    with pytest.raises(Conflict):
        handed(installation)


def test_pages_and_batches_end_without_a_gap(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_overs, "PAGE", 2)
    monkeypatch.setattr(checking, "MOST", 3)
    numbers = [examining(installation, reviewer) for _ in range(5)]
    first, second = batch_in(handed(installation)), batch_in(handed(installation))
    assert (numbers_in(installation, first), numbers_in(installation, second)) == (numbers[:3], numbers[3:])
    assert handed(installation).batch is None


def test_the_report_is_bounded_and_says_so(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        examining(installation, reviewer, YOSHINO)
    monkeypatch.setattr(checking, "_LISTED", 2)
    check = handed(installation, CORE).check
    assert (check.held, len(check.findings), check.unlisted) == (3, 2, 1)


def test_another_duty_and_another_procedure_give_nothing(installation: Installation, reviewer: Member) -> None:
    examining(installation, reviewer)
    assert hand_over(installation, GENERIC, "child-allowance", CLERK).batch is None
    assert hand_over(installation, GENERIC, DUTY, CLERK, procedure="jido-teate").batch is None
    with pytest.raises(NotFound):
        handed(installation, "no.such.layout")


def test_a_layout_that_changed_does_not_pretend_to_be_the_same(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    examining(installation, reviewer)
    batch = batch_in(handed(installation))
    monkeypatch.setattr(installation.layouts[GENERIC], "version", "2099.1")
    with pytest.raises(Conflict):
        batch_files(installation, batch, Bench(tmp_path / "spool"))
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_reissue_is_numbered_and_gives_its_reason(installation: Installation, reviewer: Member) -> None:
    number = examining(installation, reviewer)
    batch = batch_in(handed(installation))
    first = reissue(installation, batch, "取込先でファイルをなくしたため", CLERK, None)
    second = reissue(installation, first, "もう一度", CLERK, None)
    assert [first.number, second.number] == ["20261120-001-R1", "20261120-001-R2"]
    assert [numbers_in(installation, issued) for issued in (batch, first, second)] == [[number]] * 3
    manifest = json.loads(next(data for name, data in content(installation, second).items() if "manifest" in name))
    assert (manifest["reissue"], manifest["reason"], manifest["batch"]) == (2, "もう一度", "20261120-001-R2")
    examining(installation, reviewer)
    assert batch_in(handed(installation)).number == "20261120-002"


def test_what_a_crash_left_in_the_spool_is_removed(installation: Installation, tmp_path: Path) -> None:
    with spool(installation.settings.data) as bench:
        left = bench.folder.parent / "left"
        left.mkdir()
        (left / "answers").write_text("氏名")
        os.utime(left, (0, 0))
    with spool(installation.settings.data):
        assert not left.exists()
