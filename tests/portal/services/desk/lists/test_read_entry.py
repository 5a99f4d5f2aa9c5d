"""Entries as members type them."""

import pytest

from forms.city.kept_lists import KeptList
from portal.services.desk.lists.read_entry import headings, read_entry, typed_of

KEPT = KeptList.model_validate(
    {
        "id": "flats",
        "title": "住戸",
        "duty": "housing",
        "columns": {
            "rent": {"label": "家賃", "type": "money"},
            "built": {"label": "建てた日", "type": "date"},
            "floor": {"label": "階"},
        },
    }
)
TYPED = {"key": "A-1", "label": "緑町1号", "kana": "みどりまち", "column_rent": "25,000円", "column_built": "1998/3/1"}


def flaws(**typed: str) -> list[str]:
    return [flaw.box for flaw in read_entry(KEPT, {**TYPED, **typed})[1]]


def test_what_people_write_is_stored_in_one_form() -> None:
    entry, wrong = read_entry(
        KEPT, {**TYPED, "starts": "2026年4月1日", "ends": "２０２６-０４-３０", "column_floor": " 2階 "}
    )
    assert wrong == ()
    assert (entry.kana, entry.starts, entry.ends) == ("ミドリマチ", "2026-04-01", "2026-04-30")
    assert entry.columns == {"rent": 25000, "built": "1998-03-01", "floor": "2階"}
    assert read_entry(KEPT, typed_of(entry)) == (entry, ())


def test_an_empty_column_is_left_out() -> None:
    entry, wrong = read_entry(KEPT, {"key": "A-1", "label": "緑町1号"})
    assert (entry.columns, entry.starts, wrong) == ({}, "", ())


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        ("key", ""), ("key", "キー"), ("key", "a b"), ("key", "x" * 41), ("label", ""), ("label", "あ" * 201),
        ("label", "a\u202eb"), ("starts", "明日"), ("ends", "2026-02-30"), ("column_rent", "2万"), ("column_rent", "9" * 13),
        ("column_rent", "1.5"), ("column_built", "むかし"), ("column_floor", "あ" * 201), ("note", "a\0b"),
        ("starts", "9999999-1-1"), ("starts", "0000-01-01"), ("column_rent", "あ" * 201),
    ],
)  # fmt: skip
def test_what_is_wrong_is_reported_once_at_its_box(box: str, typed: str) -> None:
    assert flaws(**{box: typed}) == [box]


def test_all_flaws_are_reported_at_once_and_days_are_compared() -> None:
    assert set(flaws(key="", label="", column_rent="x")) == {"key", "label", "column_rent"}
    assert flaws(starts="2026-05-01", ends="2026-04-30") == ["ends"]


def test_the_columns_of_the_list_are_boxes_too() -> None:
    assert headings(KEPT)["column_rent"] == "家賃"
