"""A release is decided once, and is due when its time has come."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.workshop.definition_draft import DefinitionDraft
from portal.store.procedures import definitions
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow
from portal.store.workshop import definition_releases
from portal.store.workshop.definition_releases import APPROVED, ASKED, DONE, REFUSED, ReleaseRow
from tests.portal.store.planting import plant


@pytest.fixture
def release(unit: Unit) -> ReleaseRow:
    draft = plant(unit, DefinitionDraft, procedure="dog")
    row = ReleaseRow(
        0, draft["id"], 3, "dog", "environment", 2, "m2", "{}", "m1", ASKED, 50, plant(unit, Staff)["id"], 7
    )
    return replace(row, id=definition_releases.add(unit, row))


def test_a_release_is_read_as_it_was_asked(unit: Unit, release: ReleaseRow) -> None:
    assert definition_releases.by_id(unit, release.id) == release
    assert definition_releases.by_id(unit, release.id + 1) is None
    assert definition_releases.of_draft(unit, release.draft_id) == [release]
    assert definition_releases.of_procedure(unit, "dog") == [release]
    assert definition_releases.of_procedure(unit, "cat") == []


def test_a_section_sees_what_waits_for_it(unit: Unit, release: ReleaseRow) -> None:
    assert definition_releases.open_of_duties(unit, ["environment"]) == [release]
    assert definition_releases.open_of_duties(unit, ["housing"]) == []
    assert definition_releases.move(unit, release.id, ASKED, DONE)
    assert not definition_releases.move(unit, release.id, ASKED, DONE)
    assert definition_releases.open_of_duties(unit, ["environment"]) == []


def test_it_is_decided_once(unit: Unit, release: ReleaseRow) -> None:
    second = plant(unit, Staff)["id"]
    assert definition_releases.decide(unit, release.id, REFUSED, by=second, now=9, words="期限がちがう")
    assert not definition_releases.decide(unit, release.id, APPROVED, by=second, now=10)
    stored = definition_releases.by_id(unit, release.id)
    assert stored == replace(release, state=REFUSED, decided_by=second, decided_at=9, words="期限がちがう")


def test_it_is_due_when_approved_and_its_time_has_come(unit: Unit, release: ReleaseRow) -> None:
    assert definition_releases.due(unit, 50) == definition_releases.approved(unit) == []
    definition_releases.decide(unit, release.id, APPROVED, by=release.asked_by, now=9)
    assert definition_releases.due(unit, 49) == []
    assert [row.id for row in definition_releases.approved(unit)] == [release.id]
    assert [row.id for row in definition_releases.due(unit, 50)] == [release.id]


def test_what_a_release_let_into_force_without_its_mark_is_signed_once(unit: Unit, release: ReleaseRow) -> None:
    # Of an earlier release's process; of a version that is not in force; of a release that still waits.
    for meaning, version, published in (("m1", 1, 1), ("m2", 2, 2)):
        definitions.add(unit, DefinitionRow(meaning, "dog", version, "{}", published, WORKSHOP))
    definitions.add(unit, DefinitionRow("c1", "cat", 1, "{}", 1))
    assert definition_releases.sign_done(unit) == []
    definition_releases.move(unit, release.id, ASKED, DONE)
    before = definitions.revision(unit)
    assert definition_releases.sign_done(unit) == [("dog", 2)]
    assert [(row.meaning, bool(row.signed)) for row in definitions.newest(unit)] == [("c1", False), ("m2", True)]
    assert definitions.revision(unit) > before
    assert definition_releases.sign_done(unit) == []
