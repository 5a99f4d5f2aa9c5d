"""The twenty-five checks of a resident's service name tests."""

import ast
from functools import cache

import pytest

from tests.house.tree import ROOT, text
from tests.journeys.checks import CHECKS, STORIES

NAMED = [(str(number), test) for number, check in CHECKS.items() for test in check.tests] + [
    (story, test) for story, tests in STORIES.items() for test in tests
]


@cache
def functions(file: str) -> frozenset[str]:
    return frozenset(
        node.name for node in ast.walk(ast.parse(text(ROOT / "tests" / file))) if isinstance(node, ast.FunctionDef)
    )


def test_no_check_is_left_out() -> None:
    assert list(CHECKS) == list(range(1, 26))
    assert all(check.tests for check in CHECKS.values())


@pytest.mark.parametrize("shown_by", sorted({test for _, test in NAMED}))
def test_the_test_that_shows_a_check_is_there(shown_by: str) -> None:
    file, _, name = shown_by.partition("::")
    assert name in functions(file)
