"""A file that says something new is shown beside what the workshop published."""

from dataclasses import replace
from pathlib import Path

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from portal.errors import NotFound
from portal.services.shared.installation import Installation
from portal.services.workshop.begin_draft import begin_next
from portal.services.workshop.find_revision import find_revision, is_revised
from portal.store.workshop import definition_releases
from portal.store.workshop.definition_releases import ReleaseRow
from tests.forms.first import PROCEDURES
from tests.portal.routes.workshop.packs import publish_here, sign_here, with_file
from tests.portal.services.workshop.writing import author, opened
from tests.portal.world import PROCEDURE

DOG = "inu-shibo"
_NUMBER = load(PROCEDURES / f"{DOG}.yaml", fields=field_types()).version
RAISED = (f"\nversion: {_NUMBER}\n", f"\nversion: {_NUMBER + 1}\n")
SEVEN, EIGHT, NINE = (f"standard_days: {{type: integer, default: {number}" for number in (7, 8, 9))


def test_what_the_file_brought_and_what_it_changes_for_us(installation: Installation, tmp_path: Path) -> None:
    publish_here(installation, DOG, "犬の死亡届", "犬が死んだ届")
    revised = with_file(installation, tmp_path / "files", DOG, (SEVEN, EIGHT), RAISED)
    revision = find_revision(revised, DOG)
    assert revision is not None
    assert revision.brought is not None
    assert revision.brought.changes == ("市の設定（standard_days）が「7」から「8」に変わった",)
    assert set(revision.for_us.changes) == {
        *revision.brought.changes,
        "手続の名前が「犬が死んだ届」から「犬の死亡届」に変わった",
    }
    member = author(installation, duty="environment")
    with installation.database.write() as unit:
        begun = begin_next(revised, unit, member, revision.source)
        unit.commit()
    texts = opened(installation, member, begun.draft_id).texts
    assert EIGHT in texts[""]
    assert "\nversion: 6\n" in texts[""]
    assert "easy" in texts


def test_that_the_versions_here_are_signed_is_no_difference(installation: Installation, tmp_path: Path) -> None:
    sign_here(installation, DOG)
    publish_here(installation, DOG, "犬の死亡届", "犬が死んだ届")
    sign_here(installation, DOG)
    revised = with_file(installation, tmp_path / "files", DOG, (SEVEN, EIGHT), RAISED)
    revision = find_revision(revised, DOG)
    assert revision is not None
    assert revision.brought is not None
    assert revision.brought.changes == ("市の設定（standard_days）が「7」から「8」に変わった",)
    assert len(revision.for_us.changes) == 2


def test_a_newer_file_is_worth_a_look_until_it_was_taken_over(installation: Installation, tmp_path: Path) -> None:
    publish_here(installation, DOG, "犬の死亡届", "犬が死んだ届")
    revised = with_file(installation, tmp_path / "files", DOG, (SEVEN, EIGHT), RAISED)

    def looks(here: Installation) -> bool:
        with here.database.read() as unit:
            return is_revised(here, unit, DOG)

    assert (looks(installation), looks(revised)) == (False, True)
    assert not looks(with_file(installation, tmp_path / "same", DOG, (SEVEN, EIGHT)))
    revision = find_revision(revised, DOG)
    assert revision is not None
    member = author(installation, duty="environment")
    with installation.database.write() as unit:
        draft_id = begin_next(revised, unit, member, revision.source).draft_id
        unit.commit()
    assert looks(revised)
    with installation.database.write() as unit:
        row = ReleaseRow(0, draft_id, 1, DOG, "environment", 6, "meaning", "{}", "", "done", 0, member.id, 1)
        definition_releases.add(unit, row)
        unit.commit()
    assert not looks(revised)
    (tmp_path / "files" / f"{DOG}.yaml").write_bytes(b"\xff")
    assert not looks(revised)


def test_there_is_none_of_what_is_known_taken_over_or_cannot_be_read(
    installation: Installation, tmp_path: Path
) -> None:
    assert find_revision(installation, DOG) is None
    publish_here(installation, DOG, '"default":7', '"default":8')
    assert find_revision(installation, DOG) is None  # the file is as it was before
    taken_over = with_file(installation, tmp_path / "a", DOG, (SEVEN, EIGHT), RAISED)
    assert find_revision(taken_over, DOG) is None
    assert find_revision(with_file(installation, tmp_path / "b", DOG, (SEVEN, NINE)), DOG) is not None
    assert find_revision(with_file(installation, tmp_path / "c", DOG, ("title:", "titel:")), DOG) is None
    (tmp_path / "none").mkdir()
    elsewhere = replace(
        installation, settings=installation.settings.model_copy(update={"procedures": tmp_path / "none"})
    )
    assert find_revision(elsewhere, PROCEDURE) is None
    with pytest.raises(NotFound):
        find_revision(installation, "nothing")
