"""choice_filter of XLSForm."""

from typing import Any

import pytest

from portal.services.workshop.sheet_conditions import NoRule
from portal.services.workshop.xlsform.choices import filtered
from portal.services.workshop.xlsform.rules import CHOICE, NUMBER, TRUTH, Asked

SEEN = {
    "ward": Asked("ward", CHOICE, {"1": "east", "2": "west"}), "own": Asked("own", TRUTH, {"yes": "yes", "no": "no"}), "age": Asked("age", NUMBER),
}  # fmt: skip
CELLS = {
    "a": {"name": "a", "area": "1", "kind": "yes", "least": "18"},
    "b": {"name": "b", "area": "2", "kind": "no", "least": "0"},
}


def rules(text: str, more: dict[str, Any] | None = None, always: frozenset[str] = frozenset(SEEN)) -> list[Any]:
    options: dict[str, Any] = {"a": "A", "b": {"label": "B", "tell": True}, **(more or {})}
    filtered(text, options, {"a": "a", "b": "b"}, CELLS, SEEN, (), always)
    return list(options.values())


def test_a_filter_is_a_rule_of_each_option() -> None:
    assert rules("area=${ward}") == [
        {"label": "A", "when": "ward == east"}, {"label": "B", "tell": True, "when": "ward == west"},
    ]  # fmt: skip
    assert [option["when"] for option in rules("${own} = Kind")] == ["own", "not own"]
    assert rules("${age} >= least", {"other": "C"})[0] == {"label": "A", "when": "age >= 18"}


@pytest.mark.parametrize(
    ("text", "always", "reason"),
    [
        ("area=${ward}", frozenset({"own"}), "必ず答える質問"),
        ("${age} >= least", frozenset(SEEN), "必ず答える質問"),
        ("area=${ward} and ${age} > 3", frozenset(SEEN), "必ず答える質問"),
        ("name=${ward}", frozenset(SEEN), "「a」という選択肢がありません"),
        ("zone=${ward}", frozenset(SEEN), "「zone」が読めません"),
    ],
)
def test_a_filter_that_may_leave_nothing_changes_no_option(text: str, always: frozenset[str], reason: str) -> None:
    options: dict[str, Any] = {"a": "A", "b": "B"}
    with pytest.raises(NoRule, match=reason):
        filtered(text, options, {"a": "a", "b": "b"}, CELLS, SEEN, (), always)
    assert options == {"a": "A", "b": "B"}
