"""Lint of blocks: unused parameters."""

from pathlib import Path

import pytest

from forms.linting.blocks import lint_blocks
from forms.loading import read_library

BLOCK = """\
format: 1
block: item
title: 品
params:
  more: {{type: condition, default: false}}
ask:
  - {question}
"""


def lint_of(folder: Path, question: str) -> list[tuple[str, int, int, str, bool]]:
    (folder / "blocks").mkdir()
    (folder / "blocks" / "item.yaml").write_text(BLOCK.format(question=question), "utf-8")
    complaints = lint_blocks(read_library([folder]))
    return [
        (Path(complaint.file).name, complaint.line, complaint.column, complaint.key, complaint.warning)
        for complaint in complaints
    ]


def lint_of_english(folder: Path, english: str) -> list[tuple[str, int, str]]:
    (folder / "blocks" / "item.en.yaml").write_text(english, "utf-8")
    complaints = lint_blocks(read_library([folder]))
    return [
        (Path(complaint.file).name, complaint.line, complaint.key)
        for complaint in complaints
        if complaint.key != "lint.parameter_unused"
    ]


def test_a_parameter_that_nothing_looks_at_is_warned_of_in_the_block(tmp_path: Path) -> None:
    complaints = lint_of(tmp_path, "{id: name, type: text, label: 名前}")
    assert complaints == [("item.yaml", 5, 3, "lint.parameter_unused", True)]


@pytest.mark.parametrize("use", ["given: more", "given: {more: true}", "required: {more: true}", "when: with.more"])
def test_a_parameter_may_be_used_in_any_of_its_ways(use: str, tmp_path: Path) -> None:
    assert lint_of(tmp_path, f"{{id: name, type: text, label: 名前, {use}}}") == []


def test_a_parameter_that_a_rule_of_a_question_names_is_used(tmp_path: Path) -> None:
    rule = "must: [{that: 'with.more or name == name', say: 確かめてください。}]"
    assert lint_of(tmp_path, f"{{id: name, type: text, label: 名前, {rule}}}") == []


def test_a_language_of_a_block_has_each_of_its_texts(tmp_path: Path) -> None:
    assert lint_of(tmp_path, "{id: name, type: text, label: 名前}")
    assert lint_of_english(tmp_path, "pages.x: {text: x, of: 12ab34cd}\n") == [
        ("item.yaml", 7, "lint.translation_missing")
    ]
    assert lint_of_english(tmp_path, "ask.name.label: {text: Name, of: 12ab34cd}\n") == []
