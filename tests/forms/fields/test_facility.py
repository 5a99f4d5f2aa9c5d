from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.facility import Facility, FacilitySettings
from tests.forms.fields.asking import EASY, ask, mistakes_of, shown, stored_value

NURSERIES = {"kind": "nursery", "wishes": 5}
SETTINGS: tuple[dict[str, Any], ...] = (NURSERIES, {"kind": "clinic"}, {**NURSERIES, "least": 2})
WISHES = [{"id": "nursery-3", "name": "見本3園"}, {"id": "nursery-1", "name": "見本1園"}]


def test_wishes_are_stored_in_their_order_with_the_names_of_the_day() -> None:
    assert stored_value("facility", {"1": "nursery-3", "2": "nursery-1", "3": "", "5": ""}, NURSERIES) == WISHES


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ({"1": "clinic-1"}, [("choice.not_offered", "1")]),
        ({"1": "nursery-1", "2": "x" * 9_999}, [("choice.not_offered", "2")]),
        ({"1": "nursery-1", "2": "nursery-2", "3": "nursery-1"}, [("facility.twice", "3")]),
        ({"2": "nursery-1", "4": "nursery-1"}, [("facility.gap", "1"), ("facility.gap", "3"), ("facility.twice", "4")]),
    ],
)
def test_what_is_wrong_is_reported_at_its_box(boxes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert mistakes_of(ask("facility", boxes, NURSERIES)) == expected


def test_one_wish_is_a_place_and_no_first_of_several() -> None:
    assert [part.label for part in Facility().parts(FacilitySettings(kind="office"))] == ["facility.one"]


def test_too_few_wishes_are_reported_at_the_next_box() -> None:
    parsed = ask("facility", {"1": "nursery-1"}, {**NURSERIES, "least": 3})
    assert mistakes_of(parsed) == [("facility.too_few", "2")]
    assert parsed.mistakes[0].arguments == {"least": 3}


def test_where_nothing_is_offered_nothing_can_be_chosen() -> None:
    assert mistakes_of(ask("facility", {"1": "unknown-1"}, {"kind": "unknown"})) == [("choice.not_offered", "1")]


def test_wishes_are_shown_with_their_rank_and_a_single_one_without() -> None:
    assert shown("facility", WISHES, NURSERIES) == "第1希望 見本3園　第2希望 見本1園"
    assert shown("facility", WISHES, NURSERIES, EASY).startswith("1番目（ばんめ）に 行きたい（いきたい）ところ 見本3園")
    assert shown("facility", WISHES[:1], {"kind": "nursery"}) == "見本3園"


def test_cells_carry_the_ids_by_rank() -> None:
    assert Facility().cells(WISHES, FacilitySettings.model_validate(NURSERIES)) == {
        "": "nursery-3;nursery-1",
        "names": "見本3園；見本1園",
        "wish_1": "nursery-3",
        "wish_2": "nursery-1",
    }


@pytest.mark.parametrize("wrong", [{"wishes": 11}, {"wishes": 0}, {"wishes": 2, "least": 3}, {"kind": "Nursery"}])
def test_settings_that_cannot_be_met_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FacilitySettings.model_validate({"kind": "nursery", **wrong})
