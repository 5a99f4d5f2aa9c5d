"""Data of sources for a draft."""

from dataclasses import replace

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.store.residents import draft_sources
from portal.store.residents.draft_sources import SourceRow
from tests.portal.store.planting import plant


def test_the_last_of_each_source_is_kept(unit: Unit) -> None:
    card = SourceRow(plant(unit, Draft)["id"], "card", b"data", 5)
    later, register = replace(card, sealed_told=b"more", told_at=6), replace(card, source="register")
    for row in (card, register, later):
        draft_sources.keep(unit, row)
    assert sorted(draft_sources.of(unit, card.draft_id), key=lambda row: row.source) == [later, register]
    assert draft_sources.obtained_at(unit, card.draft_id, "card") == 6
    assert draft_sources.obtained_at(unit, card.draft_id, "other") is None
    assert draft_sources.of(unit, plant(unit, Draft)["id"]) == []


def test_all_but_one_source_is_forgotten(unit: Unit) -> None:
    card = SourceRow(plant(unit, Draft)["id"], "card", b"data", 5)
    for row in (
        card,
        replace(card, source="register"),
        replace(card, draft_id=plant(unit, Draft)["id"], source="register"),
    ):
        draft_sources.keep(unit, row)
    draft_sources.forget(unit, ["card"])
    assert draft_sources.of(unit, card.draft_id) == [card]
    assert draft_sources.obtained_at(unit, card.draft_id, "register") is None
