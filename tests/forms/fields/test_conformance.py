"""What every field type owes the engine. A new type is tested by being there; its own test names settings to try."""

import importlib
import json
import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from forms.field import FieldType, Parsed, Raw
from forms.messages import LANGUAGES, sentences
from forms.partial_day import PartialDay
from forms.registry import field_types
from forms.rules import types
from tests.forms.fields.asking import EASY, JAPANESE, environment

Question = tuple[FieldType, Any]


def _questions() -> list[Question]:
    """Every type with each of the SETTINGS that `test_<type>.py` names."""
    return [
        (kind, kind.Settings.model_validate(each))
        for name, kind in field_types().items()
        if kind.asks
        for each in importlib.import_module(f"tests.forms.fields.test_{name}").SETTINGS
    ]


QUESTIONS = _questions()
SEEDS = range(25)
# WCAG 1.3.5; the tokens that HTML knows and these forms use.
TOKENS = {
    "", "name", "family-name", "given-name", "sex", "tel", "email", "postal-code", "address-level2", "address-line1",
    "address-line2", "url", "off",
}  # fmt: skip
# What a rule may be handed for each type but those with options.
_CLASSES: Mapping[str, type | tuple[type, ...]] = {
    "date": (date, PartialDay),
    "month": tuple,
    "time": str,
    "text": str,
    "yes_no": bool,
    "number": (int, Decimal),
    "money": int,
    "other": (dict, list, str),
}
every_question = pytest.mark.parametrize(
    ("kind", "its"), QUESTIONS, ids=[f"{kind.id}-{number}" for number, (kind, _) in enumerate(QUESTIONS)]
)


def _said(parsed: Parsed) -> None:
    for mistake in parsed.mistakes:
        for language in LANGUAGES:
            sentence = sentences(language)[mistake.key].format(label="氏名", **mistake.arguments)
            assert "氏名" in sentence
            assert "{" not in sentence


def _holds(kind: FieldType, its: Any, value: Any) -> None:
    """All that must be true of anything stored."""
    Draft202012Validator(kind.json_schema(its), format_checker=FormatChecker()).validate(value)
    assert json.loads(json.dumps(value, ensure_ascii=False).encode()) == value
    assert kind.parse(kind.typed(value, its), its, environment()) == Parsed(value)
    for speech in (JAPANESE, EASY):
        assert kind.show(value, its, speech, "ask.it").strip()
        assert "\n" not in kind.show(value, its, speech, "ask.it")
    assert kind.cells(value, its).keys() <= dict(kind.columns(its)).keys()
    assert all(isinstance(cell, str) for cell in kind.cells(value, its).values())
    assert {suffix: kind.cell(suffix, its)(value) for suffix, _ in kind.columns(its)} == {
        suffix: kind.cells(value, its).get(suffix, "") for suffix, _ in kind.columns(its)
    }
    for suffix in kind.as_stored:
        part = value.get(suffix, "") if isinstance(value, dict) and suffix else "" if suffix else value
        assert isinstance(part, dict) or part == kind.cells(value, its).get(suffix, ""), "files take it as it is stored"
    _fits(kind.rule_type(its), kind.rule_value(value, its))


def _fits(rule_type: types.Type, value: object) -> None:
    if rule_type.name == "choices":
        assert isinstance(value, tuple)
        assert set(value) <= set(rule_type.options)
    elif rule_type.name == "choice":
        assert value in rule_type.options
    else:
        assert isinstance(value, _CLASSES[rule_type.name])


@every_question
def test_good_boxes_are_stored_shown_and_read_again(kind: FieldType, its: Any) -> None:
    for seed in SEEDS:
        parsed = kind.parse(kind.good(its, random.Random(seed)), its, environment())
        assert parsed.mistakes == ()
        assert parsed.value is not None
        _holds(kind, its, parsed.value)
        assert "{" not in kind.show(parsed.value, its, JAPANESE, "ask.it")


@every_question
def test_what_one_press_answers_is_an_answer(kind: FieldType, its: Any) -> None:
    for code, raw in kind.presses(its).items():
        parsed = kind.parse(raw, its, environment())
        assert (bool(code), parsed.mistakes) == (True, ())
        _holds(kind, its, parsed.value)


@every_question
def test_bad_boxes_give_the_mistake_they_promise(kind: FieldType, its: Any) -> None:
    for seed in SEEDS:
        raw, key = kind.bad(its, random.Random(seed))
        parsed = kind.parse(raw, its, environment())
        assert parsed.value is None
        assert parsed.mistakes[0].key == key
        assert {mistake.part for mistake in parsed.mistakes} <= {"", *(part.name for part in kind.parts(its))}
        _said(parsed)


@every_question
def test_the_same_seed_makes_the_same_boxes(kind: FieldType, its: Any) -> None:
    assert kind.good(its, random.Random(7)) == kind.good(its, random.Random(7))
    assert kind.bad(its, random.Random(7)) == kind.bad(its, random.Random(7))


@every_question
def test_nothing_typed_is_no_answer(kind: FieldType, its: Any) -> None:
    blank: Raw = {part.name: (" 　",) for part in kind.parts(its)}
    for raw in ({}, blank, dict.fromkeys(blank, ())):
        assert kind.parse(raw, its, environment()).empty


@every_question
@pytest.mark.parametrize("rubbish", ["あ" * 34_000, "9" * 100_000, "a\0b", "\ud800", "x\ue000", "é" + "\u0301" * 5_000])
def test_rubbish_is_a_mistake_and_never_an_exception(kind: FieldType, its: Any, rubbish: str) -> None:
    parsed = kind.parse({part.name: (rubbish,) for part in kind.parts(its)}, its, environment())
    assert parsed.value is None
    assert parsed.mistakes
    _said(parsed)


@every_question
def test_its_boxes_are_named_labelled_and_known_to_browsers(kind: FieldType, its: Any) -> None:
    parts = kind.parts(its)
    assert len({part.name for part in parts}) == len(parts)
    assert len(parts) == 1 or all(part.label for part in parts if part.name)
    for part in parts:
        assert part.autocomplete in TOKENS
        assert part.inputmode in {"", "numeric", "decimal", "tel", "email", "url"}
        assert all(not part.label or part.label in sentences(language) for language in LANGUAGES)


@every_question
def test_every_column_has_a_heading_and_every_language_says_that_an_answer_is_missing(
    kind: FieldType, its: Any
) -> None:
    suffixes = [suffix for suffix, _ in kind.columns(its)]
    assert suffixes[0] == ""
    assert len(set(suffixes)) == len(suffixes)
    for language in LANGUAGES:
        assert all(heading in sentences(language) for _, heading in kind.columns(its))
        assert "氏名" in sentences(language)[f"{kind.id}.required"].format(label="氏名")


@every_question
def test_its_schema_is_a_schema_and_its_options_are_those_of_its_rule_type(kind: FieldType, its: Any) -> None:
    Draft202012Validator.check_schema(kind.json_schema(its))
    assert kind.options(its) == kind.rule_type(its).options


def _anything(kind: FieldType, its: Any) -> st.SearchStrategy[Mapping[str, tuple[str, ...]]]:
    good = [kind.good(its, random.Random(seed)) for seed in SEEDS]
    said = sorted({text for raw in good for texts in raw.values() for text in texts})
    any_sign = st.characters(exclude_categories=())
    box = st.one_of(
        st.sampled_from(said),
        st.text(any_sign, max_size=12),
        st.text("0123456789０元年月日-ー−SＨ昭和/.@ 　＋()かｶﾞﾟ゛カー・々〒", max_size=14),
        st.builds(str.__add__, st.sampled_from(said), st.text(any_sign, max_size=2)),
    )
    names = [part.name for part in kind.parts(its)]
    return st.fixed_dictionaries({}, optional={name: st.lists(box, max_size=2).map(tuple) for name in names})


@pytest.mark.parametrize("kind", [kind for kind in field_types().values() if kind.asks], ids=lambda kind: kind.id)
@given(data=st.data())
@settings(max_examples=150, derandomize=True, deadline=None)
def test_whatever_is_typed_nothing_is_raised_and_nothing_wrong_is_stored(kind: FieldType, data: st.DataObject) -> None:
    its = data.draw(st.sampled_from([its for each, its in QUESTIONS if each is kind]))
    parsed = kind.parse(data.draw(_anything(kind, its)), its, environment())
    assert parsed.value is None or not parsed.mistakes
    _said(parsed)
    if parsed.value is not None:
        _holds(kind, its, parsed.value)
