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
from portal.services.filing.visit_facts import GUIDE, SHOWN, SPEECH, USUAL, VISIT, Facts, Person
from portal.services.shared.known_sources import CARD_FACE, PAPER_READ, REGISTER, TRANSFER, TRANSFER_DATA
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


def test_while_nobody_stated_who_files_no_name_is_filled(procedure: Procedure) -> None:
    path = path_of(procedure)
    assert principal_of(procedure, path, household(), "") is None
    assert {"name", "birth"}.isdisjoint(fitting_facts(procedure, path, household(), "", VISIT))


def test_the_role_stated_at_the_visit_and_its_occasion_answer_the_procedures_questions(procedure: Procedure) -> None:
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


MOVERS = """\
      - {id: proof, type: choice, label: 何で確かめますか, concept: move.proof, options: {certificate: 紙, card: カード}}
      - {id: alien, type: yes_no, label: 外国籍ですか, concept: person.foreign}
      - {id: way, type: choice, label: どの届ですか, concept: water.way, options: {new: 新しく, move: 市内}}
  - step: 世帯主
    id: head_step
    role: head
    ask:
      - {id: head, type: person_name, label: 世帯主, concept: person.name}
  - step: 人
    id: movers_step
    repeat: movers
    label: 人
    each: "{name}"
    max: 3
    role: mover
    ask:
      - together: 人
        id: mover_page
        ask:
          - {id: name, type: person_name, label: 氏名, concept: person.name}
          - {id: birth, type: date, label: 生年月日, concept: person.birth}
          - {id: foreign, type: yes_no, label: 外国籍ですか, concept: person.foreign}
          - {id: water, type: choice, label: 水道, concept: water.way, options: {new: 新しく, move: 市内}}
          - {id: relation, type: choice, label: 続柄, concept: person.household_role, options: {head: 世帯主, wife: 妻, grandchild: 孫, child_spouse: 子の妻}}
          - {id: card, type: choice, label: カード, concept: person.card, options: {pin: ある, none: ない}}
          - {id: country, type: text, label: 国籍・地域, concept: person.nationality, required: false}
          - {id: until, type: date, label: 在留期間の満了の日, concept: person.stay_until, required: false}
          - {id: nationality, type: text, label: この質問に意味はない, required: false}
  - step: 範囲
    id: extent_step
    ask:
      - {id: extent, type: choice, label: だれが動きますか, concept: move.extent, options: {all: 全員, some: 一部}}
"""
ALONE = {"family": "伏見本", "given": "菫"}


def alone(source: str = CARD_FACE) -> Facts:
    stated = {"moving": {"person.foreign": False, "water.way": "new"}}
    facts, _ = Facts(came="1", stated=stated).joined({"name": ALONE, "birth": "1988-05-05"}, source)
    return facts


def movers(**answers: Any) -> Path:
    return path_of(small(MOVERS), **answers, movers=["1"], **{"movers.1.name": ALONE, "movers.1.birth": "1988-05-05"})


def test_what_a_guide_learned_of_everybody_fills_rows_too_and_the_rest_is_stated_of_the_visit() -> None:
    fitting = fitting_facts(small(MOVERS), movers(), alone(), "self", VISIT)
    assert fitting["movers.1.foreign"] == fitting["alien"] == (False, GUIDE)
    assert fitting["way"] == ("new", GUIDE)
    assert "movers.1.water" not in fitting
    unnamed = path_of(small(MOVERS), movers=["1"])
    assert "movers.1.foreign" not in fitting_facts(small(MOVERS), unnamed, alone(), "self", VISIT), "its row stays free"


@pytest.mark.parametrize(("source", "proof"), [(TRANSFER, "certificate"), (TRANSFER_DATA, "card"), (CARD_FACE, "")])
def test_the_paper_of_the_former_municipality_proves_that_they_left_it(source: str, proof: str) -> None:
    fitting = fitting_facts(small(MOVERS), movers(), alone(source), "self", VISIT)
    assert fitting.get("proof") == ((proof, SHOWN) if proof else None)


def test_who_is_named_as_the_head_is_the_head_in_the_rows_as_well() -> None:
    assert "movers.1.relation" not in fitting_facts(small(MOVERS), movers(), alone(), "self", VISIT)
    named = fitting_facts(small(MOVERS), movers(head=ALONE), alone(), "self", VISIT)
    assert named["movers.1.relation"] == ("head", SPEECH)
    other = fitting_facts(small(MOVERS), movers(head={"family": "別の", "given": "人"}), alone(), "self", VISIT)
    assert "movers.1.relation" not in other


def test_who_is_the_head_in_a_row_is_the_head_that_is_asked_for() -> None:
    named = fitting_facts(small(MOVERS), movers(**{"movers.1.relation": "head"}), alone(), "self", VISIT)
    assert named["head"] == (ALONE, SPEECH)
    assert "head" not in fitting_facts(small(MOVERS), movers(**{"movers.1.relation": "wife"}), alone(), "self", VISIT)


@pytest.mark.parametrize(
    ("written", "code"), [("妻", "wife"), ("子の子", "grandchild"), ("子の妻", "child_spouse"), ("縁故者", None)]
)
def test_the_written_relation_to_the_head_is_the_one_of_the_form(written: str, code: str | None) -> None:
    facts, _ = alone(REGISTER).joined({"name": ALONE, "birth": "1988-05-05", "relation": written}, REGISTER)
    fitting = fitting_facts(small(MOVERS), movers(), facts, "self", VISIT)
    assert fitting.get("movers.1.relation") == (code and (code, REGISTER))


def test_whose_card_was_read_by_its_pin_has_one() -> None:
    facts, _ = alone().joined({"name": ALONE, "birth": "1988-05-05", "card": "pin"}, CARD_FACE)
    assert fitting_facts(small(MOVERS), movers(), facts, "self", VISIT)["movers.1.card"] == ("pin", CARD_FACE)
    assert "movers.1.card" not in fitting_facts(small(MOVERS), movers(), alone(), "self", VISIT)


@pytest.mark.parametrize(
    ("given", "extent"),
    [
        (("健", "舞", "空"), ("all", REGISTER)),
        (("舞", "空"), ("some", REGISTER)),
        (("健",), ("some", REGISTER)),
        ((), None),
    ],
)
def test_the_rows_say_whether_the_whole_household_moves(given: tuple[str, ...], extent: tuple[str, str] | None) -> None:
    rows = [person for person in household().people if person.called.split()[1] in given]
    answers = {
        f"movers.{number}.{name}": person.fact(name)
        for number, person in enumerate(rows, 1)
        for name in ("name", "birth")
    }
    path = path_of(small(MOVERS), movers=[str(number) for number in range(1, len(rows) + 1)], **answers)
    assert fitting_facts(small(MOVERS), path, household(), "self", VISIT).get("extent") == extent


def test_a_certificate_without_the_head_is_of_a_part_of_the_household() -> None:
    wife = {"name": ALONE, "birth": "1988-05-05", "relation": "妻"}
    facts, _ = Facts(came="1").joined(wife, TRANSFER)
    assert fitting_facts(small(MOVERS), movers(), facts, "self", VISIT)["extent"] == ("some", TRANSFER)
    assert "extent" not in fitting_facts(small(MOVERS), movers(), alone(), "self", VISIT), "no 続柄 is known"


def test_a_row_that_asks_no_birthday_is_of_the_only_person_with_that_name() -> None:
    rows = "      - {repeat: moves, label: 人, max: 3, each: '{mover}', ask: [{id: mover, type: person_name, label: 氏名, concept: person.name}, {id: before, type: address, label: 前の住所, concept: person.recorded_address}]}\n"
    address = {"town": "見本町", "street": "1番地"}
    facts, _ = Facts(came="1").joined({"name": ALONE, "birth": "1988-05-05", "address": address}, REGISTER)
    path = path_of(small(rows), moves=["1"], **{"moves.1.mover": ALONE})
    assert fitting_facts(small(rows), path, facts, "self", VISIT)["moves.1.before"] == (address, REGISTER)
    twice, _ = facts.joined({"name": ALONE, "birth": "2018-05-05"}, REGISTER)
    assert "moves.1.before" not in fitting_facts(small(rows), path, twice, "self", VISIT)


def test_who_came_as_a_child_of_the_head_may_have_the_heads_grandchildren() -> None:
    son, grandchild = (
        Person(no, {"relation": (relation, REGISTER)}) for no, relation in (("1", "子"), ("2", "子の子"))
    )
    assert fits_role("child", grandchild, TODAY, son)
    assert not fits_role("child", grandchild, TODAY)


def test_what_a_residence_card_has_answers_by_concept_alone() -> None:
    card = {"foreign": True, "nationality": "ブラジル", "stay_until": "2029-11-14"}
    facts = alone().with_person_facts("1", card, PAPER_READ)
    fitting = fitting_facts(small(MOVERS), movers(), facts, "self", VISIT)
    assert fitting["movers.1.foreign"] == (True, PAPER_READ)
    assert (fitting["movers.1.country"], fitting["movers.1.until"]) == (
        ("ブラジル", PAPER_READ),
        ("2029-11-14", PAPER_READ),
    )
    assert "movers.1.nationality" not in fitting
