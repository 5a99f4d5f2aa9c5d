"""Options that earlier answers offer or take away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from forms.definition.procedure import Field
from forms.path.binding import bind
from forms.path.path import Path, walk
from tests.forms.first import ENVIRONMENT
from tests.forms.loading.small import SMALL, refusal, small
from tests.forms.scenarios.all_scenarios import run_scenarios

WAYS = """\
      - {id: abroad, type: yes_no, label: 国の外}
      - id: way
        type: choice
        label: 受け取り方
        options: {counter: 窓口, post: {label: 郵便, when: not abroad}, airmail: {label: 国際郵便, when: abroad, tell: true}}
      - id: papers
        type: multiple_choice
        label: ほしいもの
        options: {copy: 写し, stamp: {label: 切手, when: way == post}}
"""


def path_of(answers: Mapping[str, Any]) -> Path:
    return walk(small(WAYS), {"reason": "torn", **answers}, ENVIRONMENT)


def field_of(path: Path, name: str) -> Field:
    return next(field for field in path.fields if field.id == name)


def codes(path: Path, name: str) -> list[str]:
    return list(field_of(path, name).settings.options)


@pytest.mark.parametrize(
    ("answers", "ways"),
    [({"abroad": False}, ["counter", "post"]), ({"abroad": True}, ["counter", "airmail"]), ({}, ["counter"])],
)
def test_an_option_is_there_only_if_its_rule_holds(answers: Mapping[str, Any], ways: list[str]) -> None:
    assert codes(path_of(answers), "way") == ways


def test_what_is_not_there_cannot_be_posted() -> None:
    path = bind(small(WAYS), frozenset({"way"}), {"way": ["post"]}, {"reason": "torn", "abroad": True}, ENVIRONMENT)
    assert [mistake.key for mistake in path.mistakes["way"]] == ["choice.not_offered"]
    assert "way" not in path.answers


def test_a_choice_that_an_earlier_answer_takes_away_is_asked_again() -> None:
    kept = {"abroad": True, "way": {"code": "airmail", "tell": "船便"}, "papers": ["copy"]}
    assert path_of(kept).complete
    changed = path_of({**kept, "abroad": False})
    assert [mistake.key for mistake in changed.mistakes["way"]] == ["choice.not_offered"]
    assert not changed.complete
    assert "way" not in changed.answers


def test_one_lost_option_of_several_asks_for_all_again() -> None:
    path = path_of({"abroad": False, "way": "counter", "papers": ["copy", "stamp"]})
    assert [mistake.key for mistake in path.mistakes["papers"]] == ["choice.not_offered"]


def test_one_option_must_be_there_for_everybody() -> None:
    written = SMALL + WAYS.replace("counter: 窓口, ", "").replace("when: abroad", "when: abroad and reason == torn")
    assert [complaint.key for complaint in refusal(written)] == ["option.when"]


TOWNS = """\
      - {id: ward, type: choice, label: 地区, options: {east: 東, west: 西}}
      - id: town
        type: choice
        label: 町
        options: {first: {label: 一番町, when: ward == east}, second: {label: 二番町, when: ward != east}}
"""


def test_options_of_which_each_answer_to_a_question_before_leaves_one_need_none_without_a_rule() -> None:
    for answer, towns in {"east": ["first"], "west": ["second"]}.items():
        assert codes(walk(small(TOWNS), {"reason": "torn", "ward": answer}, ENVIRONMENT), "town") == towns
    rule = TOWNS.replace("ward == east", "abroad").replace("ward != east", "not abroad")
    small(
        rule.replace("type: choice, label: 地区, options: {east: 東, west: 西}", "type: yes_no, label: 国の外").replace(
            "ward", "abroad"
        )
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ward != east", "ward == east"),
        ("label: 地区,", "label: 地区, required: false,"),
        ("label: 地区,", "label: 地区, when: reason == torn,"),
        ("ward != east", "reason == torn"),
        ("type: choice, label: 地区", "type: multiple_choice, label: 地区"),
    ],
)
def test_where_an_answer_may_leave_none_or_be_missing_it_is_stated(before: str, after: str) -> None:
    written = SMALL + TOWNS.replace(before, after)
    if "multiple_choice" in after:
        written = written.replace("ward == east", "east in ward").replace("ward != east", "west in ward")
    assert [complaint.key for complaint in refusal(written)] == ["option.when"]


def test_a_question_of_a_step_with_a_rule_is_not_always_answered() -> None:
    first, town = TOWNS.split("      - id: town")
    steps = SMALL + first.replace(
        "{id: ward",
        "{id: other, type: text, label: ほか}\n  - step: 地区\n    id: wards\n    when: reason == torn\n    ask:\n      - {id: ward",
    )
    steps += "  - step: 町\n    id: towns\n    ask:\n      - id: town" + town
    assert [complaint.key for complaint in refusal(steps)] == ["option.when"]


def test_the_rule_of_an_option_reads_earlier_questions_only() -> None:
    written = SMALL + WAYS.replace("when: not abroad", "when: copy in papers")
    assert [complaint.key for complaint in refusal(written)] == ["order.later"]


def test_a_scenario_says_what_is_offered_and_nothing_of_a_question_that_is_no_choice() -> None:
    scenario = """\
scenarios:
  - name: 見本
    today: 2026-11-20
    answers: {reason: torn, abroad: true, way: counter, papers: [copy]}
    expect: {offered: {way: [counter, post], abroad: [copy], papers: [copy]}}
"""
    faults = run_scenarios(small(WAYS + scenario), ENVIRONMENT)
    assert [(fault.key, fault.text.rpartition(": ")[2]) for fault in faults] == [
        ("scenario.offered", "way offers counter, airmail"),
        ("scenario.offered", "abroad offers nothing"),
    ]


PLACES = """\
      - {id: course, type: choice, label: 教室, options: {morning: {label: 朝, capacity: 3}, evening: {label: 夜, capacity: 1}, video: 動画}}
      - {id: tools, type: multiple_choice, label: 道具, required: false, options: {cup: {label: コップ, capacity: 2}, pen: ペン}}
"""


@pytest.mark.parametrize(
    ("answers", "mistaken"),
    [
        ({"course": "morning"}, []),
        ({"course": "evening"}, ["course"]),
        ({"course": "video", "tools": ["cup", "pen"]}, ["tools"]),
        ({"course": "video", "tools": ["pen"]}, []),
    ],
)
def test_a_full_option_cannot_be_chosen_until_it_was_sent(answers: Mapping[str, Any], mistaken: list[str]) -> None:
    procedure, answers = small(PLACES), {"reason": "torn", **answers}
    assert procedure.option_places == {"course": {"morning": 3, "evening": 1}, "tools": {"cup": 2}}
    environment = replace(ENVIRONMENT, left={"course": {"morning": 2, "evening": 0}, "tools": {"cup": 0}})
    mistakes = walk(procedure, answers, environment).mistakes
    assert {name: mistake.key for name, (mistake,) in mistakes.items()} == dict.fromkeys(mistaken, "choice.full")
    assert walk(procedure, answers, replace(environment, sent=True)).mistakes == {}, "a case that has its place"
    assert walk(procedure, answers, ENVIRONMENT).mistakes == {}, "a scenario knows of no others"
