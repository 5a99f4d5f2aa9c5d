"""Kept lists reach the outer zone, the newest last, and nothing twice."""

import pytest

from portal.services.courier.apply_packages import take_courier
from portal.services.courier.carry_lists import has_crossed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.procedures import kept_lists
from tests.portal.services.courier.carrying import nothing_waits
from tests.portal.services.desk.lists.world import NAME, add, keeper
from tests.portal.two_zones import CARRIER, Zones


@pytest.fixture
def member(zones: Zones) -> Member:
    return keeper(zones.inner)


def labels(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        installation.rules.lists.keep_up(unit)
    return [entry.label for entry in installation.rules.lists.entries(NAME)]


def crossed(zones: Zones) -> bool:
    with zones.inner.database.read() as unit:
        return has_crossed(unit, NAME)


def test_a_list_that_is_changed_inside_is_the_same_outside(zones: Zones, member: Member) -> None:
    assert zones.pack("inner") == [], "an unchanged list is in the files of both"
    add(zones.inner, member)
    (first,) = zones.pack("inner")
    add(zones.inner, member, key="schools-9", label="二つめの学校")
    assert "見本市立森小学校" not in labels(zones.outer)
    assert not crossed(zones)
    (second,) = zones.pack("inner")
    for package in (second, first, second):
        take_courier(zones.outer, package, CARRIER)
    assert labels(zones.outer) == labels(zones.inner)
    assert labels(zones.outer)[-2:] == ["見本市立森小学校", "二つめの学校"]
    with zones.outer.database.read() as unit:
        (change,) = kept_lists.history(unit, NAME, 5)
    assert (change.act, change.revision) == ("courier", 1)
    zones.round()
    assert nothing_waits(zones)
    assert crossed(zones)
