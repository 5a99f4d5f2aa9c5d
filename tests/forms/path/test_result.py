"""The questions of a result: asked after the application, with rules and rows over its answers, and written in tables."""

from collections.abc import Mapping
from pathlib import Path as File

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from forms.mistakes import Mistake
from forms.path.binding import boxes
from forms.path.consequences import following
from forms.path.path import Path, walk
from forms.path.result import (
    NOTHING,
    as_procedure,
    asked_with,
    cell_of,
    head_of,
    path_with_result,
    raw_of_cell,
    read_result,
    walk_result,
)
from forms.text.speech import Speech
from tests.forms.loading.small import ENVIRONMENT, small

SMALLEST = File(__file__).parents[2] / "definitions" / "smallest" / "outcomes-result.yaml"
PROCEDURE = load(SMALLEST, fields=field_types())
BEFORE = {"children": ["1", "3"], "children.1.birth": "2020-01-02", "children.3.birth": "2021-01-02"}
SPEECH = Speech("ja", {"yes_no.yes": "はい", "yes_no.no": "いいえ"}, {})


def read(outcome: str, **posted: str) -> Path:
    sent = {f"result.{name}": [value] for name, value in posted.items()}
    before = walk(PROCEDURE, BEFORE, ENVIRONMENT)
    return read_result(PROCEDURE, outcome, lambda field: boxes(field.id, sent), before, ENVIRONMENT)


def test_each_outcome_asks_its_own_questions() -> None:
    approved, refused = read("approved"), read("refused")
    assert [asked.page.id for asked in approved.pages][:2] == ["result.level", "result.starts_on"]
    assert (refused.pages, refused.missing, refused.answers) == ((), (), {"result.outcome": "refused"})


def test_what_an_outcome_may_ask_is_known_without_a_case() -> None:
    def asked(outcome: str) -> dict[str, bool | None]:
        return {field.name: required for field, required in asked_with(PROCEDURE, outcome)}

    assert asked("approved") == {
        "result.level": True, "result.starts_on": True, "result.child.amount": True, "result.child.until": False,
    }  # fmt: skip
    assert (asked("refused"), list(asked_with(small(), "accepted"))) == ({}, [])


def test_a_row_is_asked_for_each_row_of_the_application_and_its_rules_see_that_row() -> None:
    posted = {"child.1.amount": "10000", "child.1.until.year": "2020-01-03", "child.3.until.year": "2021-01-01"}
    path = read("approved", **posted)
    assert path.rows["result.child"] == ("1", "3")
    assert [name for name in path.missing if "child" in name] == ["result.child.3.amount"]
    mistakes = {name: mistakes[0].arguments["say"] for name, mistakes in path.mistakes.items()}
    assert mistakes == {"result.child.3.until": "生まれた日よりあとの日を入れてください。"}


def test_a_rule_of_the_result_knows_the_day_of_arrival() -> None:
    wrong = read("approved", **{"starts_on.year": "2026-11-19"})
    assert isinstance(wrong.mistakes["result.starts_on"][0], Mistake)
    assert read("approved", **{"starts_on.year": "2026-11-20"}).mistakes == {}


def test_what_was_stored_is_walked_again() -> None:
    stored = read("approved", level="low").answers
    again = walk_result(PROCEDURE, stored, walk(PROCEDURE, BEFORE, ENVIRONMENT), ENVIRONMENT)
    assert again.answers == stored


def test_a_definition_without_a_result_asks_nothing() -> None:
    procedure = small()
    assert (
        read_result(procedure, "accepted", lambda _field: {}, walk(procedure, {}, ENVIRONMENT), ENVIRONMENT) == NOTHING
    )


def test_what_follows_sees_the_result_and_nothing_of_a_former_one() -> None:
    before = walk(PROCEDURE, BEFORE, ENVIRONMENT)

    def after(**values: str) -> list[str]:
        result = {f"result.{name}": value for name, value in values.items()}
        path = path_with_result(PROCEDURE, "approved" if values else "refused", result, before, ENVIRONMENT)
        return [item.place for item in following(PROCEDURE, path, "approved")]

    assert [after(level="low"), after(level="high"), after()] == [["after.0"], ["after.1"], []]
    plain = small("")
    assert path_with_result(plain, "approved", {}, before, ENVIRONMENT) is before


def test_headings_name_the_row() -> None:
    fields = {field.id: field for field in read("approved").fields}
    assert head_of(PROCEDURE, fields["result.level"], SPEECH) == "区分"
    assert head_of(PROCEDURE, fields["result.child.3.amount"], SPEECH) == "子ども3 月額"


@pytest.mark.parametrize(
    ("name", "cell", "stored"),
    [
        ("result.level", "区分2", "high"), ("result.level", "high", "high"), ("result.starts_on", "令和8年11月20日", "2026-11-20"),
        ("result.child.1.amount", "10,000円", 10000), ("result.child.1.until", "", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it_and_written_so_that_it_is_read_again(
    name: str, cell: str, stored: object
) -> None:
    field = {field.id: field for field in read("approved").fields}[name]
    value = field.type.parse(raw_of_cell(field, cell, SPEECH), field.settings, ENVIRONMENT).value
    assert value == stored
    if value is not None and field.type.id != "money":
        written = cell_of(field, value, SPEECH)
        assert field.type.parse(raw_of_cell(field, written, SPEECH), field.settings, ENVIRONMENT).value == value


def test_as_a_procedure_the_result_is_the_last_step() -> None:
    assert as_procedure(PROCEDURE).steps[-1].id == "result"
    assert as_procedure(small()).steps == small().steps


CELLS = small(
    """\
outcomes: {accepted: {label: 決まった}}
result:
  - {id: free, type: yes_no, label: 無料か, when: outcome == accepted}
  - {id: term, type: period, label: 有効期間, when: outcome == accepted}
"""
)


@pytest.mark.parametrize(
    ("name", "cell", "boxes_of_cell", "written"),
    [
        ("result.free", "はい", {"": ("yes",)}, "はい"),
        ("result.free", "no", {"": ("no",)}, "いいえ"),
        (
            "result.term", "2026-11-20～2027-11-30", {"from_year": ("2026-11-20",), "to_year": ("2027-11-30",)},
            "2026-11-20～2027-11-30",
        ),
    ],
)  # fmt: skip
def test_yes_no_and_terms_are_cells_too(
    name: str, cell: str, boxes_of_cell: Mapping[str, object], written: str
) -> None:
    """A result is walked without the path of an application, too: a table's head needs its fields."""
    fields = read_result(CELLS, "accepted", lambda _field: {}, NOTHING, ENVIRONMENT).fields
    field = next(field for field in fields if field.id == name)
    raw = raw_of_cell(field, cell, SPEECH)
    assert raw == boxes_of_cell
    value = field.type.parse(raw, field.settings, ENVIRONMENT).value
    assert cell_of(field, value, SPEECH) == written
