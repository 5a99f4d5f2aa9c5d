"""Types in expressions are checked on loading."""

import pytest

from forms.rules.types import DATE, DURATION, MONEY, NUMBER, YES_NO, Type
from tests.forms.rules.world import REASON, VOCABULARY, advice, faults, read


@pytest.mark.parametrize(
    ("text", "key", "offset"),
    [
        ("a and unheard", "expression.name", 6),
        ("reason == burnt", "expression.option", 10),
        ("burnt == reason", "expression.option", 0),
        ("reason in [lost, burnt]", "expression.option", 17),
        ("burnt in cards", "expression.option", 0),
        ("insured in reason", "expression.type", 11),
        ("count in cards + cards", "expression.type", 9),
        ("1 in cards", "expression.type", 5),
        ("name in ['x']", "expression.type", 9),
        ("count in [1, 'x']", "expression.type", 13),
        ("count in [1, count]", "expression.type", 13),
        ("count == note", "expression.type", 0),
        ("a == True", "expression.type", 5),
        ("birth > 2026-11-20", "expression.type", 0),
        ("opens > 9", "expression.type", 0),
        ("price == '300'", "expression.type", 0),
        ("birth > '2026-02-30'", "expression.type", 0),
        ("price == count", "expression.type", 0),
        ("reason == level", "expression.type", 0),
        ("a > b", "expression.type", 4),
        ("cards == insured", "expression.type", 0),
        ("insured == cards", "expression.type", 11),
        ("not count", "expression.type", 4),
        ("a and count", "expression.type", 6),
        ("-birth == birth", "expression.type", 1),
        ("birth + birth == birth", "expression.type", 0),
        ("birth + 1 == birth", "expression.type", 0),
        ("price - count == price", "expression.type", 0),
        ("days(birth) == days(1)", "expression.type", 5),
        ("weeks(1) == days(1)", "expression.function", 0),
        ("reason.lost()", "expression.function", 0),
        ("attains(birth) == today", "expression.arity", 0),
        ("choose(a, birth) == today", "expression.arity", 0),
        ("choose(count, birth, today) == today", "expression.type", 7),
        ("min(count) > 1", "expression.arity", 0),
        ("min(1, 2, 3, 4, 5, 6, 7, 8, 9) > 1", "expression.arity", 0),
        ("abs(count, 1) > 1", "expression.arity", 0),
        ("max(count, a) > 1", "expression.type", 11),
        ("max(price, count) > 1", "expression.type", 11),
        ("min(price, 3, round=down) > 1", "expression.arity", 0),
        ("choose(a, birth, count) == today", "expression.type", 0),
        ("[a] == [b]", "expression.list", 0),
        ("today.answered", "expression.name", 0),
        ("days(1).answered", "expression.name", 0),
        ("count", "expression.type", 0),
        ("2", "expression.type", 0),
    ],
)
def test_a_fault_is_found_at_its_place(text: str, key: str, offset: int) -> None:
    assert (key, offset) in faults(text)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("reson == lost", "did you mean reason?"),
        ("reason == lots", "did you mean lost?"),
        ("reason == zzz", "write one of lost, torn"),
        ("open_days_from(today) == today", "did you mean open_day_from?"),
        ("cards == insured", "write `code in cards`"),
        ("reason > torn", "choice has no order"),
        ("name == 'x'", "ask only whether it was answered"),
        ("a == true", "write a yes/no question as `x` or `not x`"),
        ("a != False", "write a yes/no question as `x` or `not x`"),
        ("note == null", "write `x.answered` or `not x.answered`"),
        ("reason == null", "write `x.answered` or `not x.answered`"),
        ("reason == ''", "write `x.answered` or `not x.answered`"),
        ("birth > 2026-11-20", 'write "2026-11-20"'),
        ("birth > '2026-02-30'", 'write "2026-11-20"'),
        ("birth > 平成18年4月2日", 'write a day in quotes: "2026-11-20"'),
        ("month > '2026-13'", 'write "2026-11"'),
        ("opens > '9:00'", 'write "09:00"'),
        ("opens > 9", 'write "09:00"'),
        ("birth > month", "write month_of(d)"),
        ("count == '3'", "write a number without quotes"),
        ("price == count", "money cannot be compared with number"),
        ("count", "write count > 0"),
        ("price", "write price > 0"),
        ("reason", "write reason == lost"),
        ("cards", "write insured in cards"),
        ("name", "write name.answered"),
        ("note and a", "write note.answered"),
        ("name == 'x'", "`name.answered`"),
        ("birth + 1 == today", "write days(n), months(n), years(n)"),
        ("price + count == price", "write times(amount, n)"),
        ("times(count, 2) > 1", "write times(amount, n)"),
        ("note.answered()", "write note.answered without ()"),
        ("today() > birth", "write today without ()"),
        ("people.any(a)", "no rows are called people"),
        ("min(birth, today) > birth", "write first_of(a, b)"),
        ("max(birth, today) > birth", "write last_of(a, b)"),
        ("frobnicate(a)", "see docs/language.md"),
        ("city.dayz > 1", "did you mean city.days?"),
        ("city.opening > today", "declare it under `settings`"),
        ("birth + 1 == today", "number cannot be added to date"),
        ("birth - 1 == today", "number cannot be subtracted from date"),
        ("reason == level", "choice[lost, torn] cannot be compared with choice[21, 22]"),
    ],
)
def test_advice_says_what_to_write_instead(text: str, suggestion: str) -> None:
    assert suggestion in advice(text)


@pytest.mark.parametrize(
    "text", ["unheard and a", "not unheard", "unheard == a", "unheard > 1", "unheard in [a, 'x', 1]", "a in unheard",
             "unheard + days(1) > today", "attains(unheard, 3) > today", "burnt == unheard", "unheard == burnt"]
)  # fmt: skip
def test_one_unknown_name_is_one_complaint(text: str) -> None:
    assert [key for key, _ in faults(text)] == ["expression.name"]


def test_every_fault_is_reported_at_once() -> None:
    assert faults("nix or reason == burnt or not count") == [
        ("expression.name", 0),
        ("expression.option", 17),
        ("expression.type", 30),
    ]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("today + days(15)", DATE),
        ("birth - months(1)", DATE),
        ("days(1) + years(2)", DURATION),
        ("count - 1", NUMBER),
        ("-3", NUMBER),
        ("price + price", MONEY),
        ("price - 500", MONEY),
        ("500 + price", MONEY),
        ("500", MONEY),
        ("choose(a, 250, 300)", MONEY),
        ("min(price, 300)", MONEY),
        ("max(0, price, 300)", MONEY),
        ("abs(price - 300)", MONEY),
        ("max(count, 3)", NUMBER),
        ("choose(a, price, 300)", MONEY),
        ("choose(a, days(14), days(15))", DURATION),
        ("choose(a, birth, '2026-04-01')", DATE),
        ("only_if(a, 300)", MONEY),
        ("share(1000, 1, 3, round=down)", MONEY),
        ("'2026-04-01'", DATE),
        ("last_of(birth, '2026-04-01')", DATE),
        ("fiscal_year(birth)", NUMBER),
        ("city.days", NUMBER),
        ("a", YES_NO),
        ("reason", REASON),
    ],
)
def test_an_expression_has_the_type_that_is_wanted(text: str, type_: Type) -> None:
    assert read(text, type_).type == type_


def test_an_expression_knows_what_it_looks_at() -> None:
    assert read("reason == lost and birth <= today and name.answered and city.days > 3").names == {
        "reason",
        "birth",
        "today",
        "name",
        "city.days",
    }


def test_an_expression_is_the_same_as_another_with_its_text() -> None:
    assert read("a and b") == read("a and b") != read("a or b")


def test_what_may_be_named_stays_as_it_was() -> None:
    before = dict(VOCABULARY.types)
    read("a")
    assert VOCABULARY.types == before
