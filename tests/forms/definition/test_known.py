"""Prefilled data of residents."""

from pathlib import Path
from typing import Any

import pytest

from forms.city.city import load_city
from forms.definition.known import residents, written
from forms.definition.procedure import Procedure
from forms.scenarios.scenario_answers import read_answers
from tests.forms.loading.small import small
from tests.forms.path.test_path_rows import ROWS

CITY = load_city(Path(__file__).parents[3] / "forms" / "cities" / "mihon")


def test_a_city_without_fictional_people_knows_those_of_the_examples() -> None:
    no_people = CITY.residents.model_copy(update={"people": ()})
    without = CITY.model_copy(update={"residents": no_people})
    assert without.people == ()
    assert residents(without) == residents(CITY)


def test_a_resident_is_known_with_the_others_of_the_household() -> None:
    known = residents(CITY)["takamihon-taro"]
    assert known.applicant["name"] == {"family": "髙見本", "given": "太郎"}
    assert known.applicant["birth"] == "1949-04-03"
    others = {str(member["id"]) for member in known.household}
    assert "takamihon-umeko" in others
    assert "takamihon-taro" not in others


def test_a_name_on_a_residence_card_is_one() -> None:
    assert written(("JOHN SMITH",)) == {"full": "JOHN SMITH"}


@pytest.fixture
def procedure() -> Procedure:
    return small(ROWS)


def test_rows_are_written_as_a_list_and_stored_by_number(procedure: Procedure) -> None:
    given = read_answers(
        procedure,
        {
            "reason": "lost",
            "children": [{"name": "見本　太郎", "schools": [{"since": "2026-04-01"}]}, {"name": "SMITH"}],
        },
    )
    assert given.answers == {
        "reason": "lost",
        "children": ["1", "2"],
        "children.1.name": {"family": "見本", "given": "太郎"},
        "children.1.schools": ["1"],
        "children.1.schools.1.since": "2026-04-01",
        "children.2.name": {"full": "SMITH"},
    }
    assert given.unknown == set()
    assert given.names == {"reason", "children", "children.name", "children.schools", "children.schools.since"}


def test_what_holds_in_every_row_is_written_once(procedure: Procedure) -> None:
    given = read_answers(procedure, {"children[*]": {"birth": "2020-01-01"}, "children.2.birth": "2021-01-01"})
    assert given.get(procedure.field("children.1.birth")) == "2020-01-01"
    assert given.get(procedure.field("children.2.birth")) == "2021-01-01"
    assert given.get(procedure.field("children.1.name")) is None


@pytest.mark.parametrize(
    ("answers", "unknown"),
    [
        ({"nobody": 1}, {"nobody"}),
        ({"children[*]": {"age": 3}}, {"children.age"}),
        ({"children[*]": [1]}, {"children[*]"}),
        ({"children": [3]}, {"children."}),
        ({"children": {"name": "x"}}, {"children"}),
        ({"children": [{"age": 3}]}, {"children.age"}),
    ],
)
def test_names_that_are_none_are_reported(procedure: Procedure, answers: dict[str, Any], unknown: set[str]) -> None:
    assert read_answers(procedure, answers).unknown == unknown
