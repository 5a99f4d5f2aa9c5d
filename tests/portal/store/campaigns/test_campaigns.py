"""Campaigns: one per list and procedure, and their states."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.store.campaigns import campaigns
from portal.store.campaigns.campaigns import CampaignRow

FIRST = CampaignRow(
    0, "uid 1", "procedure", "tax", "name", "purpose", "2026-12-01", 30, "preview", b"hash", None, "key", b"wrapped", 5
)


@pytest.fixture
def stored(unit: Unit) -> CampaignRow:
    number = campaigns.add(unit, FIRST)
    assert number is not None
    return replace(FIRST, id=number)


def test_a_campaign_is_found_by_number_uid_and_list(unit: Unit, stored: CampaignRow) -> None:
    assert campaigns.by_id(unit, stored.id) == stored
    assert campaigns.by_uid(unit, "uid 1") == stored
    assert campaigns.by_file(unit, "procedure", b"hash") == stored
    assert [campaigns.by_id(unit, stored.id + 1), campaigns.by_uid(unit, "uid 2")] == [None, None]
    assert campaigns.by_file(unit, "another", b"hash") is None


def test_a_list_that_is_uploaded_twice_for_a_procedure_is_one_campaign(unit: Unit, stored: CampaignRow) -> None:
    assert campaigns.add(unit, replace(FIRST, uid="uid 2")) is None
    assert campaigns.add(unit, replace(FIRST, uid="uid 2", procedure="another")) is not None
    assert stored.id > 0


def test_campaigns_of_some_duties_come_newest_first(unit: Unit, stored: CampaignRow) -> None:
    numbers = [
        campaigns.add(unit, replace(FIRST, uid=uid, duty=duty, file_hash=uid.encode()))
        for uid, duty in (("uid 2", "tax"), ("uid 3", "welfare"))
    ]
    assert [row.id for row in campaigns.latest(unit, ["tax"])] == [numbers[0], stored.id]
    assert [row.id for row in campaigns.latest(unit, ["tax", "welfare", "none"])] == [numbers[1], numbers[0], stored.id]
    assert campaigns.latest(unit, []) == []


def test_a_campaign_moves_and_goes_only_from_the_state_it_is_in(unit: Unit, stored: CampaignRow) -> None:
    assert not campaigns.move(unit, stored.id, "open", "ended")
    assert campaigns.move(unit, stored.id, "preview", "open")
    assert campaigns.in_state(unit, "open") == [replace(stored, state="open")]
    assert campaigns.in_state(unit, "preview") == []
    assert [campaigns.remove(unit, stored.id, was) for was in ("preview", "open", "open")] == [False, True, False]
