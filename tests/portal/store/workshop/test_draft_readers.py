"""Who looks at a draft: the last moment of each counts."""

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.workshop.definition_draft import DefinitionDraft
from portal.store.workshop import draft_readers
from portal.store.workshop.draft_readers import DraftReaderRow
from tests.portal.store.planting import plant


def test_others_are_named_while_they_look(unit: Unit) -> None:
    draft_id, second = (plant(unit, DefinitionDraft, state="open")["id"] for _ in "ab")
    alice, bob = (plant(unit, Staff, name=name)["id"] for name in ("alice", "bob"))
    for draft, reader, seen_at in ((draft_id, alice, 5), (draft_id, bob, 7), (draft_id, alice, 9), (second, alice, 3)):
        draft_readers.put(unit, DraftReaderRow(draft, reader, seen_at))
    assert draft_readers.others(unit, draft_id, 0, 7) == ["alice", "bob"]
    assert draft_readers.others(unit, draft_id, bob, 8) == ["alice"]
    assert draft_readers.others(unit, draft_id, alice, 8) == []
    draft_readers.sweep(unit, 9)
    assert draft_readers.others(unit, draft_id, 0, 0) == ["alice"]
    assert draft_readers.others(unit, second, 0, 0) == []
