"""Nested and flat answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answers
from forms.path.nested_answers import nested
from tests.forms.household import household
from tests.forms.path.flat_answers import flat

TREE = {
    "reason": {"code": "other", "tell": "見本"},
    "claimant": {"name": {"full": "見本"}, "work": "company", "jobs": [{"employer": "見本商店"}]},
    "children": [{"name": {"family": "見本", "given": "一"}, "schools": [{"school": "第一"}, {"school": "第二"}]}, {}],
    "older": [],
}
FLAT = {
    "reason": {"code": "other", "tell": "見本"},
    "claimant.name": {"full": "見本"},
    "claimant.work": "company",
    "claimant.jobs": ["1"],
    "claimant.jobs.1.employer": "見本商店",
    "children": ["1", "2"],
    "children.1.name": {"family": "見本", "given": "一"},
    "children.1.schools": ["1", "2"],
    "children.1.schools.1.school": "第一",
    "children.1.schools.2.school": "第二",
    "older": [],
}


def test_blocks_become_objects_and_rows_lists() -> None:
    assert nested(household(), FLAT) == TREE
    assert flat(household(), TREE) == FLAT


def test_a_row_keeps_its_number_when_one_before_it_was_taken_away() -> None:
    answers = {"children": ["2", "3"], "children.2.apart": True, "children.3.apart": False}
    tree = {"children": [{"#": "2", "apart": True}, {"#": "3", "apart": False}]}
    assert nested(household(), answers) == tree
    assert flat(household(), tree) == answers


def test_names_may_be_dotted_and_numbers_figures() -> None:
    assert flat(household(), {"claimant.work": "none"}) == {"claimant.work": "none"}
    assert flat(household(), {"children": [{"#": 7}]}) == {"children": ["7"]}


def test_what_belongs_to_no_row_is_left_out() -> None:
    assert nested(household(), {"children.1.apart": True, "colour": "red"}) == {}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"colour": "red", "claimant": {"colour": 1}}, "claimant.colour, colour"),
        ({"claimant": "nobody"}, "there is no question claimant"),
        ({"children": {"name": 1}}, "there is no question children"),
        ({"children": ["Taro"]}, "children.1."),
        ({"children.1": []}, "children.1"),
        ({"children": [{"#": "one", "apart": True}]}, "children.one.apart"),
        ({"children": [{"#": "1"}, {"#": "1"}]}, "children.#"),
    ],
)
def test_what_the_procedure_does_not_ask_is_refused_by_name(tree: dict[str, object], expected: str) -> None:
    with pytest.raises(ValueError, match="there is no question") as refused:
        flat(household(), tree)
    assert expected in str(refused.value)


def _rows(*names: str) -> st.SearchStrategy[list[tuple[str, dict[str, object]]]]:
    inside = st.fixed_dictionaries({}, optional=dict.fromkeys(names, st.text() | st.integers()))
    return st.lists(st.tuples(st.integers(1, 99).map(str), inside), max_size=4, unique_by=lambda row: row[0])


@st.composite
def _answers(draw: st.DrawFn) -> Answers:
    drawn: dict[str, object] = draw(
        st.dictionaries(st.sampled_from(["reason", "claimant.name", "older_count"]), st.text())
    )
    for repeat, names in (("children", ("name", "birth")), ("older", ("nick",)), ("claimant.jobs", ("employer",))):
        rows = draw(st.none() | _rows(*names))
        if rows is None:
            continue
        drawn[repeat] = [number for number, _ in rows]
        for number, inside in rows:
            drawn |= {f"{repeat}.{number}.{name}": value for name, value in inside.items()}
            if repeat == "children" and (schools := draw(st.none() | _rows("school"))) is not None:
                drawn[f"children.{number}.schools"] = [inner for inner, _ in schools]
                for inner, school in schools:
                    drawn |= {f"children.{number}.schools.{inner}.{name}": value for name, value in school.items()}
    return drawn


@given(_answers())
def test_one_form_is_the_inverse_of_the_other(answers: Answers) -> None:
    tree = nested(household(), answers)
    assert flat(household(), tree) == answers
    assert nested(household(), flat(household(), tree)) == tree
