"""意見照会: a question to another section."""

from dataclasses import replace
from datetime import date

import pytest

from portal.db import Unit
from portal.errors import Conflict, NotAllowed, OwnCase
from portal.services.cases.cases import Case
from portal.services.desk.case.ask_opinion import (
    FILES,
    answer_opinion,
    ask_opinion,
    opinions_of,
    other_duties,
    read_question,
    suggested_due,
    take_opinion_back,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import opinions
from portal.store.desk.opinions import OpinionRow
from tests.portal.later import at
from tests.portal.services.desk.at_work import NAME, ONCE, acting, audited, case_of, decided, hidden
from tests.portal.world import DUTY, add_member

OTHER = "care-benefit"


def ask(installation: Installation, member: Member, number: str, once: str = ONCE) -> None:
    with acting(installation, member, number) as (unit, case):
        question = read_question(installation, case, OTHER, "2026-12-04", " 合っていますか。 ", ["name"])
        ask_opinion(installation, unit, member, case, question, once)


def opinion(unit: Unit, case: Case) -> OpinionRow:
    return opinions.of(unit, case.row.id)[0]


def test_a_question_names_a_chosen_section_by_all_of_its_answers_and_no_files_where_there_are_none(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    question = read_question(installation, case, OTHER, "2026-12-04", "合っていますか。", ["name", FILES, "nothing"])
    assert (question.mistakes, question.due) == ((), date(2026, 12, 4))
    assert {"name", "kana", "birth"} <= set(question.parts)
    assert FILES not in question.parts
    assert "lost_how" not in question.parts


def test_an_own_section_is_not_asked(installation: Installation, reviewer: Member, number: str) -> None:
    case = case_of(installation, reviewer, number)
    assert DUTY not in {duty for duty, _ in other_duties(installation, case)}
    assert read_question(installation, case, DUTY, "2026-12-04", "合っていますか。", []).mistakes == (
        ("duty", "no_duty"),
    )


def test_the_suggested_day_is_open(installation: Installation) -> None:
    # Two weeks after 19 December the office is closed for New Year.
    assert suggested_due(at(installation, "2026-12-19T10:00:00+09:00")) == date(2027, 1, 4)


def test_the_same_form_asks_once_and_is_audited_once(installation: Installation, reviewer: Member, number: str) -> None:
    ask(installation, reviewer, number)
    ask(installation, reviewer, number)
    case = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        views = opinions_of(installation, unit, case)
    assert views is not None
    assert [(view.question, view.state, view.asked_by) for view in views] == [
        ("合っていますか。", "asked", "reviewerさん")
    ]
    assert len(audited(installation, "ask opinion")) == 1


def test_nobody_asks_about_a_decided_case_or_their_own(
    installation: Installation, reviewer: Member, number: str
) -> None:
    namesake = add_member(installation, "taro", ("reviewer", DUTY), name=NAME)
    with acting(installation, reviewer, number) as (unit, case):
        question = read_question(installation, case, OTHER, "2026-12-04", "合っていますか。", [])
        with pytest.raises(Conflict):
            ask_opinion(installation, unit, reviewer, decided(case), question, ONCE)
        with pytest.raises(OwnCase):
            ask_opinion(installation, unit, namesake, case, question, ONCE)
        with pytest.raises(ValueError, match="due"):
            ask_opinion(installation, unit, reviewer, case, replace(question, mistakes=(("due", "no_day"),)), ONCE)
        assert opinions.of(unit, case.row.id) == []


def test_only_the_asked_section_answers_and_only_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    ask(installation, reviewer, number)
    asked = add_member(installation, "kyufu", ("reviewer", OTHER))
    with acting(installation, reviewer, number) as (unit, case):
        row = opinion(unit, case)
        with pytest.raises(NotAllowed):
            answer_opinion(installation, unit, reviewer, case, row, "合っています。")
        answer_opinion(installation, unit, asked, case, row, "合っています。")
        with pytest.raises(Conflict):
            answer_opinion(installation, unit, asked, case, row, "違います。")
        with pytest.raises(Conflict):
            take_opinion_back(installation, unit, reviewer, case, row)
    with installation.database.read() as unit:
        views = opinions_of(installation, unit, case)
    assert views is not None
    assert [(view.answer, view.ended_by, view.left) for view in views] == [("合っています。", "kyufuさん", None)]
    assert audited(installation, "answer opinion") == [("staff:kyufu", OTHER)]


def test_opinions_about_protected_people_are_hidden_whole(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        assert opinions_of(installation, unit, hidden(case)) == ()
    ask(installation, reviewer, number)
    with installation.database.read() as unit:
        assert opinions_of(installation, unit, hidden(case)) is None
