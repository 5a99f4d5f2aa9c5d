"""Drafts of residents are counted by the version that they are written in."""

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.procedures.definition import Definition
from portal.store.workshop import resident_drafts
from tests.portal.store.planting import plant


def test_each_version_has_its_count_and_discarded_ones_do_not_count(unit: Unit) -> None:
    first, second = (plant(unit, Definition, procedure="dog")["meaning"] for _ in range(2))
    for meaning in (first, first, second):
        plant(unit, Draft, procedure="dog", meaning=meaning)
    plant(unit, Draft, procedure="dog", meaning=second, discarded_at=5)
    plant(unit, Draft, procedure="cat", meaning=second)
    assert resident_drafts.counts(unit, "dog") == {first: 2, second: 1}
    assert resident_drafts.counts(unit, "none") == {}
