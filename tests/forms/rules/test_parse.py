"""The syntax of expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.rules.faults import Faulty
from forms.rules.parse import MAX_DEPTH, MAX_LENGTH, parse
from tests.forms.rules.world import advice, faults


@pytest.mark.parametrize(
    "text",
    [
        "a if b else c",
        "[x for x in cards]",
        "lambda: a",
        "{'a': 1}",
        "f'{a}'",
        "(a := b)",
        "a * b",
        "count / 2",
        "count ** 9",
        "~count",
        "+count",
        "cards[0]",
        "a is b",
        "b'x' == note",
        "count == 1.5",
        "a == None",
        "a == ...",
        "days(count=1) == 1",
        "days(*cards)",
    ],
)
def test_what_rules_do_not_have_is_refused(text: str) -> None:
    assert "expression.node" in {key for key, _ in faults(text)}


@pytest.mark.parametrize(
    "text", ["", "a and", "a b", "1or a", r"note == '\d'", "a\0", "a = b", "a\nb", "\ud800", "(" * 250]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    assert [key for key, _ in faults(text)] == ["expression.syntax"]


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("a && b", 2, "write `and`"),
        ("a || b", 2, "write `or`"),
        ("!a", 0, "write `not`"),
        ("reason = lost", 7, "write == to compare"),
        ("note == 'a = b' && c", 16, "write `and`"),
        ("count ≧ 3", 6, "write >="),
        ("count＞3", 5, "write >"),
        ("count <> 3", 6, "write !="),
        ("count => 3", 6, "write <= or >="),
        ("birth > 2026-04-01", 8, 'write a day in quotes: "2026-11-20"'),
        ("month > 2026-08", 8, 'write a month in quotes: "2026-11"'),
        ("opens > 9:00", 8, 'write a time in quotes: "09:00"'),
        ("birth > 2006年4月2日", 8, "write a day in quotes"),
        ("count between 1 and 3", 6, "write `a <= x and x <= b`"),
        ("a ? b : c", 2, "choose(condition, this, that)"),
        ("if a", 0, "remove `if`"),
        ("(a and b", 0, "close every bracket"),
        ("reason in [lost, continue]", 17, "`continue` is a reserved word in rules"),
    ],
)
def test_what_other_languages_write_is_reported_as_rules_write_it(text: str, offset: int, expected: str) -> None:
    with pytest.raises(Faulty) as faulty:
        parse(text)
    (fault,) = faulty.value.faults
    assert expected in fault.text
    assert fault.offset == offset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count * 2", "times(amount, n)"),
        ("count / 2", "share(amount, 1, 2, round=down)"),
        ("reason in (lost, torn)", "[a, b]"),
        ("reason in {lost, torn}", "[a, b]"),
        ("price > 1,000", "without commas"),
        ("note is None", "`not x.answered`"),
        ("note == None", "`x.answered`"),
        ("a if b else c", "choose(condition, this, that)"),
        ("count > 1.5", "whole numbers"),
        ("cards[0]", "any(…)"),
        ("lambda: a", "rules have only"),
    ],
)
def test_what_rules_do_not_have_is_reported_with_what_they_have(text: str, expected: str) -> None:
    assert expected in advice(text)


def test_comparisons_are_not_chained() -> None:
    assert faults("a or 1 < count < 3") == [("expression.chained", 5)]


def test_length_is_bounded() -> None:
    longest = ("a or " * 59 + "b").ljust(MAX_LENGTH)
    assert faults(longest) == []
    assert faults(longest + " ") == [("expression.long", MAX_LENGTH)]


def test_depth_is_bounded() -> None:
    assert faults("not " * MAX_DEPTH + "a") == []
    assert faults("not " * (MAX_DEPTH + 1) + "a") == [("expression.deep", 4 * MAX_DEPTH)]


def test_a_place_counts_characters_not_bytes() -> None:
    assert faults("note == '見本' or nate == '見本'") == [("expression.name", 16)]


def test_a_fault_in_a_later_line_has_its_place() -> None:
    assert faults("(a or\n nate)") == [("expression.name", 7)]


def test_a_syntax_fault_in_a_later_line_is_reported_at_the_beginning() -> None:
    assert faults("(a or\n b c)") in ([("expression.syntax", 0)], [("expression.syntax", 1)])


@given(st.text(max_size=MAX_LENGTH + 10))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except Faulty as faulty:
        assert all(0 <= fault.offset <= max(len(text), MAX_LENGTH) for fault in faulty.faults)  # noqa: PT017
