"""The ledger: packed, arrived, missing, lost."""

import pytest

from portal.db import Unit
from portal.errors import Conflict
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.ledger import MOST_REASON, ledger, note_lost
from portal.services.courier.pack import lost_numbers
from portal.services.courier.words import act_words
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.courier import courier
from portal.store.courier.courier import ARRIVED, IN, LOST, OUT, PACKED, TAKEN, StepRow
from tests.portal.audited import audited
from tests.portal.later import later
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    filed_with_a_picture,
    forged,
    same_at_both,
)
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import file_application


@ON_BOTH_ENGINES
def test_a_lost_package_is_seen_on_both_sides_and_what_was_in_it_goes_again(zones: Zones, session: Session) -> None:
    first = file_application(zones.outer, session)
    zones.pack("outer")
    second = file_application(zones.outer, session)
    assert [took.items for took in zones.carry("outer")] == [1]  # the first is on its way
    assert ledger(zones.inner).missing == (1,)
    zones.carry("inner")
    assert ledger(zones.outer).on_the_way == (1,)
    with zones.outer.database.write() as unit:
        note_lost(zones.outer, unit, CARRIER, 1, "USBメモリーをなくした")
        with pytest.raises(Conflict):
            note_lost(zones.outer, unit, CARRIER, 1, "もう一度")
        with pytest.raises(Conflict):
            note_lost(zones.outer, unit, CARRIER, 2, "着いている")
        unit.commit()
    zones.round()
    for number in (first, second):
        same_at_both(zones, number)
    assert [step.reason for step in ledger(zones.outer).steps if step.act == "lost"] == ["USBメモリーをなくした"]


def lose(installation: Installation, number: int) -> None:
    with installation.database.write() as unit:
        note_lost(installation, unit, CARRIER, number, "なくした")
        unit.commit()


@ON_BOTH_ENGINES
def test_the_package_that_follows_a_lost_one_names_it_to_the_other_side(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session)
    (late,) = zones.pack("outer")
    file_application(zones.outer, session)
    zones.carry("outer")
    assert ledger(zones.inner).missing == (1,)
    lose(zones.outer, 1)
    (took,) = zones.carry("outer")
    assert (took.number, took.items, ledger(zones.inner).missing) == (3, 1, ())
    line = next(step for step in ledger(zones.inner).steps if step.act == LOST)
    assert (line.way, line.number, act_words(line.act, line.reason)) == (
        IN, 1, "途中でなくしました：向こうがそう書き、詰め直しました",
    )  # fmt: skip
    zones.round()
    assert [step.act for step in ledger(zones.inner).steps].count(LOST) == 1
    assert take_courier(zones.inner, late, CARRIER).act == TAKEN, "what somebody finds is not refused"
    zones.carry("inner")
    with zones.outer.database.read() as unit:
        assert lost_numbers(unit) == []


def test_a_loss_is_carried_though_nothing_else_is_to_be_packed(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session)
    zones.pack("outer")
    file_application(zones.outer, session)
    zones.pack("outer", again=True)  # all that was in the first
    zones.outer = later(zones.outer, minutes=5)
    assert zones.pack("outer") == []
    lose(zones.outer, 1)
    (took,) = zones.carry("outer")
    assert (took.number, took.items, ledger(zones.inner).missing) == (3, 0, (2,))
    zones.outer = later(zones.outer, minutes=5)
    assert zones.pack("outer") == []


def test_an_earlier_version_names_no_lost_package_and_a_hostile_one_only_its_own(zones: Zones) -> None:
    package = filed_with_a_picture(zones)
    assert forged(zones, package, lambda first: first.pop("lost"), number=5).act == TAKEN
    assert ledger(zones.inner).missing == (1, 2, 3, 4)
    far = [-3, 0, 2, 5, 9, 1 << 61]
    assert forged(zones, package, lambda first: first.update(lost=far), number=7).act == TAKEN
    assert ledger(zones.inner).missing == (1, 3, 4, 6)


def packed(unit: Unit, number: int, act: str = PACKED, way: str = OUT) -> None:
    assert courier.add_step(unit, StepRow(number, way, number, f"digest {number}", act))


def test_only_a_package_that_left_and_did_not_arrive_can_be_lost_and_the_loss_is_audited(
    installation: Installation,
) -> None:
    with installation.database.write() as unit:
        for number in (1, 2):
            packed(unit, number)
        packed(unit, 2, ARRIVED)
        for number in (2, 3):
            with pytest.raises(Conflict):
                note_lost(installation, unit, CARRIER, number, "なくした")
        note_lost(installation, unit, CARRIER, 1, "あ" * (MOST_REASON + 1))
        unit.commit()
    assert audited(installation, "lose courier package") == [(str(CARRIER), "1")]
    accounted = ledger(installation)
    assert accounted.on_the_way == ()
    assert (accounted.steps[0].act, len(accounted.steps[0].reason)) == (LOST, MOST_REASON)


def test_numbers_below_the_highest_received_are_missing_up_to_a_bound(installation: Installation) -> None:
    with installation.database.write() as unit:
        for number in (2, 5, 1 << 60):
            packed(unit, number, TAKEN, IN)
        unit.commit()
    assert ledger(installation, most=4).missing == (1, 3, 4, 6)
