"""Deadlines by boxes: what they write they read again, and what they cannot show they leave."""

import pytest

from forms.rules.parse import parse
from portal.services.workshop.definition_text import DefinitionText
from portal.services.workshop.rules.build_condition import Comparables
from portal.services.workshop.rules.build_day import (
    OPEN,
    WAYS,
    DayRule,
    days_of,
    numbers_of,
    read_day,
    words_of_day,
    write_day,
    wrong_boxes,
)
from tests.shipped_once import PROCEDURES

DAYS = {"today": "出した日", "born": "子が生まれた日", "city.closes_on": "市の設定「しめきり」"}
NUMBERS = {"city.report_days": "市の設定「届ける日数」"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("closed", OPEN)
@pytest.mark.parametrize("base", DAYS)
@pytest.mark.parametrize("number", ["1", "9999", "city.report_days"])
def test_what_is_written_is_read_again(base: str, way: str, number: str, closed: str) -> None:
    rule = DayRule(base, way, "" if way == "on" else number, "" if way == "open_days" else closed)
    parse(write_day(rule))
    assert read_day(write_day(rule), DAYS, NUMBERS) == rule
    assert DAYS[base] in words_of_day(rule, DAYS, NUMBERS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("open_day_from(born + days(14))", "「子が生まれた日」の14日あと（閉庁日なら、次の開庁日）"),
        ("months_on(born, 3)", "「子が生まれた日」から3か月"),
        ("born + days(city.report_days)", "「子が生まれた日」の（市の設定「届ける日数」）日あと"),
        ("open_day_until(city.closes_on)", "「市の設定「しめきり」」（閉庁日なら、前の開庁日）"),
        ("today - days(2)", "「出した日」の2日前"),
    ],
)
def test_a_rule_is_stated_in_words(text: str, words: str) -> None:
    rule = read_day(text, DAYS, NUMBERS)
    assert rule is not None
    assert words_of_day(rule, DAYS, NUMBERS) == words


@pytest.mark.parametrize(
    "text",
    [
        "born + months(1)", "born - years(1)", "other + days(1)", "born + days(city.other)", "born + days(0)", "born +",
        "choose(born == today, born, today)", "open_day_from(open_days_after(born, 3))", "school_year_end(born)", "14",
    ],
)  # fmt: skip
def test_what_the_boxes_cannot_show_is_left_as_it_is(text: str) -> None:
    assert read_day(text, DAYS, NUMBERS) is None


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (DayRule("x", "days", "1"), "base"), (DayRule("born", "months", ""), "number"), (DayRule("born", "days", "１"), "number"),
        (DayRule("born", "weeks", "1"), "way"), (DayRule("born", "days", "1", "x"), "way"), (DayRule("born", "days", "1) or (1"), "number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_box(rule: DayRule, wrong: str) -> None:
    assert list(wrong_boxes(rule, DAYS, NUMBERS)) == [wrong]


def test_a_definition_offers_its_date_questions_and_its_settings() -> None:
    tree = DefinitionText((PROCEDURES / "nochi-sozoku.yaml").read_text("utf-8")).tree
    days, numbers = days_of(tree, Comparables(tree).before(("time",))), numbers_of(tree)
    assert {"today", "known_on", "got_on"} <= set(days)
    assert numbers["city.report_months"] == "市の設定「届け出る月数」"
    rule = read_day("open_day_from(months_on(known_on, city.report_months))", days, numbers)
    assert rule == DayRule("known_on", "months", "city.report_months", "open_day_from")
