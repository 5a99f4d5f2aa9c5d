"""Checks of a definition before its publication."""

from forms.definition.registry import field_types
from forms.loading import load_text
from portal.services.procedures.check_definition import check_definition
from tests.portal.services.paper.paper import CITY, DEFINITION


def complaints(text: str) -> list[tuple[int, str]]:
    checked = check_definition(load_text(text, "paper.yaml", fields=field_types()), CITY)
    return [(complaint.line, complaint.key) for complaint in checked]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_scenario_that_comes_out_otherwise_is_reported_within_that_scenario() -> None:
    wrong = [line for line, key in complaints(DEFINITION) if key == "scenario.complete"]
    assert len(wrong) == 1
    assert wrong[0] >= line_of(DEFINITION, "期待が違う")
    corrected = DEFINITION.replace("expect: {complete: true}", "expect: {complete: false}")
    assert "scenario.complete" not in [key for _, key in complaints(corrected)]


def test_complaints_of_lint_and_scenarios_stand_in_the_order_of_the_file() -> None:
    file = "      - {id: photo_file, type: file, label: 写真のファイル}\n  - step: 家族"
    checked = complaints(DEFINITION.replace("  - step: 家族", file, 1))
    assert [line for line, _ in checked] == sorted(line for line, _ in checked)
    assert {"lint.file_why", "scenario.complete"} <= {key for _, key in checked}
