"""Patterns and ranges of XLSForm."""

import re
import tracemalloc
from typing import Any

import pytest

from portal.services.workshop.sheet_conditions import NoRule
from portal.services.workshop.xlsform.limits import pattern_of, range_of


@pytest.mark.parametrize(
    ("regex", "pattern", "example"),
    [
        ("^[0-9]{7}$", "[0-9]{7}", "1234567"),
        (r"\d{3}-?\d{4}", r"\d{3}-?\d{4}", "123-4567"),
        ("(A|B)[0-9]+", "(A|B)[0-9]{1,200}", "A1"),
        (r"^(?:No\.)?\w{2,}$", r"(No\.)?[A-Za-z0-9_]{2,200}", r"No.12"),
        ("[a-z]*@[a-z]+[+]", "[a-z]{0,90}@[a-z]{1,90}[+]", "a@b+"),
    ],
)
def test_a_regex_becomes_a_pattern_with_an_example_that_fits(regex: str, pattern: str, example: str) -> None:
    made = pattern_of(regex)
    assert made["pattern"] == pattern
    assert re.fullmatch(pattern, made["example"])
    assert len(made["example"]) == len(example)


@pytest.mark.parametrize(
    "regex",
    [
        "",
        ".{3}",
        "(a+)+",
        "[0-9]{60}",
        "(",
        "(" * 5000,
        "[\\u0400]",
        "a{2,1}",
        "[z-a]",
        "^(?=a)b$",
        "[a-z]+" * 9,
        "(?:a)" * 34 + "x" * 300,
    ],
)
def test_a_regex_that_is_no_pattern_here_is_refused(regex: str) -> None:
    with pytest.raises(NoRule, match="regex"):
        pattern_of(regex)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("regex", ["[" + "\\" * 80, "[" * 1000 + "\\" * 1000], ids=["one", "many"])
def test_a_set_without_an_end_is_refused_at_once(regex: str) -> None:
    with pytest.raises(NoRule, match="regex"):
        pattern_of(regex)


def test_repeats_within_repeats_make_no_long_example() -> None:
    tracemalloc.start()
    with pytest.raises(NoRule, match="regex"):
        pattern_of("((((a){40}){40}){40}){40}")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000


@pytest.mark.parametrize(
    ("parameters", "settings", "left"),
    [
        ("start=1 end=5 step=1", {"type": "integer", "min": 1, "max": 5}, ""),
        ("start=0; end=2.5; step = 0.5", {"type": "decimal", "places": 1, "min": "0", "max": "2.5"}, "0.5"),
        ("start=0,end=1,step=0.01", {"type": "decimal", "places": 2, "min": "0", "max": "1"}, ""),
        ("start=10 end=-10 step=5", {"type": "integer", "min": -10, "max": 10}, "5"),
        ("start=0 end=100 step=10", {"type": "integer", "min": 0, "max": 100}, "10"),
        ("step=0.0", {"type": "integer", "min": 1, "max": 10}, "0"),
        ("", {"type": "integer", "min": 1, "max": 10}, ""),
    ],
)
def test_a_range_with_fractions_is_no_whole_number(parameters: str, settings: dict[str, Any], left: str) -> None:
    assert range_of(parameters) == (settings, left)
