"""A section's view of one day of a resource."""

from datetime import date

import pytest

from portal.errors import BadRequest, NotAllowed, NotFound
from portal.services.bookings.day_of_slots import (
    TimeOfDay,
    change_slot,
    crossed,
    day_of_slots,
    days_of,
    resource_of,
    resources_of,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.bookings import slot_changes
from portal.store.bookings.reservations import Time
from portal.store.bookings.slot_changes import Changed
from portal.store.shared import audit_records
from tests.portal.services.bookings.booking import SLOT, begin, book, choose, fill, resident, wait
from tests.portal.world import add_member, alice

DUTY, DAY = "health-screening", date(2026, 12, 9)


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def day_seen(installation: Installation, member: Member) -> dict[str, TimeOfDay]:
    with installation.database.write() as unit:
        times = day_of_slots(installation, unit, member, "lung", DAY)
        unit.commit()
    return {time.slot.id: time for time in times}


def change(installation: Installation, member: Member, act: str, slot: str = SLOT) -> date:
    with installation.database.write() as unit:
        day = change_slot(installation, unit, member, "lung", slot, act)
        unit.commit()
    return day


def state_of(installation: Installation) -> Changed:
    with installation.database.read() as unit:
        return slot_changes.of(unit, Time("lung", SLOT, "2026-12-09T09:00"))


def test_a_section_sees_its_own_resources_and_their_days(installation: Installation, reviewer: Member) -> None:
    own = {row.duty for row in resources_of(installation, reviewer)}
    assert own == {DUTY}
    assert days_of(installation, "lung") == [date(2026, 12, 1), DAY]
    assert resource_of(installation, reviewer, "lung").title == "肺がん検診"
    with pytest.raises(NotFound):
        resource_of(installation, reviewer, "gym_main")


def test_the_day_names_who_comes_and_counts_who_waits(installation: Installation, reviewer: Member) -> None:
    _, numbers = fill(installation)
    wait(installation, alice(installation))
    times = day_seen(installation, reviewer)
    assert list(times) == [SLOT, "lung-4"]
    full = times[SLOT]
    assert {comer.receipt_number for comer in full.comers} == set(numbers)
    assert {comer.name for comer in full.comers} == {"髙見本　太郎"}
    assert (full.places, full.waiting, times["lung-4"].comers) == (10, 1, ())
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "see reservations"]
    assert details == ["lung 2026-12-09"]


def test_a_held_place_is_taken_but_names_nobody_and_a_stranger_sees_no_day(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation)
    assert not choose(installation, session, begin(installation, session), SLOT).mistaken
    assert [(comer.name, comer.receipt_number) for comer in day_seen(installation, reviewer)[SLOT].comers] == [("", "")]
    with pytest.raises(NotFound):
        day_seen(installation, add_member(installation, "roads", ("reviewer", "roads")))


def test_a_closed_time_takes_nobody_until_it_is_opened(installation: Installation, reviewer: Member) -> None:
    session = alice(installation)
    assert change(installation, reviewer, "close") == DAY
    assert choose(installation, session, begin(installation, session), SLOT).mistaken
    change(installation, reviewer, "open")
    assert not choose(installation, session, begin(installation, session), SLOT).mistaken
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "change slot"]
    assert details == [f"lung {SLOT} close", f"lung {SLOT} open"]


def test_an_extra_place_goes_away_only_while_nobody_has_it(installation: Installation, reviewer: Member) -> None:
    with pytest.raises(BadRequest):
        change(installation, reviewer, "fewer")  # fewer places than the city's file
    change(installation, reviewer, "more")
    change(installation, reviewer, "more")
    change(installation, reviewer, "fewer")
    assert state_of(installation) == Changed(1)
    fill(installation)
    book(installation, resident(installation, "十一人目"))
    with pytest.raises(BadRequest):
        change(installation, reviewer, "fewer")
    assert state_of(installation) == Changed(1)


@pytest.mark.parametrize("act", ["more_outside", "fewer_outside", "remove", ""])
def test_an_act_that_this_zone_does_not_know_is_refused(installation: Installation, reviewer: Member, act: str) -> None:
    with pytest.raises(BadRequest):
        change(installation, reviewer, act)
    assert state_of(installation) == Changed()


def test_only_reviewers_of_the_duty_change_a_time_that_exists(installation: Installation, reviewer: Member) -> None:
    with pytest.raises(NotAllowed):
        change(installation, add_member(installation, "clerk", ("clerk", DUTY)), "close")
    with pytest.raises(NotFound):
        change(installation, reviewer, "close", "lung-99")
    assert state_of(installation) == Changed()


def test_without_a_second_zone_nothing_is_awaited_from_there(installation: Installation) -> None:
    with installation.database.read() as unit:
        assert crossed(installation, unit, "lung")
