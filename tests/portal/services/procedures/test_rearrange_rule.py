"""Rules in another form mean the same."""

import ast

import pytest

from forms.rules.parse import parse
from portal.services.procedures.rearrange_rule import joined, turned


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("a and b", "not a or not b"),
        ("a or b", "not a and (not b)"),
        ("not a", "a"),
        ("rows.any(x)", "rows.all(not x)"),
        ("rows.all(x)", "rows.any(not x)"),
        ("a < b", "a >= b"),
        ("a == b", "a != b"),
        ("a in [b, c]", "a not in [b, c]"),
    ],
)
def test_a_denied_rule_is_stated_without_not(rule: str, other: str) -> None:
    result = turned(parse(rule))
    assert result is not None
    assert ast.unparse(result) == other


def test_an_answer_has_no_other_form() -> None:
    assert turned(parse("a")) is None


def test_neighbours_that_ask_about_one_answer_are_one_condition() -> None:
    rule = parse("a in cards or b in cards or c in others or d in cards")
    assert isinstance(rule, ast.BoolOp)
    assert [ast.unparse(part) for part in joined(rule.values)] == ["[a, b] in cards", "c in others", "d in cards"]
