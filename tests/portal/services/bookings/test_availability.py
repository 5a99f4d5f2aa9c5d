"""What anybody sees of free places."""

from dataclasses import replace
from datetime import date

import pytest

from portal.errors import NotFound
from portal.jobs.bookings.keep_drawings import keep_drawings
from portal.services.bookings.availability import (
    Place,
    WeeklyUse,
    availability,
    bookable_months,
    booking_procedures,
    drawn_for,
    public_resource,
    public_resources,
)
from portal.services.bookings.day_of_slots import change_slot
from portal.services.shared.installation import Installation
from tests.portal.later import at
from tests.portal.services.bookings.booking import book, resident
from tests.portal.services.bookings.drawing import win_shipped
from tests.portal.world import add_member


def with_public_lung(installation: Installation) -> Installation:
    times = installation.city.times
    rows = tuple(row.model_copy(update={"about": "X線の検診"}) if row.id == "lung" else row for row in times.resources)
    city = installation.city.model_copy(update={"times": times.model_copy(update={"resources": rows})})
    return replace(installation, city=city)


def places(installation: Installation, resource: str, month: str, day: date) -> dict[str, Place | None]:
    row = public_resource(installation, resource)
    with installation.database.read() as unit:
        shown = availability(installation, unit, row, month)
    return dict(zip(shown.starts, dict(shown.days)[day], strict=True))


def test_only_resources_with_a_description_are_public(installation: Installation) -> None:
    assert [row.id for row in public_resources(installation)] == ["gym_main", "gym_sub", "tennis", "hall"]
    with pytest.raises(NotFound):
        public_resource(installation, "livelihood_talk")


def test_months_end_with_the_last_that_is_open(installation: Installation) -> None:
    # 2026-11-20: two months before opens January.
    assert bookable_months(installation, public_resource(installation, "gym_main")) == ["2026-11", "2026-12", "2027-01"]


def test_a_booked_place_and_a_closed_time_are_not_free(installation: Installation) -> None:
    shown = with_public_lung(installation)
    day = date(2026, 12, 9)
    assert places(shown, "lung", "2026-12", day) == {"09:00": Place(10, 10), "10:30": Place(10, 10)}
    book(installation, resident(installation, "山田太郎"))
    reviewer = add_member(installation, "reviewer", ("reviewer", "health-screening"))
    with installation.database.write() as unit:
        change_slot(installation, unit, reviewer, "lung", "lung-4", "close")
        unit.commit()
    assert places(shown, "lung", "2026-12", day) == {"09:00": Place(9, 10), "10:30": Place(0, 10)}


def test_a_regular_use_takes_its_places_and_is_named_unless_it_is_not_to_be(installation: Installation) -> None:
    assert places(installation, "gym_main", "2026-12", date(2026, 12, 8))["18:00"] == Place(0, 0)
    assert places(installation, "tennis", "2026-12", date(2026, 12, 12))["09:00"] == Place(2, 2)
    assert weekly(installation) == [
        WeeklyUse(1, "18:00", "見本バレーボール協会"),
        WeeklyUse(5, "09:00", "見本少年バスケットボール教室"),
    ]
    times = installation.city.times
    uses = tuple(use.model_copy(update={"shown": False}) for use in times.regular_uses)
    city = installation.city.model_copy(update={"times": times.model_copy(update={"regular_uses": uses})})
    assert weekly(replace(installation, city=city)) == []


def weekly(installation: Installation) -> list[WeeklyUse]:
    with installation.database.read() as unit:
        return list(availability(installation, unit, public_resource(installation, "gym_main"), "2026-12").groups)


def test_days_without_a_time_have_no_place(installation: Installation) -> None:
    monday = date(2026, 12, 7)
    assert set(places(installation, "gym_main", "2026-12", monday).values()) == {None}


def test_a_resource_leads_to_what_books_it(installation: Installation) -> None:
    assert [procedure.id for procedure in booking_procedures(installation, "tennis")] == ["taiiku-shisetsu-yoyaku"]


def test_times_of_a_drawing_are_shown_before_their_month_opens_and_free_after_the_days_of_the_winners(
    installation: Installation,
) -> None:
    def saturday(now: Installation) -> tuple[list[str], dict[str, Place | None]]:
        row = public_resource(now, "hall")
        with now.database.read() as unit:
            months = bookable_months(now, row, drawn_for(now, unit, row))
        return months, places(now, "hall", "2027-02", date(2027, 2, 6))

    keep_drawings(installation)
    months, before = saturday(installation)
    assert months == ["2026-11", "2026-12", "2027-01", "2027-02"], "February opens in December"
    assert before == dict.fromkeys(("09:00", "13:00", "18:00"), Place(1, 1, "drawing"))
    late, *_ = win_shipped(installation)
    kept = {"09:00": Place(1, 1, "kept"), "13:00": Place(0, 1), "18:00": Place(1, 1, "kept")}
    assert saturday(late)[1] == kept, "13:00 is a winner's"
    open_to_all = at(installation, "2026-12-22T09:00:00+09:00")
    keep_drawings(open_to_all)
    assert saturday(open_to_all)[1] == dict.fromkeys(before, Place(1, 1))


def test_a_month_whose_days_come_too_soon_for_the_section_is_not_the_first(installation: Installation) -> None:
    """On 28 November only the 29th and 30th are left of the month, and the gymnasium needs three open days."""
    late = at(installation, "2026-11-28T09:00:00+09:00")
    months = bookable_months(late, public_resource(late, "gym_main"))
    assert months == ["2026-12", "2027-01"]
