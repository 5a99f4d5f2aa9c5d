"""Rules on paper: nothing that the city has set, that only the screen asks, or that is true of some is printed for all."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from forms.city.city import DatedSetting
from forms.city.city_words import in_words_of
from forms.definition.official_form import official_form
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder, load_text
from forms.path.path import Path
from forms.scenarios.sampling import NoSample, valid_sample
from portal.config import TREE
from portal.services.paper.paper_rules import PaperRules
from portal.services.paper.print_form import form_content
from tests.definitions.shelf import shelf
from tests.examples import some
from tests.forms.fuzzing import usual
from tests.portal.services.paper.paper import CITY, DEFINITION, ON, filled, procedure

FOLDER = TREE / "forms" / "procedures"
SHIPPED = {name: in_words_of(CITY, read, ON) for name, read in load_folder(FOLDER, fields=field_types()).items()}
SEEDS = range(2)


def _settings(name: str) -> dict[str, Any]:
    return {of: setting.default for of, setting in SHIPPED[name].settings.items()} | dict(CITY.settings_of(name, ON))


def _at_counter(name: str, seed: int) -> Path | None:
    """None where no visitor can file on the day of these tests."""
    environment = replace(usual(SHIPPED[name], seed), door="counter", city=_settings(name))
    try:
        return valid_sample(SHIPPED[name], environment, seed)
    except NoSample:
        return None


COUNTER = [name for name, of in SHIPPED.items() if "counter" in of.who]
FILLED_INSIDE = [
    name for name, of in SHIPPED.items() if of.my_number and _settings(name).get("my_number") in ("fill_inside", "none")
]
OF_THE_SCREEN = re.compile("この画面|画面で出す|送信(?!機)")


def rules_of(of: Procedure, on: date = ON) -> PaperRules:
    return PaperRules(of, CITY, on, {})


@cache
def blanks(name: str) -> list[Mapping[str, Any]]:
    """Our own form, and the official one where there is one."""
    shipped = SHIPPED[name]
    official = official_form(FOLDER, name)
    return [form_content(shipped, CITY, ON, None), form_content(shipped, CITY, ON, None, official)]


def changed(**settings: str) -> Procedure:
    """The definition of these tests with questions whose rules name settings and doors."""
    asks = "\n".join(
        f"      - {{id: {name}, type: text, label: {name}, when: {rule}}}" for name, rule in settings.items()
    )
    text = DEFINITION.replace(
        "  - step: 家族\n", f"  - step: ほか\n    id: more\n    ask:\n{asks}\n  - step: 家族\n", 1
    )
    text = text.replace(
        "settings:\n", "settings:\n  way: {type: choice, options: [card, none], default: none, certainty: std}\n"
    )
    return load_text(text.split("scenarios:")[0] + "scenarios: []\n", "paper.yaml", fields=field_types())


@pytest.mark.parametrize("name", some(SHIPPED, 24))
def test_no_blank_form_prints_a_setting_or_a_formula(name: str) -> None:
    for content in blanks(name):
        words = json.dumps(content, ensure_ascii=False)
        assert [sign for sign in ("市の設定", "city.", "［", "出し方が「オンライン」") if sign in words] == []
        assert [setting for setting in SHIPPED[name].settings if "_" in setting and setting in words] == []


@pytest.mark.parametrize("name", some(SHIPPED, 24))
def test_no_blank_form_says_that_its_reader_is_late(name: str) -> None:
    due = SHIPPED[name].due
    for content in blanks(name):
        assert content["late"] is (due is not None)
        assert due is None or (due.late and due.late not in json.dumps(content, ensure_ascii=False))
        assert (content["due"] != "") is (due is not None)


@pytest.mark.parametrize("name", some(SHIPPED, 24))
def test_no_blank_form_asks_what_only_the_screen_asks(name: str) -> None:
    shipped, rules = SHIPPED[name], rules_of(SHIPPED[name])
    for content in blanks(name):
        asked = {row["label"] for part in content["sections"] for group in part["groups"] for row in group["rows"]}
        words = json.dumps([content["sections"], content["official"]], ensure_ascii=False)
        assert OF_THE_SCREEN.findall(words) == []
        never = {field.label for field in shipped.fields if not rules.asks(field)}
        assert never & asked <= {field.label for field in shipped.fields if rules.asks(field)}


@pytest.mark.parametrize("name", some(FILLED_INSIDE, 12))
def test_a_form_has_no_box_for_a_number_that_the_city_fills_in(name: str) -> None:
    shipped, rules = SHIPPED[name], rules_of(SHIPPED[name])
    numbers = [field for field in shipped.fields if field.type.id == "my_number"]
    assert [field.name for field in numbers if rules.asks(field)] == []
    for content in blanks(name):
        labels = [row["label"] for part in content["sections"] for group in part["groups"] for row in group["rows"]]
        sheet = content["official"] or {"sides": []}
        cells = [
            cell for side in sheet["sides"] for part in side for copy in part["copies"] for row in copy for cell in row
        ]
        assert [
            label
            for label in (*labels, *(cell["label"] for cell in cells))
            if "個人番号（" in label or label == "個人番号"
        ] == []


@pytest.mark.parametrize("name", some(COUNTER, 24))
@pytest.mark.parametrize("seed", SEEDS)
def test_paper_asks_whatever_a_counter_may_ask(name: str, seed: int) -> None:
    path, rules = _at_counter(name, seed), rules_of(SHIPPED[name])
    fields = () if path is None else path.fields
    assert [field.id for field in fields if not rules.asks(SHIPPED[name].field(field.id))] == []


def test_nearly_every_procedure_of_a_counter_was_walked() -> None:
    asked = some(COUNTER, 24)
    walked = [name for name in asked if _at_counter(name, 0) is not None]
    assert len(walked) >= len(asked) - 5
    assert FILLED_INSIDE


def test_a_condition_is_what_remains_of_the_rule_in_the_words_of_the_form() -> None:
    made = changed(online="door == online", card="city.way == card", follows="card.answered", here="door == counter")
    rules = rules_of(made)
    asked = {name: rules.asks(made.by_name[name]) for name in ("online", "card", "follows", "here")}
    assert asked == {"online": False, "card": False, "follows": False, "here": True}
    assert rules.when(made.by_name["here"].when, "here") == ""


def test_a_length_that_the_city_set_is_written_as_its_number() -> None:
    made = changed(soon="birth + days(city.days) > today")
    assert rules_of(made).when(made.by_name["soon"].when, "soon") == "「生年月日」から14日後が出す日より後のとき"


def test_a_day_that_no_answer_decides_is_printed_as_a_day() -> None:
    shipped = SHIPPED["furusato-onestop"]
    assert isinstance(rules_of(shipped).due(), date)


def test_advice_is_beside_the_choice_that_ends_the_procedure() -> None:
    shipped = SHIPPED["jido-teate-nintei"]
    advice, general = rules_of(shipped).stops(shipped.by_name["public_servant"])
    assert (set(advice), general) == ({"yes"}, "")
    assert advice["yes"].startswith("公務員は、児童手当を勤め先に請求します。")
    content = form_content(shipped, CITY, ON, None)
    rows = {row["label"]: row for part in content["sections"] for group in part["groups"] for row in group["rows"]}
    beside = {item["label"]: item["advice"] for item in rows["あなたは公務員ですか"]["box"]["items"]}
    assert beside == {"はい": advice["yes"], "いいえ": ""}


def test_advice_for_the_screen_alone_is_left_out_and_that_of_a_day_is_below_its_box() -> None:
    moved = SHIPPED["kokuho-kanyu"]
    assert rules_of(moved).stops(moved.by_name["reason"]) == ({}, "")
    died = SHIPPED["jido-teate-mishiharai"]
    advice, general = rules_of(died).stops(died.by_name["died_on"])
    assert advice == {}
    assert general.startswith("「亡くなった日」の翌日から数えて2年が終わる日が出す日より前のとき：")


def test_a_filled_form_has_no_conditions() -> None:
    content = form_content(procedure(), CITY, ON, filled())
    rows = [row for part in content["sections"] for group in part["groups"] for row in group["rows"]]
    assert {row["when"] for row in rows} == {""}


@pytest.mark.parametrize("name", ["gakudo-hoiku", "shisetsu-riyo-nintei"])
def test_the_numbers_of_a_blank_form_leave_none_out(name: str) -> None:
    content = form_content(SHIPPED[name], CITY, ON, None)
    numbers = [row["number"] for part in content["sections"] for group in part["groups"] for row in group["rows"]]
    assert set(numbers) - {0} == set(range(1, max(numbers) + 1))


def test_a_choice_within_a_choice_is_not_how_a_form_counts_its_last_day() -> None:
    content = form_content(SHIPPED["ninpu-taiji-todoke"], CITY, ON, None)
    assert content["due"] == "担当の課に聞いてください"


def with_due(due: str, label: str = "生年月日") -> Procedure:
    text = DEFINITION.split("scenarios:")[0] + "scenarios: []\n"
    text = text.replace("due: open_day_from(birth + years(20))", f"due: {due}").replace(
        "label: 生年月日", f"label: {label}"
    )
    text = text.replace("settings:\n", "settings:\n  begins: {type: date, default: 2027-01-01, certainty: std}\n")
    school = "      - {id: school, type: listed, label: 学校, list: schools, columns: {places: integer}}\n"
    text = text.replace("      - {id: address,", f"{school}      - {{id: address,", 1)
    return load_text(text, "paper.yaml", fields=field_types())


@pytest.mark.parametrize(
    ("due", "printed"),
    [
        ("birth", "「生年月日」の日"),
        ("birth + years(city.days)", "「生年月日」から14年後"),
        ("first_of(birth, city.begins)", "「生年月日」と2027年1月1日の早いほう"),
        ("choose(today < city.begins, birth, birth + years(3))", "「生年月日」の日"),  # today is the day of the form
        ("choose(birth < today, birth, birth + years(3))", "（「生年月日」が出す日より前なら「生年月日」、でなければ「生年月日」から3年後）"),
        ("choose(school.places == 0, birth, birth + years(3))", ""),  # a number of a list has no words
        ("today + days(city.days)", date(2026, 12, 4)),
        ("choose(door == counter, today + days(3), today + days(5))", date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_a_last_day_is_a_day_or_short_words_how_to_count_it(due: str, printed: date | str) -> None:
    assert rules_of(with_due(due)).due() == printed


def test_a_last_day_in_more_than_110_characters_is_not_printed() -> None:
    long = "あ" * (110 - len("「」から20年後"))
    assert len(str(rules_of(with_due("birth + years(20)", long)).due())) == 110
    assert rules_of(with_due("birth + years(20)", f"{long}あ")).due() == ""
    assert rules_of(replace(procedure(), due=None)).due() == ""


def test_what_the_city_set_on_the_day_replaces_the_default() -> None:
    made = changed(soon="birth + days(city.days) > today")
    settings = [{"from": "2026-01-01", "to": "2026-11-20", "value": 30}, {"from": "2026-11-21", "value": 31}]
    rows = tuple(DatedSetting.model_validate(row) for row in settings)
    city = CITY.model_copy(update={"settings": {**CITY.settings, "paper": {"days": rows}}})
    assert PaperRules(made, city, ON, {}).when(made.by_name["soon"].when, "soon") == (
        "「生年月日」から30日後が出す日より後のとき"
    )
    assert PaperRules(with_due("today + days(city.days)"), city, ON, {}).due() == date(2026, 12, 20)


def test_a_question_or_paper_is_asked_as_long_as_an_answer_can_make_its_rule_true() -> None:
    text = DEFINITION.split("scenarios:")[0] + "scenarios: []\n"
    text = text.replace("    each: ", "    when: door == online\n    each: ")
    made = load_text(text, "paper.yaml", fields=field_types())
    rules = rules_of(made)
    assert [field.name for field in made.fields if not rules.asks(field)] == [
        "members.who", "members.abroad", "members.since"
    ]  # fmt: skip
    assert [paper.id for paper in made.papers if not rules.is_needed(paper.when, paper.id)] == ["members.proof"]
    assert rules_of(procedure()).is_needed(made.papers[-1].when, "members.proof")


def test_what_is_computed_of_what_is_computed_is_worded_by_what_was_asked() -> None:
    text = DEFINITION.split("scenarios:")[0] + "scenarios: []\n"
    asked = "".join(
        f"      - {{{question}}}\n"
        for question in (
            "id: limit, type: computed, of: date, label: 二, compute: birth + years(20)",
            "id: later, type: computed, of: date, label: 三, compute: limit + days(city.days)",
            "id: soon, type: text, label: 四, when: later > today",
        )
    )
    made = load_text(
        text.replace("      - {id: address,", f"{asked}      - {{id: address,"), "p.yaml", fields=field_types()
    )
    assert rules_of(made).when(made.by_name["soon"].when, "soon") == (
        "「生年月日」から20年と14日後が出す日より後のとき"
    )


ANY = shelf()["stop-any"]


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("people", ({}, "「人数」が0のとき：〔人数〕人では出せません。担当の課に聞いてください。")),
        ("many", ({}, "「色」で「赤」を選んだ、かつ「色」で「青」を選んだとき：どちらかだけです。担当の課に聞いてください。")),
        ("school", ({}, "あてはまる人：〔学校〕は、いっぱいです。担当の課に聞いてください。")),
        ("agree", ({"no": "調べないと出せません。担当の課に聞いてください。"}, "")),
        ("things.how", ({"good": "直すものがありません。担当の課に聞いてください。"}, "")),
    ],
)  # fmt: skip
def test_advice_is_printed_beside_its_choice_or_with_its_condition(question: str, printed: tuple[Any, str]) -> None:
    assert rules_of(ANY).stops(ANY.by_name[question]) == printed


def test_advice_for_a_single_choice_of_several_is_beside_it() -> None:
    stop = "stop: {when: a in odd, say: 赤は出せません。, next: 担当の課に聞いてください。}"
    text = DEFINITION.split("scenarios:")[0] + "scenarios: []\n"
    question = f"      - {{id: odd, type: multiple_choice, label: 色, options: {{a: 赤, ab: 青}}, {stop}}}\n"
    made = load_text(
        text.replace("      - id: birth\n", f"{question}      - id: birth\n"), "p.yaml", fields=field_types()
    )
    advice = {"a": "赤は出せません。担当の課に聞いてください。"}
    assert rules_of(made).stops(made.by_name["odd"]) == (advice, "")


def test_settings_after_a_table_are_known_and_a_day_is_a_day() -> None:
    rules = rules_of(ANY)
    assert dict(rules.known.values)["city.last"] == (date(2027, 1, 31),)
    assert "city.cap" not in rules.known.values


def test_a_rule_without_words_for_it_is_for_whom_it_concerns() -> None:
    stop = ANY.by_name["school"].stop
    assert stop is not None
    assert rules_of(ANY).when(stop.when, "school") == "あてはまる人だけ"
