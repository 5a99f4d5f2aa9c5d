"""Held packages are retried or discarded by right."""

import pytest

from integrations.imports.loading import Imports
from integrations.sockets.import_socket import Unreadable
from portal.errors import Conflict, NotAllowed, NotFound, NotYours
from portal.jobs.sweep_ended import sweep_ended
from portal.services.imports.keep_package import keep_package
from portal.services.imports.settle_package import (
    MOST_SIGNS,
    discard_package,
    free_package,
    importing,
    package_of_member,
    read_reason,
    retry_all,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.imports import import_files
from portal.store.imports.import_packages import PackageRow
from portal.store.shared import audit_records
from tests.portal.importing import CLERK, bring, package, rows
from tests.portal.world import DUTY, add_member


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer1", ("reviewer", DUTY))


def discard(installation: Installation, member: Member, row: PackageRow) -> None:
    with installation.database.write() as unit:
        discard_package(installation, unit, member, row, "まちがって届いた")
        unit.commit()


def details(installation: Installation, action: str) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(record.actor, record.detail) for record in audit_records.after(unit, 0) if record.action == action]


def test_a_package_of_a_known_duty_is_found_only_by_its_importers(installation: Installation, reviewer: Member) -> None:
    (taken,), (held,) = bring(installation, package("GS1")), bring(installation, package("GS2", form="KKN-X"))
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    auditor = add_member(installation, "auditor", ("auditor", "*"))
    city = installation.city
    assert importing(city, charlie) == ("child-allowance",)
    with installation.database.read() as unit:
        for member in (reviewer, charlie):
            assert package_of_member(city, unit, member, held.id) == held, "without a mapping it has no duty"
        assert package_of_member(city, unit, reviewer, taken.id) == taken
        with pytest.raises(NotYours):
            package_of_member(city, unit, charlie, taken.id)
        with pytest.raises(NotFound):
            package_of_member(city, unit, reviewer, 999)
        with pytest.raises(NotAllowed):
            package_of_member(city, unit, auditor, held.id)


def test_another_package_of_the_same_number_waits_for_a_person(installation: Installation) -> None:
    (first,) = bring(installation, package())
    (other,) = bring(installation, package(answers={"lost_how": "stolen"}))
    assert (first.state, other.state, other.reason) == ("taken", "quarantined", "differs")
    with installation.database.write() as unit:
        assert not free_package(installation, unit, CLERK, other)
    assert details(installation, "retry package") == []


@pytest.mark.both_engines
def test_the_second_may_be_taken_once_the_first_is_discarded(installation: Installation, reviewer: Member) -> None:
    (first,) = bring(installation, package(form="KKN-X"))
    (second,) = bring(installation, package())
    assert (first.reason, second.reason) == ("unmapped", "differs")
    discard(installation, reviewer, first)
    assert retry_all(installation, CLERK) == {"taken": 1}
    assert rows(installation, second.file_id)[0].state == "taken"
    assert details(installation, "discard package") == [("staff:reviewer1", str(first.id))]
    assert details(installation, "retry package") == [("staff:tanto", str(second.id))]


def test_a_retry_frees_a_package_once(installation: Installation) -> None:
    (held,) = bring(installation, package(form="KKN-X"))
    with installation.database.write() as unit:
        assert [free_package(installation, unit, CLERK, held) for _ in range(2)] == [True, False]
        unit.commit()
    assert len(details(installation, "retry package")) == 1


def test_what_was_discarded_has_no_content_and_does_not_come_again(
    installation: Installation, reviewer: Member
) -> None:
    (row,) = bring(installation, package(form="KKN-X"))
    discard(installation, reviewer, row)
    sweep_ended(installation)
    with installation.database.read() as unit:
        assert import_files.content(unit, row.file_id) == b""
    again = keep_package(installation, package(form="KKN-X"), "a.zip", CLERK)
    assert (again.new, again.file_id) == (False, row.file_id)
    with pytest.raises(Conflict):
        discard(installation, reviewer, row)


def test_a_taken_package_cannot_be_discarded(installation: Installation, reviewer: Member) -> None:
    (taken,) = bring(installation, package())
    with pytest.raises(Conflict):
        discard(installation, reviewer, taken)
    assert rows(installation, taken.file_id) == [taken]


@pytest.mark.both_engines
def test_what_could_not_be_read_is_read_again_by_a_better_reader(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Imports.read

    def cannot(_self: Imports, _content: bytes) -> object:
        raise Unreadable("unknown_kind")

    monkeypatch.setattr(Imports, "read", cannot)
    (row,) = bring(installation, package())
    assert row.reason == "unknown_kind"
    assert retry_all(installation, CLERK) == {"quarantined": 1}
    monkeypatch.setattr(Imports, "read", read)
    assert retry_all(installation, CLERK) == {"taken": 1}


def test_a_discarded_package_needs_a_reason_of_bounded_length() -> None:
    assert read_reason(" 　\n ")[1] == "使わない理由を書いてください。"
    assert read_reason(" 届き\n先の まちがい ") == ("届き 先の まちがい", "")
    assert read_reason("長" * MOST_SIGNS)[1] == ""
    assert str(MOST_SIGNS) in read_reason("長" * (MOST_SIGNS + 1))[1]
