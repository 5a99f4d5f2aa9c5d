"""Posts of staff after the session ended."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.desk import kept_desk_posts
from portal.store.desk.kept_desk_posts import KeptDeskRow
from tests.portal.store.planting import plant


@pytest.fixture
def sent(unit: Unit) -> KeptDeskRow:
    row = KeptDeskRow(plant(unit, Staff)["id"], "/staff/a", "key", b"wrapped", b"boxes", 10)
    kept_desk_posts.put(unit, row)
    return row


def test_the_last_of_an_address_is_kept_and_those_of_others_stay(unit: Unit, sent: KeptDeskRow) -> None:
    beside, later = replace(sent, path="/staff/b", made_at=11), replace(sent, sealed_boxes=b"more", made_at=12)
    kept_desk_posts.put(unit, beside)
    kept_desk_posts.put(unit, later)
    assert kept_desk_posts.of(unit, sent.staff_id, 0) == [beside, later]
    assert kept_desk_posts.of(unit, sent.staff_id, 11) == [later]
    assert kept_desk_posts.of(unit, plant(unit, Staff)["id"], 0) == []


def test_it_is_removed_once(unit: Unit, sent: KeptDeskRow) -> None:
    assert [kept_desk_posts.remove(unit, sent.staff_id, "/staff/a") for _ in range(2)] == [True, False]


def test_what_is_too_old_is_swept(unit: Unit, sent: KeptDeskRow) -> None:
    kept_desk_posts.sweep(unit, 11)
    assert kept_desk_posts.of(unit, sent.staff_id, 0) == []
