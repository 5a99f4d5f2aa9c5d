"""What is said about blocks by themselves: parameters that change nothing, wherever they might be named."""

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


def said(folder: Path, question: str) -> list[tuple[str, int, int, str, bool]]:
    (folder / "blocks").mkdir()
    (folder / "blocks" / "item.yaml").write_text(BLOCK.format(question=question), "utf-8")
    found = lint_blocks(read_library([folder]))
    return [(Path(one.file).name, one.line, one.column, one.key, one.warning) for one in found]


def said_in(folder: Path, english: str) -> list[tuple[str, int, str]]:
    """What is missing where the block's English is this."""
    (folder / "blocks" / "item.en.yaml").write_text(english, "utf-8")
    found = lint_blocks(read_library([folder]))
    return [(Path(one.file).name, one.line, one.key) for one in found if one.key != "lint.parameter_unused"]


def test_a_parameter_that_nothing_looks_at_is_warned_of_in_the_block(tmp_path: Path) -> None:
    found = said(tmp_path, "{id: name, type: text, label: 名前}")
    assert found == [("item.yaml", 5, 3, "lint.parameter_unused", True)]


@pytest.mark.parametrize("use", ["given: more", "given: {more: true}", "required: {more: true}", "when: with.more"])
def test_a_parameter_may_be_used_in_any_of_its_ways(use: str, tmp_path: Path) -> None:
    assert said(tmp_path, f"{{id: name, type: text, label: 名前, {use}}}") == []


def test_a_parameter_that_a_rule_of_a_question_names_is_used(tmp_path: Path) -> None:
    rule = "must: [{that: 'with.more or name == name', say: 確かめてください。}]"
    assert said(tmp_path, f"{{id: name, type: text, label: 名前, {rule}}}") == []


def test_a_language_of_a_block_has_each_of_its_texts(tmp_path: Path) -> None:
    assert said(tmp_path, "{id: name, type: text, label: 名前}")
    assert said_in(tmp_path, "pages.x: {text: x, of: 12ab34cd}\n") == [("item.yaml", 7, "lint.translation_missing")]
    assert said_in(tmp_path, "ask.name.label: {text: Name, of: 12ab34cd}\n") == []
