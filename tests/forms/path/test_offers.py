"""Offers of a city."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from forms.city.city import City, load_city
from forms.complaints import Refused
from forms.path.environment import Slot
from tests.forms.city.test_city import FOLDER, MIHON, spoil

DAY = date(2026, 11, 20)


def small(tmp_path: Path, **files: str) -> City:
    """Without the city's own offers."""
    for name in ("city.yaml", "people.yaml", "postal.yaml", "leaflets.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    for stem, text in files.items():
        (tmp_path / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return load_city(tmp_path)


def test_a_city_without_such_files_offers_nothing(tmp_path: Path) -> None:
    city = small(tmp_path)
    assert city.branches == ()
    assert city.facilities("nursery", DAY) == ()
    assert city.slots("cancer_screening", DAY) == ()


def test_a_facility_is_called_as_on_that_day() -> None:
    names = {day: {row.id: row.name for row in MIHON.facilities("nursery", day)} for day in (date(2026, 3, 31), DAY)}
    assert [of_day["nursery-8"] for of_day in names.values()] == ["河原新田保育園", "河原新田こども園"]
    assert ["nursery-9" in of_day for of_day in names.values()] == [True, False]
    assert MIHON.facilities("museum", DAY) == ()


def test_the_fictional_city_has_what_samples_are_made_of() -> None:
    assert {f"nursery-{number}" for number in range(1, 6)} <= {row.id for row in MIHON.facilities("nursery", DAY)}
    assert {"clinic-1", "clinic-2"} <= {row.id for row in MIHON.facilities("clinic", DAY)}
    assert {f"cancer_screening-{number}" for number in (1, 2, 3)} <= {
        slot.id for slot in MIHON.slots("cancer_screening", DAY)
    }
    assert ("9999", "みほん銀行", "999", "本店") in {
        (row.bank, row.bank_name, row.branch, row.branch_name) for row in MIHON.branches
    }


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


def test_slots_of_a_real_city_stand_still_and_pass(tmp_path: Path) -> None:
    row = '  - {id: one, resource: dog, day: 2026-12-01, starts: "09:00", ends: "09:30", place: 公園, capacity: 2}'
    city = small(tmp_path, slots=f"slots:\n{row}\n")
    assert [slot.starts for slot in city.slots("dog", date(2026, 11, 30))] == ["2026-12-01T09:00"]
    assert city.slots("dog", date(2026, 12, 1)) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("banks.yaml", 'bank: "9999"', "bank: 9999", "banks.yaml:3:12: branches.0.bank"),
        ("banks.yaml", 'branch: "002"', 'branch: "001"', "the branch 9999-001 occurs twice"),
        ("facilities.yaml", "to: 2026-03-31", "to: 2026-04-01", "two rows are valid on 2026-04-01"),
        ("facilities.yaml", "kind: nursery", "kind: Nursery", "facilities.yaml:3:27: facilities.0.kind"),
        ("slots.yaml", 'ends: "09:30"', 'ends: "09:00"', "ends at 09:00, before it starts at 09:00"),
        ("slots.yaml", "capacity: 8", "capacity: 0", "slots.0.capacity"),
        ("slots.yaml", "cancer_screening-2", "cancer_screening-1", "the id cancer_screening-1 is used twice"),
        ("slots.yaml", 'starts: "09:00"', 'starts: "9:00"', "slots.0.starts"),
    ],
)
def test_a_fault_is_refused_with_its_place(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    complaints = spoil(tmp_path, name, old, new)
    assert any(expected in complaint for complaint in complaints), complaints


def test_faults_of_offers_and_of_facts_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, banks="unknown: 1\n", slots="slots: 1\n", facilities="facilities: []\nx: 1\n")
    files = [Path(complaint.file).name for complaint in refused.value.complaints]
    assert sorted(set(files)) == ["banks.yaml", "facilities.yaml", "slots.yaml"]


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


def test_an_office_of_care_has_its_name_while_it_is_there() -> None:
    days = {day: MIHON.places.care_office("0070100029", day) for day in (date(2026, 9, 30), DAY)}
    assert days == {date(2026, 9, 30): "例示ケアプランセンター", DAY: ""}
    assert MIHON.places.care_office("0000000000", DAY) == ""
