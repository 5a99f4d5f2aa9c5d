"""Expressions of XLSForm as rules."""

from operator import ge, gt, le, lt

import pytest

from portal.services.workshop.sheet_conditions import NoRule
from portal.services.workshop.xlsform.rules import CHOICE, DAY, NUMBER, OTHER, SEVERAL, TRUTH, Asked, rule_of, value_of

SEEN = {
    "age": Asked("age", NUMBER), "size": Asked("size", NUMBER, whole=False), "q": Asked("q", CHOICE, {"1": "option_1", "b": "b"}),
    "pets": Asked("pets", SEVERAL, {"cat": "cat", "dog": "dog"}), "agree": Asked("agree", TRUTH, {"yes": "yes", "no": "no"}),
    "born": Asked("born", DAY), "until": Asked("until", DAY), "name": Asked("name", OTHER), "kid": Asked("kid_age", NUMBER, {}, ("kids",)),
    "kids": Asked("kids", OTHER, {}, ("kids",)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("${age} >= 18", "age >= 18"),
        ("18 <= ${age} and ${age}<65", "age >= 18 and age < 65"),
        ("${q} = '1' or ${q} != 'b'", "q == option_1 or q != b"),
        ("${q} = ‘b’", "q == b"),
        ("(${q} = '1' or ${q} = 'b') and ${agree} = 'yes'", "(q == option_1 or q == b) and agree"),
        ("not(selected(${pets}, 'cat'))", "not (cat in pets)"),
        ("not(${agree} = 'yes')", "not agree"),
        ("selected(${agree}, 'no')", "not agree"),
        ("${name} != ''", "name.answered"),
        ("string-length(${name}) = 0", "not name.answered"),
        ("count-selected(${pets}) <= 1", "choose(cat in pets, 1, 0) + choose(dog in pets, 1, 0) <= 1"),
        ("${born} <= today()", "born <= today"),
        ("${born} < date('2008-04-02')", 'born < "2008-04-02"'),
        ("${born} <= ${until}", "born <= until"),
        ("${age} div 2 > 3", "age > 6"),
        ("${age} * 2 > 5", "age > 2"),
        ("${age} * 2 <= -5", "age <= -3"),
        ("0 - ${age} < -5", "age > 5"),
        ("${age} + ${age} + ${kid} > 7 mod 4", "age + age + kid_age > 3"),
        ("${age} > ${kid} * 2", "age > kid_age + kid_age"),
        ("1 + 2 * 3 = ${age}", "age == 7"),
        (". > 0 and . <= 100", "own > 0 and own <= 100"),
    ],
)
def test_an_expression_becomes_a_rule(text: str, rule: str) -> None:
    assert rule_of(text, SEEN, ("kids",), Asked("own", NUMBER)) == rule


def test_rows_are_gathered_from_outside_and_calculations_have_a_kind() -> None:
    assert rule_of("sum(${kid}) > 10 and count(${kids}) < 4", SEEN) == "kids.sum(kid_age) > 10 and kids.count() < 4"
    assert value_of("if(${age} > 64, 1, 0) + 2", SEEN) == ("choose(age > 64, 1, 0) + 2", NUMBER, True)
    assert value_of("today()", SEEN) == ("today", DAY, True)
    assert value_of("${age} > 3", SEEN) == ("age > 3", TRUTH, True)


SIGNS = {"<": lt, "<=": le, ">": gt, ">=": ge}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("bound", ["-2.5", "2.5", "3"])
def test_a_bound_with_a_fraction_lets_through_the_same_whole_numbers(sign: str, bound: str) -> None:
    _, written, whole = rule_of(f"${{age}} {sign} {bound}", SEEN).split()
    numbers = range(-5, 6)
    assert [SIGNS[written](number, int(whole)) for number in numbers] == [
        SIGNS[sign](number, float(bound)) for number in numbers
    ]


@pytest.mark.parametrize(
    ("calculation", "whole"),
    [
        ("${size} * 1", False),
        ("${age} + ${size}", False),
        ("sum(${weight})", False),
        ("if(${age} > 3, ${size}, 0)", False),
        ("if(${size} > 3, ${age}, 0)", True),
        ("sum(${kid}) - ${age}", True),
        ("count(${weight}) + count-selected(${pets})", True),
    ],
)
def test_a_calculation_of_decimals_has_fractions_and_so_no_bound_with_one(calculation: str, whole: bool) -> None:
    seen = {**SEEN, "weight": Asked("weight", NUMBER, {}, ("kids",), whole=False)}
    assert value_of(calculation, seen)[2] is whole
    if not whole:
        with pytest.raises(NoRule, match="小数とは"):
            rule_of(f"{calculation} >= 2.5", seen)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${later} = 'x'", r"\$\{later\} は、この行より前の質問ではありません"),
        ("${kid} > 3", "くりかえしの中の質問"),
        ("regex(., '[a-z]+')", r"regex\(\) は、ここでは使えません"),
        ("${q} = 'zz'", "「zz」という選択肢がありません"),
        ("${name} = 'Taro'", "ことばとは、くらべられません"),
        ("${pets} = 'cat'", "selected"),
        ("${age} mod 2 = 0", "あまりは書けません"),
        ("${age} * ${age} > 4", "かけ算"),
        ("${size} > 2.5", "小数とは"),
        ("${age} div 0 > 1", "0で割っています"),
        ("${age} = 2.5", "小数とは"),
        ("1 = 1", "答えによりません"),
        ("${age} * 1000 + ${born}", "数の質問ではありません|書けません"),
        ("count-selected(${q}) > 1", "いくつでも選ぶ"),
        ("${age} >", "途中で終わっている"),
        ("(${age} > 1", "閉じていません"),
        ("${age} > 1 ]", "読めません"),
        ("foo ${age}", "「foo」が読めません"),
        ("${age} > 1 ${age}", "から後が読めません"),
        ("string-length(.) > 0 and string-length(${name}) < 1 and string-length(${name}) != 1", "字の数"),
        ("(" * 5000, "長すぎます"),
        ("(" * 150 + "1", "深すぎます"),
        ("-" * 150 + "1", "深すぎます"),
        (" or ".join(["${age} > 1"] * 60), "長すぎます"),
        ("${age} > ${kid} * 300", "くりかえし|かけ算"),
    ],
)
def test_what_is_no_rule_here_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(NoRule, match=reason):
        rule_of(text, SEEN, own=Asked("own", OTHER))


def test_a_calculation_that_is_none_says_why() -> None:
    with pytest.raises(NoRule, match="pulldata"):
        value_of("pulldata('fruits', 'name', 'key', 'mango')", SEEN)
    with pytest.raises(NoRule, match="割り算"):
        value_of("${age} div 3", SEEN)
    with pytest.raises(NoRule, match="かけ算"):
        value_of("${age} * 300", SEEN)
