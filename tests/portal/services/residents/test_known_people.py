"""People by whom an application is found."""

from portal.services.residents.known_people import Known, known_people, telephones
from tests.forms.loading.small import small

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
