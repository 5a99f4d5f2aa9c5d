"""Imported applications, each in one state."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.imports.import_file import ImportFile
from portal.models.imports.import_package import ImportPackage
from portal.store.imports import import_packages
from portal.store.imports.import_packages import (
    DISCARDED,
    QUARANTINED,
    REPEATED,
    STATES,
    TAKEN,
    WAITING,
    Move,
    PackageRow,
    Taking,
)
from tests.portal.store.planting import plant


@pytest.fixture
def package(unit: Unit) -> PackageRow:
    row = PackageRow(
        0, plant(unit, ImportFile)["id"], 1, "hash", "n1", "n1", "form", "1", "", "", False, WAITING, "", "", 0, None,
        None, None, 5, "upload",
    )  # fmt: skip
    import_packages.add(unit, [row])
    (stored,) = import_packages.waiting_of(unit, [row.file_id])[row.file_id]
    return stored


def _planted(unit: Unit, **given: Any) -> int:
    return int(plant(unit, ImportPackage, **given)["id"])


def _stored(unit: Unit, number: int) -> PackageRow:
    row = import_packages.by_id(unit, number)
    assert row
    return row


def test_a_place_and_a_claimed_number_are_taken_once(unit: Unit, package: PackageRow) -> None:
    other = plant(unit, ImportFile)["id"]
    rows = [
        package, replace(package, file_id=other), replace(package, file_id=other, place=2, claim=None),
        replace(package, place=2, claim="n2", their_number="n2"),
    ]  # fmt: skip
    assert import_packages.add(unit, rows) == {(other, 2), (package.file_id, 2)}
    assert import_packages.add(unit, []) == set()
    own = import_packages.waiting_of(unit, [package.file_id])[package.file_id]
    assert [(row.place, row.claim) for row in own] == [(1, "n1"), (2, "n2")]
    assert [row.file_id for row in import_packages.of_number(unit, "n1")] == [package.file_id, other]
    assert import_packages.by_id(unit, package.id) == package == import_packages.holder(unit, "n1")
    assert import_packages.by_id(unit, 0) is import_packages.holder(unit, "n3") is None


def test_files_with_a_waiting_package_are_read_in_their_order(unit: Unit, package: PackageRow) -> None:
    second, third = plant(unit, ImportFile)["id"], plant(unit, ImportFile)["id"]
    for file, place, state in (
        (package.file_id, 2, TAKEN),
        (second, 2, WAITING),
        (second, 1, WAITING),
        (third, 1, TAKEN),
    ):
        _planted(unit, file_id=file, place=place, state=state)
    assert import_packages.files_waiting(unit, 0, 9) == [package.file_id, second]
    assert import_packages.files_waiting(unit, 0, 1) == [package.file_id]
    assert import_packages.files_waiting(unit, package.file_id, 9) == [second]
    waiting = import_packages.waiting_of(unit, [package.file_id, second, third])
    assert {file: [row.place for row in rows] for file, rows in waiting.items()} == {
        package.file_id: [1], second: [1, 2], third: [],
    }  # fmt: skip
    assert import_packages.waiting_of(unit, []) == {}


def test_a_package_moves_from_the_state_it_is_in(unit: Unit, package: PackageRow) -> None:
    other = _planted(unit, state=WAITING)
    move = Move(WAITING, QUARANTINED, "reason", 6, "hanako", "procedure", "tax", "line 3")
    assert [import_packages.move(unit, package.id, move) for _ in range(2)] == [True, False]
    quarantined = replace(
        package, state=QUARANTINED, reason="reason", changed_at=6, changed_by="hanako", procedure="procedure", duty="tax",
        place_of_reason="line 3", tries=1,
    )  # fmt: skip
    assert _stored(unit, package.id) == quarantined
    assert import_packages.move(unit, package.id, Move(QUARANTINED, REPEATED, "r", 7, "taro"))
    assert _stored(unit, package.id) == replace(
        quarantined, state=REPEATED, reason="r", changed_at=7, changed_by="taro", place_of_reason="", tries=2
    )
    assert _stored(unit, other).state == WAITING


def test_packages_become_applications_once(unit: Unit, package: PackageRow) -> None:
    import_packages.move(unit, package.id, Move(WAITING, WAITING, "reason", 6, "hanako", place="line 3"))
    other = _planted(unit, state=WAITING)
    first, second = (int(plant(unit, Application)["id"]) for _ in range(2))
    takings = [
        Taking(other, second, "p", "tax", b"findings", 7, "taro"), Taking(package.id, first, "p", "tax", b"found", 7, "taro"),
    ]  # fmt: skip
    assert [import_packages.take(unit, takings) for _ in range(2)] == [True, False]
    taken = replace(
        package, state=TAKEN, procedure="p", duty="tax", application_id=first, sealed_findings=b"found", changed_at=7,
        changed_by="taro", tries=2,
    )  # fmt: skip
    assert import_packages.of_application(unit, first) == taken
    assert import_packages.of_application(unit, 0) is None
    assert _stored(unit, other).application_id == second
    assert import_packages.note_findings(unit, package.id, b"more")
    assert import_packages.of_application(unit, first) == (taken := replace(taken, sealed_findings=b"more"))
    assert not import_packages.note_findings(unit, _planted(unit, state=WAITING), b"more")
    _planted(unit, application_id=first, state=REPEATED)
    assert import_packages.of_application(unit, first) == taken


def test_a_number_is_claimed_by_one_package(unit: Unit, package: PackageRow) -> None:
    other, third = _planted(unit, state=WAITING), _planted(unit, claim="n3")
    assert [import_packages.claim(unit, number, "n1") for number in (other, package.id)] == [False, True]
    import_packages.drop(unit, package.id, b"note")
    assert _stored(unit, package.id) == replace(package, claim=None, sealed_note=b"note")
    assert _stored(unit, third).claim == "n3"
    assert [import_packages.claim(unit, number, "n1") for number in (other, package.id)] == [True, False]


@pytest.mark.parametrize(
    ("given", "removed"), [({}, True), ({"content_hash": "hash"}, False), ({"state": QUARANTINED}, False)]
)
def test_only_a_package_that_was_never_read_is_removed(unit: Unit, given: dict[str, Any], removed: bool) -> None:
    row = plant(unit, ImportPackage, **{"content_hash": "", "state": WAITING} | given)
    other = plant(unit, ImportPackage, content_hash="", state=WAITING)
    assert import_packages.remove_unread(unit, row["file_id"]) == removed
    assert (import_packages.by_id(unit, row["id"]) is None) == removed
    assert import_packages.by_id(unit, other["id"])


def test_packages_of_some_duties_or_of_none_yet_are_listed_and_counted(unit: Unit) -> None:
    tax, unknown, care, taken = (
        _planted(unit, duty=duty, state=state)
        for duty, state in (("tax", WAITING), ("", WAITING), ("care", WAITING), ("tax", TAKEN))
    )
    before = taken + 1
    lists = [
        import_packages.latest(unit, ["tax"], [WAITING, TAKEN], before),
        import_packages.latest(unit, ["tax", "care"], [WAITING], before),
        import_packages.latest(unit, ["tax"], [WAITING], unknown),
        import_packages.latest(unit, [], [WAITING], before),
        import_packages.latest(unit, ["tax"], [], before),
    ]
    assert [[row.id for row in rows] for rows in lists] == [
        [taken, unknown, tax], [care, unknown, tax], [tax], [unknown], [],
    ]  # fmt: skip
    none = dict.fromkeys(STATES, 0)
    assert import_packages.counts(unit) == none | {WAITING: 3, TAKEN: 1}
    assert import_packages.counts_of(unit, ["tax"]) == none | {WAITING: 2, TAKEN: 1}
    assert import_packages.counts_of(unit, []) == none | {WAITING: 1}


def test_synthetic_applications_are_found(unit: Unit) -> None:
    numbers = [int(plant(unit, Application)["id"]) for _ in range(4)]
    for number, synthetic, state in zip(
        numbers, (True, False, True, True), (TAKEN, TAKEN, DISCARDED, TAKEN), strict=True
    ):
        _planted(unit, application_id=number, synthetic=synthetic, state=state)
    assert import_packages.synthetic_among(unit, numbers[:3]) == {numbers[0]}
    assert import_packages.synthetic_among(unit, []) == frozenset()


def test_packages_of_a_form_leave_quarantine(unit: Unit) -> None:
    first, second, other, waiting = (
        _planted(unit, form=form, state=state, reason=reason)
        for form, state, reason in (
            ("form", QUARANTINED, "no mapping"), ("form", QUARANTINED, "other"), ("other", QUARANTINED, "no mapping"),
            ("form", WAITING, "no mapping"),
        )
    )  # fmt: skip
    assert [row.id for row in import_packages.of_form(unit, "form", 9)] == [first, second]
    assert [row.id for row in import_packages.of_form(unit, "form", 1)] == [first]
    assert [import_packages.free(unit, "form", "no mapping") for _ in range(2)] == [1, 0]
    states = [_stored(unit, number).state for number in (first, second, other, waiting)]
    assert states == [WAITING, QUARANTINED, QUARANTINED, WAITING]
