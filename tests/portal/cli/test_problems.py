"""A refusal of a command is in Japanese, as `doctor` speaks, with the English detail below."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli.problem import Problem, both
from portal.config import TREE
from tests.portal.cli.conftest import Kakanai

CLI = TREE / "portal" / "cli"
# For who tries or measures the program; doctor's last line has both.
_OF_DEVELOPERS = {"benching.py", "doctor.py"}


def refusals(file: Path) -> Iterator[tuple[int, str]]:
    """Line and source of what is written in place."""
    source = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == Problem.__name__:
            for sentence in node.args:
                if isinstance(sentence, ast.Constant | ast.JoinedStr):
                    yield node.lineno, ast.get_source_segment(source, sentence) or ""


@pytest.mark.parametrize("file", sorted(CLI.rglob("*.py")), ids=lambda file: str(file.relative_to(CLI)))
def test_each_refusal_is_japanese_first(file: Path) -> None:
    if file.name in _OF_DEVELOPERS:
        return
    assert [(line, sentence) for line, sentence in refusals(file) if "reason_words(" not in sentence] == []


def test_the_english_is_below_and_indented() -> None:
    assert both("だめです。", "First.", "Second.") == "だめです。\n    First.\n    Second."


def test_a_setting_that_is_refused_and_a_procedure_that_is_not_there_are_said_in_japanese(
    kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kakanai("procedures", "show", "no-such").err.startswith("no-such：その手続はありません。")
    monkeypatch.setenv("KAKANAI_PROCEDRES", "x")
    assert kakanai("procedures", "list").err.startswith("このままでは動きません。")
