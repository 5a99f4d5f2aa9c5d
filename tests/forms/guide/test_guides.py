"""Shipped guides against the facts and worked examples."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.definition.registry import field_types
from forms.guide.guide import Case, Guide, Line, acts, answered_facts, known_answers
from forms.guide.guide_trial import try_cases, witnesses
from forms.guide.trial import environment_of
from forms.linting.guides import lint_guide
from forms.loading.guides import SHIPPED, load_guides
from forms.path.environment import Environment
from forms.path.path import walk
from forms.text.translations import translations

CITY = load_city(Path(__file__).parents[3] / "forms" / "cities" / "mihon")
GUIDES = load_guides(SHIPPED, fields=field_types())
TODAY = date(2026, 11, 20)
# Number of rules per letter of the collected facts: M moving, N birth, W marriage, O bereavement, K care, Z disaster,
# G childcare; and of law: D divorce, J jobs, A age, S disability, B business, V vacant houses, F from abroad.
RULES = {
    "M": 48, "N": 20, "W": 18, "O": 33, "K": 26, "Z": 26, "G": 25,
    "D": 26, "J": 20, "A": 21, "S": 24, "B": 23, "V": 18, "F": 22,
}  # fmt: skip
LINES = [(guide, line) for guide in GUIDES.values() for line in guide.lines]
CASES = [(guide, case) for guide in GUIDES.values() for case in guide.cases]


def environment_for(guide: Guide) -> Environment:
    return environment_of(guide.questions, CITY, TODAY)


def test_every_rule_of_the_facts_is_a_line() -> None:
    rules = {name for _, line in LINES for name in re.findall(r"[A-Z][0-9]+", line.id)}
    wanted = {
        f"{letter}{number:02}" if letter != "G" else f"G{number}"
        for letter, most in RULES.items()
        for number in range(1, most + 1)
    }
    assert rules == wanted


@pytest.mark.uncounted
@pytest.mark.parametrize(("guide", "line"), LINES, ids=[f"{guide.id}-{line.id}" for guide, line in LINES])
def test_each_line_comes_out_for_somebody_and_not_for_everybody(guide: Guide, line: Line) -> None:
    """Answers come from the data, so a changed rule needs no change here."""
    shown, hidden = witnesses(guide, line, environment_for(guide))
    assert shown is not None
    path = walk(guide.questions, shown, environment_for(guide))
    assert line.id in {act.line.id for act in acts(guide, path) if not act.maybe}
    assert (hidden is None) == (line.when is None)
    if hidden is not None:
        path = walk(guide.questions, hidden, environment_for(guide))
        assert line.id not in {act.line.id for act in acts(guide, path) if not act.maybe}


@pytest.mark.parametrize(("guide", "case"), CASES, ids=[f"{guide.id}-{case.name}" for guide, case in CASES])
def test_a_household_comes_out_as_it_was_worked_by_hand(guide: Guide, case: Case) -> None:
    alone = Guide(guide.id, guide.title, guide.summary, guide.events, guide.questions, guide.lines, (case,))
    assert [complaint.text for complaint in try_cases(alone, environment_for(guide))] == []


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_a_careful_reader_finds_nothing(guide: Guide) -> None:
    assert [str(complaint) for complaint in lint_guide(guide, environment_for(guide))] == []


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_every_sentence_is_in_easy_japanese_and_in_english(guide: Guide) -> None:
    texts = guide.questions.texts
    assert set(texts["easy"]) == set(texts["ja"])
    assert [text for text in texts["ja"].values() if text not in translations("en").texts] == []
    assert guide.questions.stale == {"easy": ()}


def test_no_line_is_dead() -> None:
    shipped = {path.stem for path in (SHIPPED.parent / "procedures").glob("*.yaml")}
    dead = []
    for guide, line in LINES:
        held = any(row.holds(TODAY) and row.place and row.telephone for row in CITY.duties.get(line.duty, ()))
        idle = not set(line.at) - {"automatic", "advice"}
        lost = not (line.procedure or line.office or held or idle)
        if lost or not {line.procedure, line.at_counter} <= {"", *shipped} or (line.duty and not held):
            dead.append(f"{guide.id} {line.id}")
    assert dead == []


def test_what_ends_first_comes_first_and_what_is_no_work_comes_last() -> None:
    guide = GUIDES["moving"]
    case = guide.cases[0]
    acts_due = acts(guide, walk(guide.questions, case.answers, environment_for(guide)))
    days = [act.until for act in acts_due if act.until is not None]
    assert days == sorted(days)
    month = environment_for(guide).today + timedelta(days=30)
    urgent = [act for act in acts_due if (act.until is not None and act.until <= month) or act.line.soon]
    assert list(acts_due[: len(urgent)]) == urgent, "what shall be done soon waits for no deadline of next year"
    assert len([act for act in urgent if act.until is None]) > 2
    assert max(days) > month
    assert acts_due[-1].line.at == ("automatic",)


def test_what_was_left_open_may_be() -> None:
    guide = GUIDES["marriage"]
    acts_due = acts(guide, walk(guide.questions, {}, environment_for(guide)))
    assert {act.line.id for act in acts_due if not act.maybe} == {"W01"}
    # Only a person whose name changes is asked about the card.
    assert "W04" not in {act.line.id for act in acts_due}
    assert "W03" in {act.line.id for act in acts_due if act.maybe}


def test_a_day_that_nobody_vouches_for_is_a_guide() -> None:
    sure = {line.id: line.sure for _, line in LINES}
    assert sure["N01"]
    assert not sure["N13"]


HOUSEHOLD = ({"birth": "2016-01-20"}, {"birth": "1950-04-01"})


def test_what_a_register_shows_is_answered_and_can_be_stated_otherwise() -> None:
    guide = GUIDES["moving"]
    moved = {"direction": "moved_within", "moved_on": "2026-11-10"}
    environment = replace(environment_for(guide), household=HOUSEHOLD, applicant={"birth": "1980-01-01"})
    answers = known_answers(guide, moved, environment).answers
    # A small child is asked about only after a child is known.
    assert {name: answers[name] for name in ("child", "baby", "age65", "age75")} == {
        "child": True, "baby": False, "age65": True, "age75": True,
    }  # fmt: skip
    assert known_answers(guide, {**moved, "child": False}, environment).answers["child"] is False


def test_of_who_may_live_alone_a_register_shows_nothing() -> None:
    guide = GUIDES["moving"]
    path = known_answers(
        guide, {"direction": "moved_within"}, replace(environment_for(guide), applicant={"birth": "1950-01-01"})
    )
    assert set(path.answers) == {"direction"}


def test_the_day_of_the_move_is_known_where_it_was_given() -> None:
    guide = GUIDES["moving"]
    environment = replace(environment_for(guide), events={"moved_in": date(2026, 11, 10)})
    assert known_answers(guide, {"direction": "moved_in"}, environment).answers["moved_on"] == "2026-11-10"
    assert "moved_on" not in known_answers(guide, {"direction": "moved_out"}, environment).answers


def test_what_was_answered_says_something_of_concepts_and_what_is_open_says_nothing() -> None:
    moving, birth = GUIDES["moving"], GUIDES["birth"]
    for answers, facts in (
        ({"others": ["none"], "card": True}, {"person.foreign": False, "visit.card": True}),
        ({"others": ["foreigner"], "card": False}, {"person.card": "none", "visit.card": False}),
        ({"direction": "moved_in", "water": ["start", "stop"]}, {"event.reason": "moved_in", "water.way": "new"}),
        ({"direction": "moved_within", "water": ["start"]}, {"event.reason": "moved_within", "water.way": "move"}),
        ({}, {}),
    ):
        assert answered_facts(moving, walk(moving.questions, answers, environment_for(moving))) == facts
    assert answered_facts(birth, walk(birth.questions, {"weight": 2380}, environment_for(birth))) == {
        "birth.weight": 2380
    }
