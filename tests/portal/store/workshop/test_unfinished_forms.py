"""What is not saved: the last of each author, draft and page."""

from dataclasses import replace

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.workshop.definition_draft import DefinitionDraft
from portal.store.workshop import unfinished_forms
from portal.store.workshop.unfinished_forms import UnfinishedRow
from tests.portal.store.planting import plant


def test_each_author_and_page_has_the_last_one_and_only_that_moment_is_removed(unit: Unit) -> None:
    draft, second = (plant(unit, DefinitionDraft, state="open")["id"] for _ in "ab")
    alice, bob = (plant(unit, Staff)["id"] for _ in "ab")
    row = UnfinishedRow(draft, alice, "/text", "key", b"wrapped", b"sealed", 5)
    newer = replace(row, sealed_boxes=b"more", typed_at=6)
    others = (replace(row, staff_id=bob), replace(row, page="/question"), replace(row, draft_id=second, typed_at=9))
    for each in (row, *others, newer):
        unfinished_forms.put(unit, each)
    unfinished_forms.remove(unit, draft, alice, "/text", 5)
    assert unfinished_forms.find(unit, draft, alice, "/text") == newer
    unfinished_forms.remove(unit, draft, alice, "/text", 6)
    assert unfinished_forms.find(unit, draft, alice, "/text") is None
    assert unfinished_forms.find(unit, draft, bob, "/text") == others[0]
    unfinished_forms.remove_of(unit, draft)
    assert [unfinished_forms.find(unit, each.draft_id, each.staff_id, each.page) for each in others[:2]] == [None, None]
    unfinished_forms.sweep(unit, 9)
    assert unfinished_forms.find(unit, second, alice, "/text") == others[2]
    unfinished_forms.sweep(unit, 10)
    assert unfinished_forms.find(unit, second, alice, "/text") is None
