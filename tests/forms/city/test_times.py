"""Bookable times of a city."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.numbers.calendar import add_open_days
from forms.path.environment import Slot
from tests.forms.city.test_city import MIHON
from tests.forms.path.test_offers import DAY, small
from tests.shipped_once import PROCEDURES


def test_a_slot_takes_its_capacity() -> None:
    assert MIHON.slots("cancer_screening", DAY)[0] == Slot(
        "cancer_screening-1", "cancer_screening", "2026-12-01T09:00", "2026-12-01T09:30", "保健センター", 8
    )
    assert MIHON.slots("dog_injection", DAY) == ()


@pytest.mark.parametrize("days", [-400, -1, 0, 6, 7, 100, 4000])
def test_slots_of_a_demo_move_by_whole_weeks_and_lie_ahead(days: int) -> None:
    on = DAY + timedelta(days=days)
    now, later = MIHON.slots("cancer_screening", on), MIHON.slots("cancer_screening", DAY)
    assert [slot.id for slot in now] == [slot.id for slot in later]
    for moved, slot in zip(now, later, strict=True):
        shift = date.fromisoformat(moved.starts[:10]) - date.fromisoformat(slot.starts[:10])
        assert shift == timedelta(weeks=days // 7)
        assert date.fromisoformat(moved.starts[:10]) > on
        assert moved.starts[10:] == slot.starts[10:]


def test_slots_of_a_real_city_stay_unchanged_and_pass(tmp_path: Path) -> None:
    row = '  - {id: one, resource: dog, day: 2026-12-01, starts: "09:00", ends: "09:30", place: 公園, capacity: 2}'
    city = small(tmp_path, slots=f"slots:\n{row}\n")
    assert [slot.starts for slot in city.slots("dog", date(2026, 11, 30))] == ["2026-12-01T09:00"]
    assert city.slots("dog", date(2026, 12, 1)) == ()


VISITS = """
  - {id: visit, title: 窓口, duty: roads, from: 2026-11-01, to: 2026-11-26, ahead_days: 7, times: ["09:00", "09:30"], minutes: 20, places: 2, place: 市役所}
  - {id: visit, title: 窓口, duty: roads, from: 2026-11-27, ahead_days: 7, times: ["13:00"], places: 3, place: 支所}
"""


def test_times_of_a_resource_whose_numbers_are_apart_say_so(tmp_path: Path) -> None:
    row = '  - {id: one, resource: visit, day: 2026-11-25, starts: "09:00", ends: "09:30", place: 公園, capacity: 2}'
    for text, apart in ((VISITS, False), (VISITS.replace("places: ", "apart: true, places: "), True)):
        slots = small(tmp_path, slots=f"resources:{text}slots:\n{row}\n").slots("visit", DAY)
        assert {slot.apart for slot in slots} == {apart}
        assert "one" in {slot.id for slot in slots}


def test_usual_times_are_offered_on_open_days_by_the_rules_of_each_day(tmp_path: Path) -> None:
    city = small(tmp_path, slots=f"resources:{VISITS}")
    slots = city.slots("visit", DAY)
    # 2026-11-21 and 22 are a weekend, 23 is a holiday; the seventh day from the 20th is a Friday.
    assert [slot.starts for slot in slots] == [
        *(f"2026-11-{day}T{time}" for day in (24, 25, 26) for time in ("09:00", "09:30")),
        "2026-11-27T13:00",
    ]
    assert slots[0] == Slot("visit-20261124-0900", "visit", "2026-11-24T09:00", "2026-11-24T09:20", "市役所", 2)
    assert (slots[-1].place, slots[-1].left) == ("支所", 3)


def test_usual_times_end_with_the_last_rule(tmp_path: Path) -> None:
    rule = '{id: visit, title: 窓口, duty: roads, from: 2026-11-01, to: 2026-11-24, times: ["09:00"], place: 市役所}'
    city = small(tmp_path, slots=f"resources: [{rule}]")
    assert [slot.starts for slot in city.slots("visit", DAY)] == ["2026-11-24T09:00"]


def test_a_row_beyond_the_days_ahead_is_not_offered_yet(tmp_path: Path) -> None:
    rules = "{id: dog, title: 注射, duty: roads, from: 2026-01-01, ahead_days: 10}"
    row = '{id: one, resource: dog, day: 2026-12-01, starts: "09:00", ends: "09:30", place: 公園, capacity: 2}'
    city = small(tmp_path, slots=f"resources: [{rules}]\nslots: [{row}]")
    assert city.slots("dog", date(2026, 11, 20)) == ()
    assert len(city.slots("dog", date(2026, 11, 21))) == 1


def test_times_without_a_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, slots='resources: [{id: a, title: x, duty: roads, from: 2026-01-01, times: ["09:00"]}]')
    assert any("write `place`" in str(complaint) for complaint in refused.value.complaints)


def test_the_first_day_is_after_the_open_days_that_the_section_needs(tmp_path: Path) -> None:
    # The 21st to the 23rd of November are no open days.
    rules = '{id: pickup, title: 収集, duty: waste, from: 2026-01-01, ready_days: 3, times: ["08:30"], place: 家}'
    row = '{id: one, resource: pickup, day: 2026-11-26, starts: "09:00", ends: "09:30", place: 公園, capacity: 2}'
    city = small(tmp_path, slots=f"resources: [{rules}]\nslots: [{row}]")
    assert next(iter(city.slots("pickup", DAY))).starts == "2026-11-27T08:30"


@pytest.mark.parametrize(("name", "resource"), [("sodai-gomi", "bulky_pickup"), ("taryo-gomi", "large_waste_pickup")])
def test_the_fictional_city_collects_waste_after_it_has_looked_at_the_application(name: str, resource: str) -> None:
    procedure = load_folder(PROCEDURES, fields=field_types())[name]
    needed = MIHON.settings_of(name, DAY).get("standard_days", procedure.settings["standard_days"].default)
    for day in (DAY + timedelta(days=number) for number in range(14)):
        promised = add_open_days(day, int(str(needed)), MIHON.calendar)
        assert min(slot.starts for slot in MIHON.slots(resource, day)) > f"{promised}T24"


MONTHLY = """resources:
  - id: court
    title: コート
    duty: sports
    from: 2026-01-01
    opens: {months: 2, day: 10}
    season: {from: "12-20", to: "02-10"}
    times: ["09:00", "18:00"]
    minutes: 60
    places: 2
    place: 公園
"""


@pytest.mark.parametrize(
    ("on", "last"),
    [(date(2026, 12, 9), "2027-01-29"), (date(2026, 12, 10), "2027-02-10"), (date(2026, 11, 30), "2027-01-29")],
)
def test_a_month_opens_on_its_day_months_before_and_times_keep_to_the_season(
    tmp_path: Path, on: date, last: str
) -> None:
    days = [slot.starts[:10] for slot in small(tmp_path, slots=MONTHLY).slots("court", on)]
    assert (min(days), max(days)) == ("2026-12-21", last)


def test_a_month_that_is_not_open_yet_hides_single_times_too(tmp_path: Path) -> None:
    row = '{id: one, resource: court, day: 2027-02-14, starts: "09:00", ends: "10:00", place: 公園, capacity: 1}'
    city = small(tmp_path, slots=f"{MONTHLY}slots: [{row}]\n")
    assert "one" not in {slot.id for slot in city.slots("court", date(2026, 12, 9))}
    assert "one" in {slot.id for slot in city.slots("court", date(2026, 12, 10))}


def test_a_season_within_a_year_ends_in_it(tmp_path: Path) -> None:
    summer = MONTHLY.replace('{from: "12-20", to: "02-10"}', '{from: "12-21", to: "12-22"}')
    days = {slot.starts[:10] for slot in small(tmp_path, slots=summer).slots("court", date(2026, 12, 10))}
    assert days == {"2026-12-21", "2026-12-22"}


def test_a_resource_with_a_week_of_its_own_is_open_when_the_city_office_is_not(tmp_path: Path) -> None:
    own = MONTHLY.replace(
        "    times:", '    weekdays: [sat, sun, tue]\n    closed: [{from: "12-29", to: "01-03"}]\n    times:'
    )
    days = {slot.starts[:10] for slot in small(tmp_path, slots=own).slots("court", date(2026, 12, 9))}
    assert sorted(days)[:5] == ["2026-12-20", "2026-12-22", "2026-12-26", "2026-12-27", "2027-01-05"]


def test_closed_days_without_weekdays_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, slots=MONTHLY.replace("    times:", '    closed: [{from: "12-29", to: "01-03"}]\n    times:'))
    assert any("belongs to `weekdays`" in str(complaint) for complaint in refused.value.complaints)


def test_a_group_with_a_regular_time_leaves_the_places_that_remain(tmp_path: Path) -> None:
    uses = """regular_uses:
  - {resource: court, group: 見本クラブ, weekday: mon, starts: "09:00", from: 2026-12-01, to: 2026-12-27}
  - {resource: court, group: 例示会, weekday: mon, starts: "18:00", places: 2, from: 2026-12-01}
"""
    city = small(tmp_path, slots=MONTHLY + uses)
    places = {slot.starts: slot.left for slot in city.slots("court", date(2026, 12, 9))}
    assert places["2026-12-21T09:00"] == 1
    assert "2026-12-21T18:00" not in places
    assert (places["2026-12-22T09:00"], places["2026-12-22T18:00"]) == (2, 2)
    assert places["2027-01-04T09:00"] == 2
    assert [use.group for use in city.times.regular("court", "2026-12-21T18:00")] == ["例示会"]


def test_two_rules_of_how_far_ahead_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, slots=MONTHLY.replace("    title:", "    ahead_days: 9\n    title:"))
    assert any("remove one" in str(complaint) for complaint in refused.value.complaints)


LOCKED = MONTHLY.replace("    times:", "    lock: {doors: [court-1, 0a1b2c3d-0000], early: 10, late: 0}\n    times:")


def test_a_number_opens_the_doors_a_little_before_and_after(tmp_path: Path) -> None:
    rules = small(tmp_path, slots=LOCKED).times.rules("court", DAY)
    assert rules is not None
    assert rules.lock is not None
    assert (rules.lock.given, rules.lock.remind_days) == ("accepted", 0)
    assert rules.lock.opens("2026-12-21T00:05", "2026-12-21T01:05") == ("2026-12-20T23:55", "2026-12-21T01:05")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("lock: {doors: []}", "doors"),
        ("lock: {doors: [a, a]}", "names a door twice"),
        ("lock: {doors: ['a/b']}", "doors"),
        ("lock: {doors: [a], early: 121}", "early"),
        ("lock: {doors: [a], given: paid}", "given"),
        ("lock: {doors: [a], remind_days: 15}", "remind_days"),
        ("lock: {doors: [a]}\n    for_visit: true", "places that people open themselves"),
        ("lock: {doors: [a]}\n    video: true", "places that people open themselves"),
    ],
)
def test_a_lock_that_opens_nothing_is_refused(tmp_path: Path, wrong: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, slots=MONTHLY.replace("    times:", f"    {wrong}\n    times:"))
    (complaint, *_) = refused.value.complaints
    assert words in str(complaint)
    assert complaint.line > 0


@pytest.mark.parametrize(
    "wrong",
    [
        "gives_back: [{days: 3, percent: 50}, {days: 7, percent: 100}]",
        "gives_back: [{days: 7, percent: 50}, {days: 7, percent: 0}]",
        "gives_back: [{days: 7, percent: 50}, {days: 3, percent: 60}]",
        "gives_back: [{days: 7, percent: 101}]",
    ],
)
def test_what_goes_back_never_rises_towards_the_day(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, slots=MONTHLY.replace("    times:", f"    {wrong}\n    times:"))
    assert "gives_back" in str(refused.value.complaints[0]) or "percent" in str(refused.value.complaints[0])


def test_of_a_fee_goes_back_what_the_last_row_reached_says_and_without_rows_all(tmp_path: Path) -> None:
    rows = "gives_back: [{days: 7, percent: 100}, {days: 3, percent: 50}]"
    rules = small(tmp_path, slots=MONTHLY.replace("    times:", f"    {rows}\n    times:")).times.resources[0]
    assert [rules.percent_back(days) for days in (40, 7, 6, 3, 2, 0, -1)] == [100, 100, 50, 50, 0, 0, 0]
    assert rules.model_copy(update={"gives_back": ()}).percent_back(0) == 100
