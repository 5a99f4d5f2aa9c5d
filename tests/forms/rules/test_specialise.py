"""Partial evaluation: what remains of a rule holds exactly when the rule does, whatever the rest turns out to be."""

import ast
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.rules.expression import UNKNOWN
from forms.rules.parse import parse
from forms.rules.specialise import Known, is_always, is_never, specialise
from tests.forms.rules.world import FIELDS, TODAY, Answers, read

DOORS = ("counter", "post")
KNOWN = Known(
    {"city.days": (7,), "city.way": ("none",), "city.ways": (("card", "post"),), "city.until": (date(2026, 12, 10),), "door": DOORS, "c": ()},
    frozenset(FIELDS),
    {
        "city.way": ("card", "none"), "door": ("online", *DOORS), "reason": ("lost", "torn"),
        "cards": ("insured", "copay"), "level": ("21", "22"),
    },
)  # fmt: skip
ATOMS = (
    "a", "b", "c", "c.answered", "reason == lost", "reason in [lost]", "insured in cards", "city.way == card",
    "city.way != none", "city.way in [card, none]", "city.days > 5", "count > city.days", "door == online",
    "door != counter", "door in [online, post]", "birth + days(city.days) <= today", "reason.answered",
)  # fmt: skip
ANSWERS = {"a": (True, False, UNKNOWN), "b": (True, UNKNOWN), "reason": ("lost", "torn"), "count": (7, 8)}
RULES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=5,
)


def remains(rule: str, known: Known = KNOWN) -> str:
    return ast.unparse(specialise(parse(rule), known))


@given(RULES)
def test_what_remains_holds_exactly_when_the_rule_does(rule: str) -> None:
    remaining = specialise(parse(rule), KNOWN)
    again = None if isinstance(remaining, ast.Constant) else read(ast.unparse(remaining))
    for door, values in product(DOORS, product(*ANSWERS.values())):
        answers = {name: value for name, value in zip(ANSWERS, values, strict=True) if value is not UNKNOWN}
        city: dict[str, object] = {"days": 7, "way": "none"}
        environment = Environment(TODAY, ClosedDays(frozenset()), door=door, city=city)
        scope = Answers(environment, cards=("insured",), birth=date(2026, 11, 1), **answers)
        holds = read(rule).evaluate(scope) is True
        assert holds is (is_always(remaining) if again is None else again.evaluate(scope) is True), (
            rule,
            answers,
            door,
        )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("city.way == card and a", "False"),
        ("not (city.way == none and a)", "not a"),
        ("door == online or a", "a"),
        ("door == post and a", "door == 'post' and a"),
        ("c or a", "a"),
        ("c and a", "None"),
        ("not (c and a)", "not a"),
        ("birth + days(city.days - 1) > today", "birth + days(6) > today"),
        ("birth + days(city.days - 7) > today", "birth > today"),
        ("choose(door == online, birth, moved) > today", "moved > today"),
        ("only_if(city.way == card, price) > 0", "False"),
        ("reason != torn", "reason != torn"),
        ("c == 3", "None"),
        ("c in [lost]", "None"),
        ("card in city.ways", "True"),
        ("none not in city.ways", "True"),
        ("lost in c", "None"),
        ("city.days < city.way", "7 < 'none'"),
        ("city.days - 2 + 1 == 6", "True"),
        ("c + 1 > 2", "None"),
        ("choose(c, birth, moved) > today", "None"),
        ("open_day_from(c) > today", "None"),
        ("nothing.answered", "nothing.answered"),
        ("nothing", "nothing"),
        ("a.answered", "a.answered"),
        ("count + only_if(city.way == card, price) > 1", "count > 1"),
        ("city.ways", "city.ways"),
        ("city.way in ['none']", "True"),
        ("reason in [lost]", "reason in [lost]"),
        ("choose(a, birth, moved) > today", "choose(a, birth, moved) > today"),
        ("count + only_if(a, price) > 1", "count + only_if(a, price) > 1"),
    ],
)
def test_the_rest_of_a_rule(rule: str, words: str) -> None:
    assert remains(rule) == words


def test_a_rule_of_an_answer_that_is_never_given_never_holds() -> None:
    assert is_never(specialise(parse("c and a"), KNOWN))
    assert is_never(specialise(parse("not c"), KNOWN))
    assert not is_never(specialise(parse("a"), KNOWN))


def test_rows_that_are_never_asked_have_no_number() -> None:
    known = Known({"children": ()}, frozenset({"children", "children.age"}))
    assert remains("children.count() > 2", known) == "None"
    asked = Known({"children.age": ()}, frozenset({"children", "children.age"}))
    assert remains("children.any(age > 3)", asked) == "False"
    same = Known({"children.age": (3,)}, frozenset({"children", "children.age"}))
    assert remains("children.all(age == 3)", same) == "True"
    assert remains("children.count()", same) == "children.count()"
    any_age = Known({}, frozenset({"children", "children.age"}))
    assert remains("children.any(age > 3)", any_age) == "children.any(children.age > 3)"


def test_a_question_of_a_row_names_those_beside_it_without_the_row() -> None:
    known = Known(
        {"children.age": (5,), "age": (70,)}, frozenset({"children", "children.age", "children.school", "age"})
    )
    assert remains("age < 6", known.within("children.school")) == "True"
    assert remains("age < 6", known.within("name")) == "False"


def test_a_computed_answer_is_replaced_by_its_rule() -> None:
    known = Known({}, frozenset({"total", "a"}), computed={"total": parse("a")})
    assert remains("total and a", known) == "a and a"
