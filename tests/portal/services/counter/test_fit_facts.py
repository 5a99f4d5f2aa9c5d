"""Only certain facts answer a question."""

from datetime import date
from typing import Any

import pytest

from forms.definition.procedure import Procedure
from forms.path.path import Path, walk
from portal.services.counter.fit_facts import (
    files_as,
    fits_role,
    fitting_facts,
    principal_of,
    row_of_person,
    usual_here,
)
from portal.services.filing.visit_facts import SHOWN, SPEECH, USUAL, VISIT, Facts, Person
from portal.services.shared.known_sources import REGISTER
from tests.forms.loading.small import ENVIRONMENT, small

TODAY = date(2026, 11, 20)
QUESTIONS = """\
      - {id: often, type: yes_no, label: よくありますか, usual: false}
  - step: 申請する人
    id: who
    ask:
      - id: filer_kind
        type: choice
        label: だれの申請ですか
        options: {self: 自分, household: 家族}
  - step: 本人
    id: person
    role: principal
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: birth, type: date, label: 生年月日, concept: person.birth}
      - {id: phone, type: phone, label: 電話, concept: person.phone}
principal: {name: name, birth: birth}
"""


def household(came: str = "1", about: str = "") -> Facts:
    facts = Facts(came=came, about=about, occasion="lost", occasion_by=SHOWN)
    for given, born, relation in (
        ("健", "1988-04-02", "世帯主"),
        ("舞", "1990-08-09", "妻"),
        ("空", "2020-05-06", "子"),
    ):
        person = {"name": {"family": "例示", "given": given}, "birth": born, "relation": relation}
        facts, _ = facts.joined(person, REGISTER)
    return facts


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return small(QUESTIONS)


def path_of(procedure: Procedure, **answers: Any) -> Path:
    return walk(procedure, answers, ENVIRONMENT)


def test_who_files_for_themselves_is_the_one_who_came_and_for_a_family_member_the_one_it_is_about(
    procedure: Procedure,
) -> None:
    facts = household(came="2", about="3")
    for kind, given in (("self", "舞"), ("household", "空")):
        path = path_of(procedure, filer_kind=kind)
        principal = principal_of(procedure, path, facts, "self")
        assert principal is not None
        assert principal.called == f"例示 {given}"
        fitting = fitting_facts(procedure, path, facts, "", VISIT)
        assert fitting["name"] == ({"family": "例示", "given": given}, REGISTER)


def test_while_nobody_said_who_files_no_name_is_filled(procedure: Procedure) -> None:
    path = path_of(procedure)
    assert principal_of(procedure, path, household(), "") is None
    assert {"name", "birth"}.isdisjoint(fitting_facts(procedure, path, household(), "", VISIT))


def test_the_role_said_at_the_visit_and_its_occasion_answer_the_procedures_questions(procedure: Procedure) -> None:
    fitting = fitting_facts(procedure, path_of(procedure), household(), "same_household", VISIT)
    assert (fitting["filer_kind"], fitting["reason"]) == (("household", VISIT), ("lost", SHOWN))
    assert "filer_kind" not in fitting_facts(procedure, path_of(procedure), household(), "agent", VISIT)


def test_an_answer_that_stands_is_not_filled_again(procedure: Procedure) -> None:
    answers = {"filer_kind": "self", "name": {"family": "見本", "given": "太郎"}}
    assert "name" not in fitting_facts(procedure, path_of(procedure, **answers), household(), "", VISIT)


def test_usual_answers_need_somebody_who_is_known(procedure: Procedure) -> None:
    assert usual_here(path_of(procedure), household()) == {"often": (False, USUAL)}
    assert usual_here(path_of(procedure), Facts()) == {}
    assert usual_here(path_of(procedure, often=True), household()) == {}


@pytest.mark.parametrize(
    ("came", "code"),
    [("self", "self"), ("same_household", "household"), ("guardian", "guardian"), ("agent", ""), ("", "")],
)
def test_an_agent_is_asked_by_each_procedure_in_its_own_way(came: str, code: str) -> None:
    assert files_as(came) == code


@pytest.mark.parametrize(
    ("relation", "birth", "is_child"),
    [
        ("子", "1980-01-01", True),
        ("妻", "2020-05-06", False),
        (None, "2009-04-01", False),
        (None, "2009-04-02", True),
        (None, None, False),
    ],
)
def test_without_a_relation_a_child_is_who_is_not_past_the_school_year_in_which_they_turn_18(
    relation: str | None, birth: str | None, *, is_child: bool
) -> None:
    known = {"relation": relation, "birth": birth}
    person = Person("1", {name: (value, SPEECH) for name, value in known.items() if value is not None})
    assert fits_role("child", person, date(2027, 4, 1)) is is_child
    assert fits_role("principal", person, TODAY), "any other role takes any person"


STAYS = """\
  - step: 入院したところ
    id: stays_step
    repeat: stays
    label: 入院したところ
    each: "{name}"
    max: 3
    ask:
      - together: ところ
        id: stay_page
        ask:
          - {id: name, type: text, label: 病院の名前}
"""


def test_the_name_of_a_row_may_be_that_of_no_person() -> None:
    path = path_of(small(STAYS), stays=["1"], **{"stays.1.name": "例示病院"})
    assert [asked.row.key for asked in path.pages if asked.row is not None] == ["stays.1"]
    assert fitting_facts(small(STAYS), path, household(), "self", VISIT) == {"reason": ("lost", SHOWN)}


def test_a_row_takes_what_is_known_of_a_person_but_their_address(procedure: Procedure) -> None:
    fields = {field.id: field for field in procedure.fields if field.concept}
    address = {"address": ({"town": "見本町"}, REGISTER), "name": ({"family": "例示", "given": "空"}, REGISTER)}
    assert row_of_person(fields, Person("1", address)) == {"name": address["name"]}


def test_a_row_whose_name_is_a_text_is_of_nobody() -> None:
    """クラブの名前 (学童保育の申請), the firm of a 緊急連絡先."""
    clubs = """\
      - repeat: clubs
        label: 入りたいクラブ
        min: 1
        max: 3
        each: "{name}"
        ask:
          - {id: name, type: text, label: クラブの名前}
          - {id: birth, type: date, label: できた日, required: false}
"""
    procedure = small(clubs)
    path = path_of(procedure, clubs=["1"], **{"clubs.1.name": "例示クラブ", "clubs.1.birth": "1988-04-02"})
    fitting = fitting_facts(procedure, path, household(), "self", VISIT)
    assert [name for name in fitting if name.startswith("clubs.")] == []
