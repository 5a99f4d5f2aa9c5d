"""Family relations derived from the register's relation codes."""

import pytest

from forms.definition.family import is_child_of, may_be_child_of, spouse_of, towards_head


@pytest.mark.parametrize(
    ("relation", "others", "spouse"),
    [
        ("世帯主", {"a": "子", "b": "妻"}, "b"),
        ("夫", {"a": "世帯主", "b": "子"}, "a"),
        ("世帯主", {"a": "子"}, ""),
        ("世帯主", {"a": "妻", "b": "夫"}, ""),
        ("子", {"a": "世帯主", "b": "子の妻"}, ""),
        ("", {"a": "妻"}, ""),
        ("世帯主", {"a": "妻（未届）"}, ""),
    ],
)
def test_a_spouse_is_named_only_where_the_register_says_who(relation: str, others: dict[str, str], spouse: str) -> None:
    assert spouse_of(relation, others) == spouse


@pytest.mark.parametrize(
    ("relation", "other", "child"),
    [
        ("世帯主", "子", True),
        ("世帯主", "長女", True),
        ("世帯主", "子の子", False),
        ("妻", "子", False),
        ("世帯主", "", False),
    ],
)
def test_a_child_is_the_heads(relation: str, other: str, child: bool) -> None:
    assert is_child_of(relation, other) is child


@pytest.mark.parametrize(
    ("relation", "option"),
    [
        ("世帯主", "head"),
        ("妻", "wife"),
        ("長女", "child"),
        ("子の子", "grandchild"),
        ("子の妻", "child_spouse"),
        ("縁故者", ""),
    ],
)
def test_the_register_relation_is_an_option_of_household_members(relation: str, option: str) -> None:
    assert towards_head(relation) == option


@pytest.mark.parametrize(
    ("own", "other", "may_be"),
    [
        ("子", "子の子", True),
        ("子の妻", "孫", True),
        ("世帯主", "子の子", False),
        ("子", "子", False),
        ("", "子の子", False),
    ],
)
def test_a_grandchild_of_the_head_may_be_the_child_of_each_child_and_their_spouse(
    own: str, other: str, *, may_be: bool
) -> None:
    assert may_be_child_of(own, other) is may_be
