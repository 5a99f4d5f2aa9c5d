"""Lists of sections in the city's files."""

from datetime import date
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.city.kept_lists import Column, ListsFile, fits, is_day
from forms.complaints import Refused
from forms.text.reading import read_sheet
from tests.forms.household import FORMS

MIHON = load_city(FORMS / "cities" / "mihon")
GOOD = """lists:
  - id: flats
    title: 市営住宅の住戸
    duty: housing
    columns: {rent: {label: 家賃, type: money}, built: {label: 建てた日, type: date}, floor: {label: 階}}
    entries:
      - {key: A-1, label: 緑町1号, from: 2026-04-01, to: 2026-04-30, columns: {rent: 25000, built: "1998-03-01", floor: 2階}}
"""


def lists(folder: Path, text: str) -> ListsFile:
    (folder / "lists.yaml").write_text(text)
    return read_sheet(folder / "lists.yaml", ListsFile)


def test_the_fictional_city_keeps_its_schools() -> None:
    entries = MIHON.entries("schools")
    assert {f"schools-{number}" for number in (1, 2, 3)} <= {
        entry.key for entry in entries if entry.holds(date(2026, 11, 20))
    }
    assert MIHON.entries("museums") == ()


def test_an_entry_counts_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    kept = lists(tmp_path, GOOD).of("flats")
    assert kept is not None
    (row,) = kept.entries
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [row.entry.holds(day) for day in days] == [False, True, True, False]
    assert row.entry.columns == {"rent": 25000, "built": "1998-03-01", "floor": "2階"}
    always = lists(tmp_path, GOOD.replace("from: 2026-04-01, to: 2026-04-30, ", "")).lists[0].entries[0].entry
    assert (always.starts, always.ends, always.holds(date(1990, 1, 1))) == ("", "", True)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("to: 2026-04-30", "to: 2026-03-01", "ends on 2026-03-01, before it begins on 2026-04-01"),
        ("rent: 25000", "rent: 2万円", "rent must be money, but is 2万円"),
        ("rent: 25000", "rant: 25000", "the list flats has no column rant"),
        ('"1998-03-01"', "1998-02-30", "built must be date"),
        ("key: A-1", "key: A 1", "key"),
        ("columns: {rent: 25000", "colums: {rent: 25000", "colums"),
    ],
)
def test_what_is_wrong_is_reported_at_its_line(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        lists(tmp_path, GOOD.replace(old, new))
    (complaint,) = refused.value.complaints
    assert sentence in complaint.text
    assert complaint.line == 7


def test_an_entry_or_a_list_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    entry = GOOD.splitlines()[-1]
    for twice in (f"{GOOD}{entry}\n", f"{GOOD}{GOOD.partition(chr(10))[2]}"):
        with pytest.raises(Refused, match="used twice"):
            lists(tmp_path, twice)


@pytest.mark.parametrize(
    ("cell", "kind", "good"),
    [
        (0, "integer", True), ("0", "integer", False), (10**12, "money", False), ("2026-11-20", "date", True),
        ("20261120", "date", False), (1, "date", False), ("あ", "text", True), ("", "text", False), (1, "text", False),
    ],
)  # fmt: skip
def test_a_cell_fits_the_type_of_its_column(cell: int | str, kind: str, *, good: bool) -> None:
    assert fits(cell, Column.model_validate({"label": "列", "type": kind})) is good


def test_a_day_is_written_with_ten_characters() -> None:
    assert [is_day(text) for text in ("2026-11-20", "2026-13-01", "")] == [True, False, False]
