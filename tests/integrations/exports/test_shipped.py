"""The layouts that ship speak of the procedures that ship: every question exists, every option has its code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.loading.tree import read_tree
from forms.reading import read_sheet
from integrations.exports.definition import LayoutFile
from integrations.exports.loading import LAYOUTS

PROCEDURES = Path(__file__).parents[3] / "forms" / "procedures"
SHIPPED = {path.stem: read_sheet(path, LayoutFile) for path in LAYOUTS.glob("*.yaml")}
OF_ONE_PROCEDURE = [name for name, layout in SHIPPED.items() if layout.applies_to.procedure != "any"]


def questions(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "type" in node and "id" in node:
            yield node
        for value in node.values():
            yield from questions(value)
    elif isinstance(node, list):
        for value in node:
            yield from questions(value)


@pytest.mark.parametrize("name", OF_ONE_PROCEDURE)
def test_every_question_and_option_is_the_procedures(name: str) -> None:
    layout = SHIPPED[name]
    procedure = read_tree(
        (PROCEDURES / f"{layout.applies_to.procedure}.yaml").read_text(encoding="utf-8"), name
    ).plain()
    asked = {question["id"]: question for question in questions(procedure["steps"])}
    for record in layout.records:
        for column in record.columns:
            for source in column.from_:
                root, _, field = source.partition(".")
                if root != "answers":
                    continue
                question = asked[field.split(".")[0]]
                # An option that stops the interview (`other` for who files) never arrives here.
                stops = question.get("stop", {}).get("when", "")
                options = {code for code in question.get("options", {}) if f"== {code}" not in stops}
                if column.map and options:
                    assert set(layout.maps[column.map]) == options


def test_there_is_a_layout_for_any_procedure_and_one_for_the_first() -> None:
    assert {layout.applies_to.procedure for layout in SHIPPED.values()} >= {"any", "kaigo-hihokenshasho-saikofu"}
    assert all(layout.basis == "assumption" for layout in SHIPPED.values())
