"""Titles of rows and of their questions."""

from functools import cache

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.path.path import Path, RowPlace, walk
from portal.services.procedures.row_names import labels, outer_row, row_title
from tests.definitions.shelf import SMALLEST
from tests.forms.fields.asking import EASY, JAPANESE
from tests.forms.loading.small import ENVIRONMENT, small

ANSWERS: Answers = {
    "people": ["1", "3"],
    "people.1.name": {"family": "見本", "given": "花子"},
    "people.1.schools": ["2"],
    "people.1.schools.2.school": "見本小学校",
    "people.3.schools": ["1", "2"],
}


@cache
def nested() -> Procedure:
    return load(SMALLEST / "rows-nested.yaml", fields=field_types())


def path_of(answers: Answers = ANSWERS) -> Path:
    return walk(nested(), answers, ENVIRONMENT)


def rows() -> dict[str, RowPlace]:
    return {asked.row.key: asked.row for asked in path_of().pages if asked.row is not None}


def test_a_row_is_counted_by_its_place_and_named_once_its_name_is_known() -> None:
    titles = {key: row_title(nested(), path_of(), row, JAPANESE) for key, row in rows().items()}
    assert titles["people.1"] == "家族 1（見本　花子）"
    assert titles["people.3"] == "家族 2"


def test_a_row_within_a_row_says_whose_it_is() -> None:
    titles = {key: row_title(nested(), path_of(), row, JAPANESE) for key, row in rows().items()}
    assert titles["people.1.schools.2"] == "家族 1（見本　花子）・学校 1（見本小学校）"
    assert titles["people.3.schools.2"] == "家族 2・学校 2"
    outer = outer_row(nested(), path_of(), rows()["people.3.schools.2"])
    assert outer is not None
    assert (outer.key, outer.number) == ("people.3", 2)
    assert outer_row(nested(), path_of(), rows()["people.3"]) is None


def test_questions_of_rows_are_labelled_with_their_row() -> None:
    named = labels(nested(), path_of(), JAPANESE)
    assert named["people.3.name"] == "家族 2 氏名"
    assert named["people.1.schools.2.since"] == "家族 1（見本　花子）・学校 1（見本小学校） 入った月"
    assert set(labels(nested(), path_of(), EASY)) == set(named)


def test_the_same_question_of_two_steps_says_of_which() -> None:
    spouse = """\
      - {id: birth, type: date, label: 生年月日}
  - step: 配偶者
    id: second
    ask:
      - {id: spouse_birth, type: date, label: 生年月日}
      - {id: work, type: text, label: 仕事}
"""
    procedure = small(spouse)
    named = labels(procedure, walk(procedure, {}, ENVIRONMENT), JAPANESE)
    assert named == {
        "reason": "理由", "birth": "生年月日（質問）", "spouse_birth": "生年月日（配偶者）", "work": "仕事",
    }  # fmt: skip
