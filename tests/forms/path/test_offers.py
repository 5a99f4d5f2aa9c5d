"""Offers of a city."""

from datetime import date
from pathlib import Path

import pytest

from forms.city.city import City, load_city
from forms.complaints import Refused
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


def test_an_office_offers_the_beginnings_of_the_addresses_it_serves() -> None:
    offices = {row.id: row for row in MIHON.facilities("city_office", DAY)}
    assert offices["office-2"].areas == ("見本県見本市港町", "見本県見本市見本新田", "見本県見本市河原新田")
    assert (offices["office-2"].telephone, offices["office-2"].counter) == ("000-000-1200", "minato")


def test_a_place_is_named_as_on_a_day_or_as_last_called() -> None:
    names = [MIHON.places.named("nursery-8", day) for day in (date(2026, 3, 31), DAY, date(2020, 1, 1))]
    assert [row and row.name for row in names] == ["河原新田保育園", "河原新田こども園", "河原新田こども園"]
    assert MIHON.places.named("nowhere", DAY) is None


def test_the_fictional_city_has_what_samples_are_made_of() -> None:
    assert {f"nursery-{number}" for number in range(1, 6)} <= {row.id for row in MIHON.facilities("nursery", DAY)}
    assert {"clinic-1", "clinic-2"} <= {row.id for row in MIHON.facilities("clinic", DAY)}
    assert {f"cancer_screening-{number}" for number in (1, 2, 3)} <= {
        slot.id for slot in MIHON.slots("cancer_screening", DAY)
    }
    assert ("9999", "みほん銀行", "999", "本店") in {
        (row.bank, row.bank_name, row.branch, row.branch_name) for row in MIHON.branches
    }


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


def test_faults_of_offers_and_of_facts_are_reported_together(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        small(tmp_path, banks="unknown: 1\n", slots="slots: 1\n", facilities="facilities: []\nx: 1\n")
    files = [Path(complaint.file).name for complaint in refused.value.complaints]
    assert sorted(set(files)) == ["banks.yaml", "facilities.yaml", "slots.yaml"]


def test_an_office_of_care_has_its_name_while_it_is_there() -> None:
    days = {day: MIHON.places.care_office("0070100029", day) for day in (date(2026, 9, 30), DAY)}
    assert days == {date(2026, 9, 30): "例示ケアプランセンター", DAY: ""}
    assert MIHON.places.care_office("0000000000", DAY) == ""
