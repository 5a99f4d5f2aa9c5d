"""Question numbers of forms and 確認票."""

from portal.services.procedures.number_questions import in_order, number_questions
from tests.forms.loading.small import small
from tests.portal.services.paper.paper import procedure

PAIR = """\
      - together: お名前
        id: person
        ask:
          - {id: first_name, type: person_name, label: 氏名}
          - {id: second_name, type: person_name, label: 前の氏名}
          - {id: second_kana, type: kana, label: 前のふりがな}
          - {id: phone, type: phone, label: 電話}
"""


def test_a_name_and_its_reading_share_a_number() -> None:
    numbers = number_questions(procedure())
    assert (numbers["name"], numbers["kana"], numbers["birth"]) == (1, 1, 2)


def test_a_name_followed_by_another_name_has_a_number_of_its_own() -> None:
    numbers = number_questions(small(PAIR))
    assert numbers == {"reason": 1, "first_name": 2, "second_name": 3, "second_kana": 3, "phone": 4}


def test_the_reading_is_above_its_name() -> None:
    page = next(page for page in small(PAIR).pages if page.id == "person")
    assert [field.id for field in in_order(page.fields)] == ["first_name", "second_kana", "second_name", "phone"]


def test_what_nobody_answers_has_no_number() -> None:
    asked = small("      - {id: lost_too, type: computed, of: yes_no, label: 紛失, compute: reason == lost}\n")
    assert number_questions(asked) == {"reason": 1}
