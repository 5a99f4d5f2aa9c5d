"""Places of options are counted where one application takes one of each."""

import pytest

from tests.forms.loading.small import SMALL, refusal, small

COURSE = "{id: course, type: choice, label: 教室, options: {morning: {label: 朝, capacity: 3}, video: 動画}}"


def test_the_places_are_those_that_the_options_name() -> None:
    assert small(f"      - {COURSE}\n").option_places == {"course": {"morning": 3}}
    assert small().option_places == {}


@pytest.mark.parametrize("capacity", ["0", "-1", "1.5", "many", "true"])
def test_a_capacity_is_a_whole_number_from_1(capacity: str) -> None:
    written = COURSE.replace("capacity: 3", f"capacity: {capacity}")
    assert [complaint.key.partition(".")[0] for complaint in refusal(f"{SMALL}      - {written}\n")] == ["value"]
