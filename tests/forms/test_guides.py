"""The guides that are shipped: each line of the facts is there, comes out and stays away, and households come out as worked by hand."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.city import load_city
from forms.environment import Environment
from forms.guide import Case, Guide, Line, acts, known_answers
from forms.guide_trial import try_cases, witnesses
from forms.linting.guides import lint_guide
from forms.loading.guides import SHIPPED, load_guides
from forms.path import walk
from forms.registry import field_types
from forms.trial import environment_of

CITY = load_city(Path(__file__).parents[2] / "forms" / "cities" / "mihon")
GUIDES = load_guides(SHIPPED, fields=field_types())
TODAY = date(2026, 11, 20)
# How many rules each letter of the collected facts has: M moving, N birth, W marriage, O bereavement, K care, Z disaster; G of childcare.
RULES = {"M": 48, "N": 20, "W": 18, "O": 33, "K": 26, "Z": 26, "G": 25}
LINES = [(guide, line) for guide in GUIDES.values() for line in guide.lines]
CASES = [(guide, case) for guide in GUIDES.values() for case in guide.cases]


def here(guide: Guide) -> Environment:
    return environment_of(guide.questions, CITY, TODAY)


def test_every_rule_of_the_facts_is_a_line() -> None:
    found = {name for _, line in LINES for name in re.findall(r"[A-Z][0-9]+", line.id)}
    wanted = {
        f"{letter}{number:02}" if letter != "G" else f"G{number}"
        for letter, most in RULES.items()
        for number in range(1, most + 1)
    }
    assert found == wanted


@pytest.mark.parametrize(("guide", "line"), LINES, ids=[f"{guide.id}-{line.id}" for guide, line in LINES])
def test_each_line_comes_out_for_somebody_and_not_for_everybody(guide: Guide, line: Line) -> None:
    """The answers are found in the data: whoever changes a rule need not change this."""
    shown, hidden = witnesses(guide, line, here(guide))
    assert shown is not None
    path = walk(guide.questions, shown, here(guide))
    assert line.id in {act.line.id for act in acts(guide, path) if not act.maybe}
    assert (hidden is None) == (line.when is None)
    if hidden is not None:
        path = walk(guide.questions, hidden, here(guide))
        assert line.id not in {act.line.id for act in acts(guide, path) if not act.maybe}


@pytest.mark.parametrize(("guide", "case"), CASES, ids=[f"{guide.id}-{case.name}" for guide, case in CASES])
def test_a_household_comes_out_as_it_was_worked_by_hand(guide: Guide, case: Case) -> None:
    alone = Guide(guide.id, guide.title, guide.summary, guide.events, guide.questions, guide.lines, (case,))
    assert [said.text for said in try_cases(alone, here(guide))] == []


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_a_careful_reader_finds_nothing(guide: Guide) -> None:
    assert [str(said) for said in lint_guide(guide, here(guide))] == []


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_every_sentence_is_in_easy_japanese_and_in_english(guide: Guide) -> None:
    texts = guide.questions.texts
    assert set(texts["easy"]) == set(texts["en"]) == set(texts["ja"])
    assert not [path for path, said in texts["en"].items() if re.search("[\u3040-\u30ff\u4e00-\u9fff]", said)]
    assert guide.questions.stale == {"easy": (), "en": ()}


def test_no_line_is_dead() -> None:
    """Each names a procedure that is there, or leads to somebody: an office of the city, or one in words. Else nothing is to be done."""
    shipped = {path.stem for path in (SHIPPED.parent / "procedures").glob("*.yaml")}
    dead = []
    for guide, line in LINES:
        held = any(row.holds(TODAY) and row.place and row.telephone for row in CITY.duties.get(line.duty, ()))
        idle = not set(line.at) - {"automatic", "advice"}
        lost = not (line.procedure or line.office or held or idle)
        if lost or line.procedure not in {"", *shipped} or (line.duty and not held):
            dead.append(f"{guide.id} {line.id}")
    assert dead == []


def test_what_ends_first_comes_first_and_what_is_no_work_comes_last() -> None:
    guide = GUIDES["moving"]
    case = guide.cases[0]
    found = acts(guide, walk(guide.questions, case.answers, here(guide)))
    days = [act.until for act in found if act.until is not None]
    assert days == sorted(days)
    assert [act.until for act in found[: len(days)]] == days
    assert found[-1].line.at == ("automatic",)


def test_what_was_left_open_may_be() -> None:
    guide = GUIDES["marriage"]
    found = acts(guide, walk(guide.questions, {}, here(guide)))
    assert {act.line.id for act in found if not act.maybe} == {"W01"}
    # Whether the card has to be changed is asked of those alone whose name changes.
    assert "W04" not in {act.line.id for act in found}
    assert "W03" in {act.line.id for act in found if act.maybe}


def test_a_day_that_nobody_vouches_for_is_a_guide() -> None:
    sure = {line.id: line.sure for _, line in LINES}
    assert sure["N01"]
    assert not sure["N13"]


HOUSEHOLD = ({"birth": "2016-01-20"}, {"birth": "1950-04-01"})


def test_what_a_register_tells_is_answered_and_can_be_said_otherwise() -> None:
    guide = GUIDES["moving"]
    asked = {"direction": "moved_within", "moved_on": "2026-11-10"}
    told = replace(here(guide), household=HOUSEHOLD, applicant={"birth": "1980-01-01"})
    answers = known_answers(guide, asked, told).answers
    # Whether there is a small child is asked only once a child is known of: what is known leads to what else is.
    assert {name: answers[name] for name in ("child", "baby", "age65", "age75")} == {
        "child": True, "baby": False, "age65": True, "age75": True,
    }  # fmt: skip
    assert known_answers(guide, {**asked, "child": False}, told).answers["child"] is False


def test_of_who_may_live_alone_a_register_tells_nothing() -> None:
    guide = GUIDES["moving"]
    path = known_answers(guide, {"direction": "moved_within"}, replace(here(guide), applicant={"birth": "1950-01-01"}))
    assert set(path.answers) == {"direction"}


def test_the_day_of_the_move_is_known_where_it_was_told() -> None:
    guide = GUIDES["moving"]
    told = replace(here(guide), events={"moved_in": date(2026, 11, 10)})
    assert known_answers(guide, {"direction": "moved_in"}, told).answers["moved_on"] == "2026-11-10"
    assert "moved_on" not in known_answers(guide, {"direction": "moved_out"}, told).answers
