"""Posts after the session ended."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.store.residents import kept_posts
from portal.store.residents.kept_posts import OWNED, KeptRow
from tests.portal.store.planting import plant


@pytest.fixture
def typed(unit: Unit) -> KeptRow:
    row = KeptRow(plant(unit, Draft)["id"], "name", b"browser", "key", b"wrapped", b"boxes", 10)
    kept_posts.put(unit, row)
    return row


def test_the_last_that_was_typed_takes_the_place_of_the_one_before(unit: Unit, typed: KeptRow) -> None:
    later = replace(typed, sealed_boxes=b"more", made_at=11)
    kept_posts.put(unit, later)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 0, own=True) == later


def test_another_browser_and_another_page_find_nothing(unit: Unit, typed: KeptRow) -> None:
    assert kept_posts.find(unit, typed.draft_id, "name", b"another", 0, own=True) is None
    assert kept_posts.find(unit, typed.draft_id, "birth", b"browser", 0, own=True) is None


def test_what_is_too_old_is_not_found_and_is_swept(unit: Unit, typed: KeptRow) -> None:
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 10, own=True) is None
    kept_posts.sweep(unit, 10)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 9, own=True) == typed
    kept_posts.sweep(unit, 11)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 9, own=True) is None


def test_what_was_given_back_is_gone(unit: Unit, typed: KeptRow) -> None:
    kept_posts.remove(unit, typed.draft_id, "name", b"browser", own=True)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 0, own=True) is None


def test_what_the_owner_writes_is_found_in_every_browser_and_is_not_swept(unit: Unit, typed: KeptRow) -> None:
    own = replace(typed, browser_hash=OWNED, made_at=5)
    kept_posts.put(unit, own)
    assert kept_posts.find(unit, typed.draft_id, "name", b"another", 10, own=True) == own
    assert kept_posts.find(unit, typed.draft_id, "name", b"another", 10, own=False) is None
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 0, own=True) == typed  # the later of both
    kept_posts.sweep(unit, 11)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 0, own=True) == own
    kept_posts.remove(unit, typed.draft_id, "name", b"another", own=False)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 0, own=True) == own
    kept_posts.remove(unit, typed.draft_id, "name", b"another", own=True)
    assert kept_posts.find(unit, typed.draft_id, "name", b"browser", 0, own=True) is None
