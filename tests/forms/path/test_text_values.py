"""Answers in the sentences of rules and stops."""

from forms.messages import sentences
from forms.path.binding import sentence
from forms.path.path import Path, walk
from forms.text.speech import Speech
from tests.forms.first import ENVIRONMENT
from tests.forms.loading.small import small

JAPANESE = Speech("ja", sentences("ja"), {})
COST = """\
      - {id: until, type: date, label: いつまで, required: false}
      - id: cost
        type: money
        label: 費用
        must: [{that: cost <= 100000, say: '{cost}は、上限の100,000円より多い額です。{until}までに直してください。'}]
        stop: {when: cost == 5, say: '{cost}では受け付けられません。', next: '{city}に聞いてください。'}
"""
ROWS = """\
  - step: 家族
    id: family
    repeat: people
    label: 家族
    min: 1
    max: 5
    must: [{that: share_of <= most, say: '{name}の{share_of}は、{most}を超えています。'}]
    ask:
      - {id: name, type: text, label: 名前, max: 20}
      - {id: share_of, type: money, label: 取り分}
"""


def path_of(more: str, **answers: object) -> Path:
    return walk(small(more), {"reason": "torn", **answers}, ENVIRONMENT)


def spoken(path: Path, name: str) -> list[str]:
    field = next(field for field in path.fields if field.id == name)
    return [sentence(mistake, field, JAPANESE) for mistake in path.mistakes[name]]


def test_a_sentence_says_answers_as_their_types_show_them() -> None:
    path = path_of(COST, cost=1234567, until="2026-12-01")
    assert spoken(path, "cost") == [
        "1,234,567円は、上限の100,000円より多い額です。令和8年（2026年）12月1日までに直してください。"
    ]


def test_what_is_not_answered_is_an_ellipsis() -> None:
    assert "…までに直してください。" in spoken(path_of(COST, cost=1234567), "cost")[0]


def test_a_stop_says_answers_too_and_leaves_the_words_of_the_city_to_the_city() -> None:
    stopped = path_of(COST, cost=5).stopped
    assert stopped is not None
    assert stopped.words(JAPANESE) == ("5円では受け付けられません。", "{city}に聞いてください。")


def test_a_translation_says_the_same_answers() -> None:
    english = Speech("en", sentences("ja"), {"ask.cost.must.0.say": "{cost} is too much."})
    path = path_of(COST, cost=1234567)
    field = next(field for field in path.fields if field.id == "cost")
    assert [sentence(mistake, field, english) for mistake in path.mistakes["cost"]] == ["1,234,567 yen is too much."]


def test_each_row_says_its_own_answers_and_those_of_the_whole_form() -> None:
    more = "      - {id: most, type: money, label: 上限}\n" + ROWS
    answers = {"people.1.name": "花子", "people.1.share_of": 5, "people.2.name": "太郎", "people.2.share_of": 30}
    path = path_of(more, most=10, people=["1", "2"], **answers)
    assert spoken(path, "people.2.share_of") == ["太郎の30円は、10円を超えています。"]
    assert "people.1.share_of" not in path.mistakes
