"""Permitted roles by door, and by the answers."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load_folder
from forms.path.difference import difference
from forms.path.filer import (
    CAME,
    asked_on_line,
    doors_of,
    may_file,
    own_questions,
    role_of,
    roles_of,
)
from forms.path.path import Path as Walked
from forms.path.path import walk
from tests.forms.first import ENVIRONMENT, first
from tests.forms.loading.small import SMALL, refusal, small
from tests.forms.scenarios.all_scenarios import run_scenarios

SHIPPED = Path(__file__).parents[3] / "forms" / "procedures"
WHO = "{online: [self, agent], counter: [self, agent]}"
AGENT = "  agent: {when: reason == lost, say: 代理人が出せるのは、なくしたときだけです。}"
OWN = "  self: {when: reason == torn, say: 家族が出してください。, source: {text: 見本規則, certainty: std}}"
CARED_FOR = small(who="{online: [self, agent], counter: [same_household, self]}")
FILER = "      - {id: filer, type: choice, label: 出す人, options: {self: 本人, agent: 代理人, heir: 相続人}}\n"
SCENARIO = """\
scenarios:
  - name: 代理人
    today: 2026-11-20
    filed_by: agent
    answers: {reason: torn}
    expect: {complete: false, mistakes: {reason: 代理人が出せるのは、なくしたときだけです。}}
"""


def ruled(rules: str = AGENT, more: str = "", who: str = WHO) -> Procedure:
    return small(more, who=f"{who}\nwho_when:\n{rules}")


def says(path: Walked) -> Mapping[str, list[Any]]:
    return {name: [mistake.arguments["say"] for mistake in mistakes] for name, mistakes in path.mistakes.items()}


def test_the_own_question_of_a_form_decides_the_role_no_matter_whom_the_reception_saw() -> None:
    assert own_questions(first()) == ("filer_kind",)
    assert role_of(first(), {"filer_kind": "self", CAME: "agent"}, "guardian") == "self"
    assert role_of(first(), {"filer_kind": {"code": "family", "tell": "長男"}}) == "agent"
    assert role_of(first(), {"filer_kind": "stranger"}, "agent") == ""


def test_without_such_a_question_the_reception_decides_and_its_present_answer_wins() -> None:
    assert role_of(ruled(), {CAME: "agent"}) == "agent"
    assert role_of(ruled(), {CAME: "agent"}, "same_household") == "same_household"
    assert role_of(ruled(), {}) == ""


@pytest.mark.parametrize(
    ("came", "reason", "may"),
    [
        ("agent", "torn", False),
        ("agent", "lost", True),
        ("self", "torn", True),
        ("guardian", "torn", True),
    ],
)
def test_a_role_may_file_only_while_its_rule_holds(came: str, reason: str, may: bool) -> None:
    path = walk(ruled(), {CAME: came, "reason": reason}, ENVIRONMENT)
    assert path.complete is may
    assert says(path) == ({} if may else {"reason": ["代理人が出せるのは、なくしたときだけです。"]})


def test_before_the_answer_the_rule_stops_no_person() -> None:
    assert says(walk(ruled(), {CAME: "agent"}, ENVIRONMENT)) == {}


def test_who_is_not_asked_on_line_files_for_themselves() -> None:
    procedure = ruled(OWN, who="{online: [self], counter: [self]}")
    assert says(walk(procedure, {"reason": "lost"}, ENVIRONMENT)) == {"reason": ["家族が出してください。"]}
    for elsewhere in (replace(ENVIRONMENT, door="counter"), replace(ENVIRONMENT, sent=True)):
        assert walk(procedure, {"reason": "lost"}, elsewhere).complete


def test_the_own_question_of_a_procedure_says_the_role() -> None:
    procedure = ruled(f"{OWN}\n{AGENT}", FILER)
    for code, allowed in (("self", "torn"), ("agent", "lost")):
        for reason in ("torn", "lost"):
            path = walk(procedure, {"reason": reason, "filer": code}, ENVIRONMENT)
            assert path.complete is (reason == allowed)
    assert walk(procedure, {"reason": "lost", "filer": "heir"}, ENVIRONMENT).complete  # in a right of their own
    assert says(walk(procedure, {"reason": "lost"}, ENVIRONMENT)) == {}  # not known yet


def test_a_scenario_files_as_the_role_that_it_names() -> None:
    assert run_scenarios(ruled(more=SCENARIO), ENVIRONMENT) == []
    other = run_scenarios(ruled(more=SCENARIO.replace("filed_by: agent", "filed_by: self")), ENVIRONMENT)
    assert {complaint.key for complaint in other} == {"scenario.complete", "scenario.mistakes"}


def test_a_rule_for_a_role_that_no_door_admits_is_refused_at_its_place() -> None:
    written = SMALL + "who_when:\n" + AGENT + "\n"
    (complaint,) = refusal(written)
    assert (complaint.key, complaint.line, complaint.column) == ("who_when.role", len(written.split("\n")) - 1, 3)
    assert complaint.text.startswith("no door admits agent: add it to `who`")


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("{when: colour == red, say: あ}", "expression.name"),
        ("{when: reason == lost}", "key.missing"),
        ("{say: あ}", "key.missing"),
        ("{when: reason == burnt, say: あ}", "expression.option"),
    ],
)
def test_a_rule_that_cannot_be_read_is_complained_about_where_it_is(rule: str, key: str) -> None:
    written = SMALL.replace("who: {online: [anyone]}", f"who: {WHO}\nwho_when:\n  agent: {rule}")
    (complaint,) = refusal(written)
    assert (complaint.key, complaint.line) == (key, 13)


def test_anyone_has_no_rule() -> None:
    written = SMALL + "who_when:\n" + AGENT.replace("agent", "anyone") + "\n"
    assert {complaint.key for complaint in refusal(written)} <= {"value.choice", "who_when.role"}
    assert refusal(written)


def test_a_rule_that_always_or_never_holds_is_found() -> None:
    for rule, key in (
        ("'reason in [torn, lost]'", "lint.always"),
        ("reason == torn and reason == lost", "lint.unreachable"),
    ):
        findings = [finding for finding in lint(ruled(AGENT.replace("reason == lost", rule))) if finding.key == key]
        assert len(findings) == 1, rule
        assert findings[0].line == 13


def test_a_changed_rule_is_a_difference_and_its_sentence_is_translated() -> None:
    changes = {change.aspect: change for change in difference(ruled(), ruled(AGENT.replace("lost,", "torn,")))}
    assert set(changes) == {"who_when.agent"}
    assert {change.aspect for change in difference(small(who=WHO), ruled())} == {"who_when.agent", "who_say.agent"}
    assert ruled().texts["ja"]["who_when.agent.say"] == "代理人が出せるのは、なくしたときだけです。"
    assert ruled(OWN).who_when["self"].source is not None


@pytest.mark.parametrize(
    ("door", "role", "may"),
    [
        ("online", "agent", True), ("online", "same_household", False), ("counter", "same_household", True),
        ("counter", "agent", False), ("post", "agent", False), ("online", "self", True), ("online", "", True),
    ],
)  # fmt: skip
def test_a_role_may_file_only_through_the_doors_that_name_it(door: str, role: str, may: bool) -> None:
    assert may_file(CARED_FOR, door, role) == may


def test_a_door_open_to_anyone_takes_every_role() -> None:
    assert may_file(small(), "online", "care_manager")
    assert doors_of(CARED_FOR, "self") == ("online", "counter")
    assert roles_of(CARED_FOR) == ("self", "same_household", "agent")


def test_a_screen_asks_for_the_role_only_where_a_mandate_is_possible_and_the_form_does_not_ask() -> None:
    assert asked_on_line(CARED_FOR)
    assert not asked_on_line(small(who="{online: [self, same_household], counter: [agent]}"))
    assert not asked_on_line(first())
    rule = "who_when: {self: {when: reason == lost, say: 家族が出してください。}}"
    assert asked_on_line(
        small(who=f"{{online: [self, same_household], counter: [agent]}}\n{rule}")
    )  # the rule has to know


# Codes of people who file in a right of their own: without a mandate, without a role.
OWN_RIGHT = frozenset({"heir"})


@pytest.mark.uncounted
def test_anyone_a_shipped_procedure_lets_choose_to_file_is_taken_at_a_door_or_asked_to_stop() -> None:
    for procedure in load_folder(SHIPPED, fields=field_types()).values():
        for name in own_questions(procedure):
            question = procedure.by_name[name]
            ends = question.stop.when.text if question.stop is not None else ""
            for code in question.type.options(question.settings):
                role = role_of(procedure, {name: code})
                taken = code in OWN_RIGHT or any(may_file(procedure, door, role) for door in procedure.who if role)
                assert taken or f"== {code}" in ends, code
