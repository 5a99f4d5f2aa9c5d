"""Codes of drafts and their accesses."""

from dataclasses import replace

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.store.filing import draft_codes
from portal.store.filing.draft_codes import EDIT, WHOLE, AccessRow, CodeRow
from tests.portal.store.planting import plant


def _add(unit: Unit, draft_id: str, rights: str, code: bytes, ends_at: int | None = 10) -> CodeRow:
    draft_codes.add(unit, CodeRow(0, draft_id, rights, b"seed", code, b"known", b"name", 0, 1, ends_at, "a"))
    return draft_codes.of_draft(unit, draft_id)[-1]


def test_a_code_ends_by_time_and_by_wrong_tries(unit: Unit) -> None:
    draft = plant(unit, Draft)["id"]
    code = _add(unit, draft, WHOLE, b"code")
    endless = _add(unit, draft, EDIT, b"endless", None)
    assert code == CodeRow(code.id, draft, WHOLE, b"seed", b"code", b"known", b"name", 0, 1, 10, "a", None)
    assert draft_codes.by_hash(unit, b"code", 2, 9) == code
    assert draft_codes.by_hash(unit, b"code", 2, 10) is None
    assert draft_codes.by_hash(unit, b"other", 2, 9) is None
    assert draft_codes.by_hash(unit, b"endless", 2, 99) == endless
    for _ in range(2):
        draft_codes.fail(unit, code.id)
    assert draft_codes.by_hash(unit, b"code", 2, 9) is None
    draft_codes.opened(unit, code.id)
    assert draft_codes.by_hash(unit, b"code", 2, 9) == code


def test_a_code_is_used_once(unit: Unit) -> None:
    code = _add(unit, plant(unit, Draft)["id"], EDIT, b"code")
    draft_codes.fail(unit, code.id)
    assert [draft_codes.use(unit, code.id, now) for now in (5, 6)] == [True, False]
    assert draft_codes.by_hash(unit, b"code", 9, 9) == replace(code, used_at=5)


def test_the_widest_right_counts(unit: Unit) -> None:
    draft, person, other = plant(unit, Draft)["id"], plant(unit, Person)["id"], plant(unit, Person)["id"]
    edit, complete = _add(unit, draft, EDIT, b"1"), _add(unit, draft, WHOLE, b"2", 20)
    for code, now in ((edit, 3), (complete, 4), (complete, 9)):
        draft_codes.let_in(unit, code.id, person, now)
    draft_codes.seen(unit, edit.id, person, 7)
    draft_codes.seen(unit, edit.id, other, 8)
    by_edit = AccessRow(edit.id, draft, person, EDIT, b"name", 3, "a", 7)
    by_whole = AccessRow(complete.id, draft, person, WHOLE, b"name", 4, "a", None)
    assert draft_codes.access(unit, draft, person, 9) == by_whole
    assert draft_codes.access(unit, draft, other, 9) is None
    assert draft_codes.access(unit, plant(unit, Draft)["id"], person, 9) is None
    assert draft_codes.who(unit, draft, 9) == [by_edit, by_whole]
    assert draft_codes.who(unit, draft, 10) == [by_whole]


def test_codes_are_removed_by_draft(unit: Unit) -> None:
    draft, other = plant(unit, Draft)["id"], plant(unit, Draft)["id"]
    first = _add(unit, draft, WHOLE, b"1")
    _add(unit, draft, EDIT, b"2")
    _add(unit, other, WHOLE, b"3")
    assert not draft_codes.remove(unit, other, first.id)
    assert [draft_codes.remove_whole(unit, draft) for _ in range(2)] == [True, False]
    (edit,) = draft_codes.of_draft(unit, draft)
    assert draft_codes.remove(unit, draft, edit.id)
    draft_codes.remove_all(unit, other)
    assert draft_codes.of_draft(unit, draft) == draft_codes.of_draft(unit, other) == []


def test_a_guest_finds_what_was_opened_here_as_its_owner(unit: Unit) -> None:
    whole, helped, ended = (plant(unit, Draft)["id"] for _ in range(3))
    guest, other = (plant(unit, Person)["id"] for _ in range(2))
    for draft, rights, ends_at in ((whole, WHOLE, 10), (helped, EDIT, 10), (ended, WHOLE, 5)):
        draft_codes.let_in(unit, _add(unit, draft, rights, draft.encode(), ends_at).id, guest, 1)
    assert draft_codes.opened_by(unit, guest, 5) == [whole]
    assert draft_codes.opened_by(unit, other, 5) == []
