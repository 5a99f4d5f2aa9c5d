"""What is left of a refused definition is checked by itself, and brings no complaint that only follows from another."""

from functools import cache
from typing import Literal

import pytest
from pydantic import BaseModel, model_validator

from forms.complaints import Complaint, Refused
from forms.definition.registry import field_types
from forms.linting import lint_part
from forms.loading import Library, load_text, read_library
from forms.loading.reading import Reading
from forms.loading.tree import read_tree
from forms.scenarios.scenarios import answers_of_part
from tests.forms.loading.small import small
from tests.forms.loading.test_bad_definitions import BAD, ENVIRONMENT, FOLDER

HEAD = """format: 1
procedure: small
version: 1
kind: request
title: 見本
kana: ミホン
summary: 見本です。
duty: sample
law: {text: 見本条例, certainty: assumed}
fee: {text: 無料, certainty: std}
who: {online: [anyone]}
identity: {sign_in: none}
steps:
  - step: 質問
    id: first
    ask:
"""
# Of five layers: a name in a rule, a setting of a type, a misspelt key, a condition that never holds, an impossible answer.
PLANTED = """      - {id: state, type: choice, label: どうしましたか, options: {lost: なくした, torn: 破れた}}
      - {id: lost_on, type: date, label: いつですか, when: stat == lost}
      - {id: copies, type: integer, label: 何枚ですか, min: 5, max: 2}
      - {id: colour, typ: text, label: 色}
      - {id: again, type: text, label: また, when: state == lost and state == torn}
      - {repeat: things, label: 物, each: "{what}", ask: [{id: what, type: text, label: 何}]}
scenarios:
  - name: なくした
    today: 2026-11-20
    answers: {state: lost, copies: 3, colour: 青, things: [{what: かぎ}]}
    expect: {complete: true}
  - name: 焼けた
    today: 2026-11-20
    answers: {state: burnt}
    expect: {complete: true}
"""


@cache
def library() -> Library:
    return read_library([FOLDER])


def refused(text: str) -> Refused | None:
    try:
        load_text(text, "small.yaml", fields=field_types(), library=library())
    except Refused as refusal:
        return refusal
    return None


def further(refusal: Refused) -> list[Complaint]:
    """At lines without a complaint yet."""
    known = {complaint.line for complaint in refusal.complaints}
    complaints = [] if refusal.part is None else lint_part(refusal.part) + answers_of_part(refusal.part, ENVIRONMENT)
    return [complaint for complaint in complaints if complaint.line not in known]


def test_the_five_mistakes_of_an_author_are_reported_in_one_run() -> None:
    """A misspelt name, two types compared, a number out of bounds, a stale translation, a signature without a reason."""
    text = HEAD.replace("{sign_in: none}", "{sign_in: card, signature: {need: required, certainty: assumed}}") + (
        "      - {id: held_on, type: date, label: 日}\n      - {id: count, type: integer, label: 人数, max: 200}\n"
        "      - {id: fire, type: yes_no, label: 火, when: held_onn > today}\n"
        "      - {id: people, type: text, label: 係, when: count == fire}\n      - {id: hall, type: text, label: 大ホール, when: count > 500}\n"
    )
    with pytest.raises(Refused) as refusal:
        load_text(
            text, "small.yaml", fields=field_types(), translations={"easy": 'title: {text: みほん, of: "00000000"}\n'}
        )
    keys = {complaint.key for complaint in (*refusal.value.complaints, *further(refusal.value))}
    assert keys >= {
        "expression.name", "expression.type", "lint.unreachable", "lint.translation_stale", "lint.signature_because",
    }  # fmt: skip


def test_planted_mistakes_of_five_layers_are_reported_in_one_run() -> None:
    refusal = refused(HEAD + PLANTED)
    assert refusal is not None
    assert [complaint.key for complaint in refusal.complaints] == ["expression.name", "value.wrong", "key.missing"]
    assert refusal.complaints[2].text == "type is missing: is typ meant to be it?"
    assert [(complaint.key, complaint.text) for complaint in further(refusal)] == [
        ("lint.unreachable", "this is never asked, whatever the answers before"),
        ("scenario.answer", "焼けた: state cannot be stored like this: choice.not_offered"),
    ]


def test_a_kind_that_there_is_not_is_reported_beside_a_value_that_there_is_not() -> None:
    wrong = HEAD.replace("kind: ", "kind: x", 1).replace("certainty: assumed", "certainty: sure", 1)
    refusal = refused(wrong + PLANTED)
    assert refusal is not None
    assert [complaint.key for complaint in refusal.complaints][:2] == ["kind.unknown", "value.choice"]


def test_a_value_that_may_not_be_written_hides_nothing_of_the_other_layers() -> None:
    wrong = HEAD.replace("certainty: assumed", "certainty: assumd", 1)
    refusal = refused(wrong + PLANTED)
    assert refusal is not None
    assert "value.choice" in [complaint.key for complaint in refusal.complaints]
    assert {complaint.key for complaint in further(refusal)} == {"lint.unreachable", "scenario.answer"}


def test_a_value_in_a_text_that_no_question_has_is_reported_too_and_one_of_a_faulty_question_is_not() -> None:
    text = HEAD + (
        "      - {id: lost_on, type: date, label: 日, when: stat == lost}\n      - {id: most, type: mony, label: 上限}\n"
        "      - {id: cost, type: money, label: 額, must: [{that: cost < 5, say: '{cots}は{cost}と{most}です。'}]}\n"
    )
    refusal = refused(text)
    assert refusal is not None
    assert [complaint.text for complaint in further(refusal)] == ["ja: nothing fills {cots}: did you mean cost?"]


def test_when_they_are_mended_it_loads() -> None:
    cures = {
        "stat ==": "state ==", "max: 2": "max: 9", "typ:": "type:", "burnt": "torn", " and state == torn": "",
    }  # fmt: skip
    text = HEAD + PLANTED
    for wrong, right in cures.items():
        text = text.replace(wrong, right)
    assert refused(text) is None


@pytest.mark.uncounted
@pytest.mark.parametrize("name", BAD)
def test_no_complaint_only_follows_from_another(name: str) -> None:
    """Each of these files has the faults that it names, and no other."""
    refusal = refused((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert refusal is None or further(refusal) == []


def test_a_translation_of_nothing_refuses_the_whole_and_is_reported_beside_other_mistakes() -> None:
    easy = {"easy": 'titel: {text: みほん, of: "00000000"}\n'}
    more = "      - {id: day, type: date, label: 日, when: %s}\n"
    with pytest.raises(Refused) as alone:
        small(translations=easy)
    assert [complaint.key for complaint in alone.value.complaints] == ["translation.unknown"]
    assert alone.value.part.meaning == small().meaning
    with pytest.raises(Refused) as beside:
        small(more % "reson == lost", easy)
    assert {complaint.key for complaint in beside.value.complaints} == {"expression.name", "translation.unknown"}
    with pytest.raises(Refused) as lost:
        small((more % "reason == lost").replace("label", "labl"), easy)
    assert {complaint.key.partition(".")[0] for complaint in lost.value.complaints} == {"key"}


def test_what_names_a_broken_question_has_its_complaint_there_alone() -> None:
    more = "      - {id: name, typ: person_name, label: 氏名}\nprincipal: {name: name, birth: brith}\n"
    with pytest.raises(Refused) as refused:
        small(more)
    keys = [complaint.key for complaint in refused.value.complaints]
    assert keys.count("principal.unknown") == 1, "of the birth alone"


@pytest.mark.parametrize("key", ["keeep_in_mind: true", "sumary: また"])
def test_a_key_that_there_is_not_hides_nothing_of_the_other_layers(key: str) -> None:
    refusal = refused(f"{key}\n{HEAD}{PLANTED}")
    assert refusal is not None
    assert "key.unknown" in [complaint.key for complaint in refusal.complaints]
    assert {complaint.key for complaint in further(refusal)} == {"lint.unreachable", "scenario.answer"}


class _Pair(BaseModel):
    colour: Literal["red", "blue"]
    size: str

    @model_validator(mode="after")
    def _only_small_ones_are_red(self) -> "_Pair":
        if self.colour == "red" and self.size != "small":
            raise ValueError("only small ones are red")
        return self


def test_a_value_put_in_that_does_not_fit_the_others_leaves_nothing_to_check() -> None:
    for size, left in (("small", True), ("big", False)):
        reading = Reading("pair.yaml")
        shape = reading.mended_shape(_Pair, read_tree(f"colour: rod\nsize: {size}\n", "pair.yaml"))
        assert (shape is not None, [complaint.key for complaint in reading.complaints]) == (left, ["value.choice"])
