"""Rules on paper: nothing that the city has set, that only the screen asks, or that is true of some is printed for all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

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
OF_THE_SCREEN = ("この画面", "画面で出す", "送信")


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
        assert [sign for sign in OF_THE_SCREEN if sign in words] == []
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


def test_advice_stands_beside_the_choice_that_ends_the_procedure() -> None:
    shipped = SHIPPED["jido-teate-nintei"]
    advice, general = rules_of(shipped).stops(shipped.by_name["public_servant"])
    assert (set(advice), general) == ({"yes"}, "")
    assert advice["yes"].startswith("公務員は、児童手当を勤め先に請求します。")
    content = form_content(shipped, CITY, ON, None)
    rows = {row["label"]: row for part in content["sections"] for group in part["groups"] for row in group["rows"]}
    beside = {item["label"]: item["advice"] for item in rows["あなたは公務員ですか"]["box"]["items"]}
    assert beside == {"はい": advice["yes"], "いいえ": ""}


def test_advice_for_the_screen_alone_is_left_out_and_that_of_a_day_stands_below_its_box() -> None:
    moved = SHIPPED["kokuho-kanyu"]
    assert rules_of(moved).stops(moved.by_name["reason"]) == ({}, "")
    died = SHIPPED["jido-teate-mishiharai"]
    advice, general = rules_of(died).stops(died.by_name["died_on"])
    assert advice == {}
    assert general.startswith("「亡くなった日」から2年後が出す日より前のとき：")


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
