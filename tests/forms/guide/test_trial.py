"""Environment of scenarios."""

from datetime import date
from pathlib import Path

import pytest

from forms.city.city import City, load_city
from forms.guide.trial import environment_of, try_scenario, walk_scenario
from tests.forms.loading.small import small

DAY = date(2026, 11, 20)
QUESTIONS = """\
      - {id: name, type: person_name, label: 氏名, required: false, known_from: applicant.name}
settings:
  days: {type: integer, default: 7, certainty: assumed}
scenarios:
  - name: 全部
    today: 2026-11-20
    person: takamihon-taro
    answers: {reason: lost}
    expect: {complete: true}
  - name: まだ
    today: 2026-11-20
    answers: {}
    expect: {complete: true}
"""


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(Path(__file__).parents[3] / "forms" / "cities" / "mihon")


def test_a_scenario_is_tried_by_its_number(city: City) -> None:
    procedure = small(QUESTIONS)
    assert try_scenario(procedure, 0, city) == []
    assert [complaint.key for complaint in try_scenario(procedure, 1, city)] == ["scenario.complete"]


def test_a_scenario_is_walked_before_anything_is_expected_of_it(city: City) -> None:
    path = walk_scenario(
        small(QUESTIONS), {"name": "a", "today": "2026-11-20", "answers": {"reason": "lost"}, "expect": {}}, city
    )
    assert (path.complete, path.answers) == (True, {"reason": "lost"})


def test_the_world_holds_what_the_city_has_on_that_day(city: City) -> None:
    world = environment_of(small(QUESTIONS), city, DAY)
    assert {town.postal for town in world.towns("0000001")} == {"0000001"}
    assert world.towns("1000001") == ()
    assert world.city == {"days": 7}
    assert world.facilities("nursery") == city.facilities("nursery", DAY) != ()
    resource = city.times.slots[0].resource
    assert world.slots(resource) == city.slots(resource, DAY) != ()
    assert world.files("sample-jpeg") is not None
    assert world.files("sample-of-nobody") is None


def test_a_bank_is_found_by_code_and_by_name(city: City) -> None:
    world, row = environment_of(small(), city, DAY), city.branches[0]
    assert row in world.banks(row.bank, "")
    assert world.banks(row.bank_name, row.branch) == world.banks(row.bank, row.branch_name) != ()
    assert world.banks("8888", "") == ()
