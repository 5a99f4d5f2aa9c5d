"""People and places in answers, and by whom an application is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.path.path import Path, walk
from portal.services.cases.cases import Case
from portal.services.desk.case.compare_register import written_in
from portal.services.notices.ask_by_letter import addressee_in
from portal.services.shared.people_in import Known, known_people, people_in, readings_in, telephones
from tests.definitions.shelf import shelf
from tests.forms.loading.small import ENVIRONMENT, small

TWO = shelf()["two-people"]
_SIGNS = st.text(st.sampled_from("見本花子太郎架空例"), min_size=1, max_size=4)
_NAMES = st.builds(lambda family, given: {"family": family, "given": given}, _SIGNS, _SIGNS)
_DAYS = st.dates().map(lambda day: day.isoformat())
_PEOPLE = st.fixed_dictionaries(
    {"name": _NAMES, "kana": _NAMES},
    optional={"birth": _DAYS, "address": _SIGNS.map(lambda town: {"town": town, "street": "1番"})},
)


@dataclass(frozen=True)
class _Filed:
    procedure: Procedure
    answers: Mapping[str, Any]
    path: Path


def full_name(name: Mapping[str, str]) -> str:
    return f"{name['family']}\u3000{name['given']}"


@given(st.data(), _PEOPLE, _PEOPLE)
def test_two_people_of_one_definition_keep_their_own_facts(
    data: st.DataObject, filer: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    answers = {f"filer_{fact}": value for fact, value in filer.items()} | dict(own)
    mixed = dict(data.draw(st.permutations(list(answers.items()))))
    born = [person for person in (filer, own) if "birth" in person]
    assert people_in(TWO, mixed) == {(full_name(person["name"]), person["birth"]) for person in born}
    assert readings_in(TWO, mixed) == {(full_name(person["kana"]), person["birth"]) for person in born}
    known = {(person.names[0], person.readings[0], person.birth) for person in known_people(TWO, mixed)}
    assert known == {
        (full_name(person["name"]), full_name(person["kana"]), person.get("birth", "")) for person in (filer, own)
    }
    case = cast(Case, _Filed(TWO, mixed, walk(TWO, mixed, ENVIRONMENT)))
    compared = [{key: person.values[key] for key in person.values} for person in written_in(case)]
    assert all(person in compared for person in born)
    assert len(compared) == len(born)
    if "address" in own:
        assert addressee_in(TWO, mixed, case.path).address[0] == own["address"]["town"]


TWO_PEOPLE = """\
  - step: 手続をする人
    id: filer_step
    role: filer
    ask:
      - {id: filer_name, type: person_name, label: 氏名, concept: person.name}
      - {id: filer_birth, type: date, label: 生年月日, concept: person.birth}
  - step: 本人
    id: principal_step
    role: principal
    ask:
      - {id: name, type: person_name, label: 本人の氏名, concept: person.name}
      - {id: kana, type: kana, label: 本人のふりがな, concept: person.kana}
      - {id: birth, type: date, label: 本人の生年月日, concept: person.birth}
principal: {name: name, kana: kana, birth: birth}
"""
STEP = """\
  - step: 連絡先
    id: contact
    ask:
      - {id: helper, type: person_name, label: 手伝う人の氏名}
      - {id: witness, type: person_name, label: 立ち会う人の氏名}
      - {id: home, type: phone, label: 自宅の電話}
      - {id: work, type: phone, label: 職場の電話}
      - {id: fax, type: text, label: ファクス}
      - {id: lives_with, type: family_member, label: いっしょに住む人}
"""


def test_name_reading_and_birth_of_one_role_are_one_person() -> None:
    answers = {
        "filer_name": {"family": "見本", "given": "花子"}, "filer_birth": "1955-04-02",
        "name": {"full": "髙見本\u3000太郎"}, "kana": {"family": "タカミホン", "given": "タロウ"}, "birth": "1929-05-06",
    }  # fmt: skip
    assert known_people(small(TWO_PEOPLE), answers) == [
        Known(["見本\u3000花子", "見本", "花子"], [], "1955-04-02"),
        Known(["髙見本\u3000太郎", "髙見本", "太郎"], ["タカミホン\u3000タロウ", "タカミホン", "タロウ"], "1929-05-06"),
    ]


def test_a_name_without_a_role_and_a_family_member_are_people_of_their_own() -> None:
    answers = {
        "helper": {"family": "例示", "given": "次郎"},
        "witness": {"family": "架空", "given": "三郎"},
        "lives_with": {"name": {"full": "例示\u3000一郎"}, "relation": "child", "birth": "2001-02-03"},
    }
    assert known_people(small(STEP), answers) == [
        Known(["例示\u3000次郎", "例示", "次郎"]),
        Known(["架空\u3000三郎", "架空", "三郎"]),
        Known(["例示\u3000一郎", "例示", "一郎"], [], "2001-02-03"),
    ]


def test_every_telephone_counts_and_no_other_number_does() -> None:
    answers = {"home": "000-000-0001", "fax": "000-000-0003", "work": "000-000-0002", "gone": "000-000-0004"}
    assert list(telephones(small(STEP), answers)) == ["000-000-0001", "000-000-0002"]
