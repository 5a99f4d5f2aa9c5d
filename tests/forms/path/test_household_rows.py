"""Whom the register has in the household is offered as rows."""

import pytest

from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.library import SHIPPED
from forms.path.path import Path
from forms.path.rows import confirm_offers, repeat_at
from tests.forms.loading.small import small
from tests.forms.path.test_path_rows import HANAKO, OFFERED, ROWS, TARO, walked

MEMBERS = (
    {"name": TARO, "birth": "2015-05-05", "relation": "child", "household_role": "child"},
    {"name": {"family": "髙見本", "given": "次郎"}, "birth": "2015-05-05", "household_role": "child"},
    {"name": HANAKO, "birth": "1990-05-05", "household_role": "wife"},
    {"name": {"family": "髙見本", "given": "梅子"}, "birth": "1960-05-05", "household_role": "parent"},
)
FAMILY = """\
      - {id: here, type: choice, label: 住んでいるか, options: {here: はい, elsewhere: いいえ}, known_from: {from: here, when: register.lives_here()}}
  - {step: 子, id: child_step, as: child, ask: [{id: name, type: person_name, label: 氏名}, {id: birth, type: date, label: 生年月日}]}
  - {step: 家族, id: family, repeat: family, label: 家族, each: "{name}", max: 9, rows_from: household.others(), ask: [{id: name, type: person_name, label: 氏名, concept: person.name}]}
  - step: 親
    id: parents
    repeat: parents
    label: 親
    each: "{name}"
    max: 9
    rows_from: household.parents()
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name}
      - {id: living, type: choice, label: どこに, options: {together: いっしょ, apart: べつ}}
"""


def offered_names(path: Path, key: str) -> list[str]:
    return [person["name"]["given"] for person in path.offers.get(key, ())]


@pytest.mark.parametrize(
    ("role", "others", "parents"),
    [
        ("head", ["太郎", "次郎"], ["梅子"]),
        ("sibling", ["太郎", "次郎", "梅子"], []),
        ("", ["太郎", "次郎", "梅子"], []),
    ],
)
def test_the_others_of_a_household_are_neither_spouse_nor_parents(
    role: str, others: list[str], parents: list[str]
) -> None:
    applicant = {"spouse.name": HANAKO} | ({"household_role": role} if role else {})
    path = walked({}, FAMILY, household=MEMBERS, applicant=applicant)
    assert offered_names(path, "family") == others
    assert offered_names(path, "parents") == parents
    assert all("relation" not in person for person in path.offers["family"])
    assert path.known == ({"here": "here"} if role else {})


def test_a_child_of_the_household_has_its_head_and_their_spouse_as_parents() -> None:
    head = {"name": TARO, "birth": "1960-05-05", "household_role": "head"}
    path = walked({}, FAMILY, household=(head, MEMBERS[2]), applicant={"household_role": "child"})
    assert offered_names(path, "parents") == ["太郎", "花子"]
    taken = confirm_offers(small(FAMILY), path, {}, "parents", [0])
    assert taken["parents.1.living"] == "together"


def test_whom_another_question_names_is_none_of_the_others() -> None:
    named = {"child.name": TARO, "child.birth": "2015-05-05"}
    path = walked(named, FAMILY, household=MEMBERS, applicant={"household_role": "head"})
    assert offered_names(path, "family") == ["次郎", "花子"]
    grown = walked({**named, "child.birth": "2016-05-05"}, FAMILY, household=MEMBERS, applicant={})
    assert offered_names(grown, "family")[0] == "太郎"


@pytest.mark.parametrize(
    ("rows", "rest", "of_household"),
    [("household.others()", True, True), ("household.parents()", False, True), ("household.children_until(18)", False, False)],
)  # fmt: skip
def test_a_list_of_whom_the_register_alone_decides(rows: str, rest: bool, of_household: bool) -> None:
    repeat = repeat_at(small(OFFERED.replace("household.children_until(18)", rows)), "children")
    assert (repeat.rest, repeat.of_household) == (rest, of_household)
    assert not repeat_at(small(ROWS), "children").of_household


@pytest.mark.uncounted
def test_the_rest_of_a_family_is_offered_in_each_form_of_a_nursery() -> None:
    label = "いっしょに住むほかの家族（保護者・申し込む子ども・祖父母のほか）"
    shipped = load_folder(SHIPPED / "procedures", fields=field_types()).values()
    rests = {
        (procedure.id, repeat.rest) for procedure in shipped for repeat in procedure.repeats if repeat.label == label
    }
    assert rests == {("hoiku-nintei", True), ("hoiku-riyo-moshikomi", True)}
