"""Requests to sign lines: the newest of a line counts."""

from dataclasses import replace

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.models.workshop.definition_draft import DefinitionDraft
from portal.store.workshop import definition_drafts, line_requests
from portal.store.workshop.line_requests import LineRequestRow
from tests.portal.store.planting import plant


def asked(unit: Unit, draft_id: int, line: bytes) -> LineRequestRow:
    by, of = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    row = LineRequestRow(draft_id, line, b"place", of, "2026-11-30", by, 5)
    line_requests.put(unit, row)
    return row


def test_a_second_request_for_a_line_takes_the_place_of_the_first(unit: Unit) -> None:
    draft_id = plant(unit, DefinitionDraft, state="open")["id"]
    first, other = asked(unit, draft_id, b"a"), asked(unit, draft_id, b"b")
    again = replace(first, staff_id=other.staff_id, until="2026-12-24", asked_at=6)
    line_requests.put(unit, again)
    assert line_requests.of_draft(unit, draft_id) == [again, other]
    assert line_requests.of_draft(unit, draft_id + 1) == []


def test_only_the_named_lines_of_the_draft_are_removed(unit: Unit) -> None:
    draft_id, second = (plant(unit, DefinitionDraft, state="open")["id"] for _ in "ab")
    kept, elsewhere = asked(unit, draft_id, b"a"), asked(unit, second, b"b")
    asked(unit, draft_id, b"b")
    line_requests.remove(unit, draft_id, {b"b", b"none"})
    line_requests.remove(unit, draft_id, ())
    assert line_requests.of_draft(unit, draft_id) == [kept]
    assert line_requests.of_draft(unit, second) == [elsewhere]


def test_a_member_finds_the_open_drafts_once_each(unit: Unit) -> None:
    draft_id, second = (plant(unit, DefinitionDraft, state="open")["id"] for _ in "ab")
    row = asked(unit, draft_id, b"a")
    for each in (replace(row, line=b"b"), replace(row, draft_id=second)):
        line_requests.put(unit, each)
    assert line_requests.drafts_of(unit, row.staff_id) == [draft_id, second]
    assert line_requests.drafts_of(unit, row.asked_by) == []
    definition_drafts.settle(unit, second, "discarded")
    assert line_requests.drafts_of(unit, row.staff_id) == [draft_id]
