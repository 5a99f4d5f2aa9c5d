"""Units and places of a drawing."""

import pytest

from forms.definition.drawing import ALL, Drawing, places_of, units_of
from tests.forms.loading.small import SMALL, refusal


def test_without_a_question_there_is_one_unit() -> None:
    assert units_of(Drawing("", 3), {"course": ("kids",)}) == (ALL,)
    assert units_of(Drawing("course", 3), {"course": ("kids", "adults")}) == ("kids", "adults")


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (3, {"kids": 3, "adults": 3}),
        ({"adults": 1, "kids": 2}, {"kids": 2, "adults": 1}),
        ("city.all", {"kids": 5, "adults": 5}),
        ("city.each", {"kids": 7, "adults": 8}),
    ],
)
def test_places_are_one_number_or_one_for_each_unit_also_of_the_city(
    places: int | str | dict[str, int], expected: dict[str, int]
) -> None:
    city = {"all": 5, "each": {"adults": 8, "kids": 7}}
    assert places_of(Drawing("course", places), ("kids", "adults"), city) == expected


def test_beside_a_key_of_a_wrong_kind_a_drawing_learns_nothing_more() -> None:
    complaints = refusal(SMALL.replace("version: 1", "version: one") + "drawing: {places: 3}\n")
    assert not [complaint for complaint in complaints if complaint.key.startswith("drawing")]
    assert complaints
