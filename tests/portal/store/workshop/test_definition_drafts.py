"""Two authors lose nothing: every saved text stays, and a save over a newer one is refused."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.workshop import definition_drafts
from portal.store.workshop.definition_drafts import DISCARDED, OPEN, DefinitionDraftRow, DraftTextRow
from tests.portal.store.planting import plant


@pytest.fixture
def draft(unit: Unit) -> DefinitionDraftRow:
    staff = plant(unit, Staff)["id"]
    row = DefinitionDraftRow(0, "dog", "environment", "", OPEN, 2, staff, 5, 5)
    number = definition_drafts.add(unit, row)
    for revision, part in ((1, ""), (2, "easy")):
        definition_drafts.add_text(unit, DraftTextRow(number, revision, part, f"text {revision}", 0, staff, 5))
    return replace(row, id=number)


def test_a_draft_is_read_as_it_was_begun(unit: Unit, draft: DefinitionDraftRow) -> None:
    assert definition_drafts.by_id(unit, draft.id) == draft
    assert definition_drafts.by_id(unit, draft.id + 1) is None
    assert definition_drafts.open_of(unit, "dog") == [draft]
    assert definition_drafts.open_of(unit, "cat") == []


def test_a_section_sees_its_own_and_the_latest_change_first(unit: Unit, draft: DefinitionDraftRow) -> None:
    later = definition_drafts.add(unit, replace(draft, procedure="tag", changed_at=9))
    definition_drafts.add(unit, replace(draft, procedure="flat", duty="housing"))
    assert [row.id for row in definition_drafts.open_of_duties(unit, ["environment"])] == [later, draft.id]
    assert definition_drafts.open_of_duties(unit, []) == []


def test_others_who_wrote_are_named_with_their_last_save(unit: Unit, draft: DefinitionDraftRow) -> None:
    bob = plant(unit, Staff, login="bob", name="見本 二郎")["id"]
    for revision, saved_at in ((3, 8), (4, 9)):
        definition_drafts.add_text(unit, DraftTextRow(draft.id, revision, "", "text", 0, bob, saved_at))
    assert definition_drafts.others(unit, draft.id, draft.staff_id) == (("見本 二郎", 9),)
    assert [saved for _, saved in definition_drafts.others(unit, draft.id, bob)] == [5]


def test_only_who_read_the_latest_text_moves_on(unit: Unit, draft: DefinitionDraftRow) -> None:
    assert definition_drafts.advance(unit, draft.id, read=2, revision=3, now=7)
    assert not definition_drafts.advance(unit, draft.id, read=2, revision=3, now=8)
    assert definition_drafts.by_id(unit, draft.id) == replace(draft, revision=3, changed_at=7)


def test_what_is_settled_is_not_open_and_moves_no_more(unit: Unit, draft: DefinitionDraftRow) -> None:
    assert definition_drafts.settle(unit, draft.id, DISCARDED)
    assert not definition_drafts.settle(unit, draft.id, DISCARDED)
    assert not definition_drafts.advance(unit, draft.id, read=2, revision=3, now=7)
    assert definition_drafts.open_of(unit, "dog") == []


def test_texts_stand_as_they_were_at_a_revision(unit: Unit, draft: DefinitionDraftRow) -> None:
    second = plant(unit, Staff)["id"]
    definition_drafts.add_text(unit, DraftTextRow(draft.id, 3, "", "text 3", 1, second, 9))
    now = definition_drafts.texts(unit, draft.id, 3)
    assert {part: row.text for part, row in now.items()} == {"": "text 3", "easy": "text 2"}
    before = definition_drafts.texts(unit, draft.id, 2)
    assert {part: row.text for part, row in before.items()} == {"": "text 1", "easy": "text 2"}
    assert [row.revision for row in definition_drafts.history(unit, draft.id)] == [3, 2, 1]
    assert definition_drafts.text_at(unit, draft.id, 3) == now[""]
    assert definition_drafts.text_at(unit, draft.id, 4) is None
    assert definition_drafts.writers(unit, draft.id) == {draft.staff_id, second}
