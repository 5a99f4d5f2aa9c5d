"""Contract of every field type, run over the SETTINGS of each `test_<type>.py`."""

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

from forms.definition.field import FieldType, Parsed, Raw
from forms.definition.registry import field_types
from forms.messages import LANGUAGES, sentences
from forms.numbers.partial_day import PartialDay
from forms.rules import types
from tests.examples import examples
from tests.forms.fields.asking import EASY, JAPANESE, environment

Question = tuple[FieldType, Any]


def _questions() -> list[Question]:
    return [
        (kind, kind.Settings.model_validate(settings))
        for name, kind in field_types().items()
        if kind.asks
        for settings in importlib.import_module(f"tests.forms.fields.test_{name}").SETTINGS
    ]


QUESTIONS = _questions()
SEEDS = range(25)
# Tokens of HTML (WCAG 1.3.5) that these forms use.
TOKENS = {
    "", "name", "family-name", "given-name", "sex", "tel", "email", "postal-code", "address-level2", "address-line1",
    "address-line2", "url", "off",
}  # fmt: skip
# Python types that a rule receives, for field types without options.
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
    ("kind", "settings"), QUESTIONS, ids=[f"{kind.id}-{number}" for number, (kind, _) in enumerate(QUESTIONS)]
)


def _assert_sentences(parsed: Parsed) -> None:
    for mistake in parsed.mistakes:
        for language in LANGUAGES:
            sentence = sentences(language)[mistake.key].format(label="氏名", **mistake.arguments)
            assert "氏名" in sentence
            assert "{" not in sentence


def _holds(kind: FieldType, settings: Any, value: Any) -> None:
    Draft202012Validator(kind.json_schema(settings), format_checker=FormatChecker()).validate(value)
    assert json.loads(json.dumps(value, ensure_ascii=False).encode()) == value
    assert kind.parse(kind.typed(value, settings), settings, environment()) == Parsed(value)
    for speech in (JAPANESE, EASY):
        assert kind.show(value, settings, speech, "ask.it").strip()
        assert "\n" not in kind.show(value, settings, speech, "ask.it")
    assert kind.cells(value, settings).keys() <= dict(kind.columns(settings)).keys()
    assert all(isinstance(cell, str) for cell in kind.cells(value, settings).values())
    assert {suffix: kind.cell(suffix, settings)(value) for suffix, _ in kind.columns(settings)} == {
        suffix: kind.cells(value, settings).get(suffix, "") for suffix, _ in kind.columns(settings)
    }
    for suffix in kind.as_stored:
        part = value.get(suffix, "") if isinstance(value, dict) and suffix else "" if suffix else value
        assert isinstance(part, dict) or part == kind.cells(value, settings).get(suffix, ""), (
            "files contain the stored value"
        )
    _fits(kind.rule_type(settings), kind.rule_value(value, settings))


def _fits(rule_type: types.Type, value: object) -> None:
    if rule_type.name == "choices":
        assert isinstance(value, tuple)
        assert set(value) <= set(rule_type.options)
    elif rule_type.name == "choice":
        assert value in rule_type.options
    else:
        assert isinstance(value, _CLASSES[rule_type.name])


@every_question
def test_good_boxes_are_stored_shown_and_read_again(kind: FieldType, settings: Any) -> None:
    for seed in SEEDS:
        parsed = kind.parse(kind.good(settings, random.Random(seed)), settings, environment())
        assert parsed.mistakes == ()
        assert parsed.value is not None
        _holds(kind, settings, parsed.value)
        assert "{" not in kind.show(parsed.value, settings, JAPANESE, "ask.it")


@every_question
def test_what_one_press_answers_is_an_answer(kind: FieldType, settings: Any) -> None:
    for code, raw in kind.presses(settings).items():
        parsed = kind.parse(raw, settings, environment())
        assert (bool(code), parsed.mistakes) == (True, ())
        _holds(kind, settings, parsed.value)


@every_question
def test_bad_boxes_give_the_mistake_they_promise(kind: FieldType, settings: Any) -> None:
    for seed in SEEDS:
        raw, key = kind.bad(settings, random.Random(seed))
        parsed = kind.parse(raw, settings, environment())
        assert parsed.value is None
        assert parsed.mistakes[0].key == key
        assert {mistake.part for mistake in parsed.mistakes} <= {"", *(part.name for part in kind.parts(settings))}
        _assert_sentences(parsed)


@every_question
def test_the_same_seed_makes_the_same_boxes(kind: FieldType, settings: Any) -> None:
    assert kind.good(settings, random.Random(7)) == kind.good(settings, random.Random(7))
    assert kind.bad(settings, random.Random(7)) == kind.bad(settings, random.Random(7))


@every_question
def test_nothing_typed_is_no_answer(kind: FieldType, settings: Any) -> None:
    blank: Raw = {part.name: (" 　",) for part in kind.parts(settings)}
    for raw in ({}, blank, dict.fromkeys(blank, ())):
        assert kind.parse(raw, settings, environment()).empty


@every_question
@pytest.mark.parametrize("rubbish", ["あ" * 34_000, "9" * 100_000, "a\0b", "\ud800", "x\ue000", "é" + "\u0301" * 5_000])
def test_rubbish_is_a_mistake_and_never_an_exception(kind: FieldType, settings: Any, rubbish: str) -> None:
    parsed = kind.parse({part.name: (rubbish,) for part in kind.parts(settings)}, settings, environment())
    assert parsed.value is None
    assert parsed.mistakes
    _assert_sentences(parsed)


@every_question
def test_its_boxes_are_named_labelled_and_known_to_browsers(kind: FieldType, settings: Any) -> None:
    parts = kind.parts(settings)
    assert len({part.name for part in parts}) == len(parts)
    assert len(parts) == 1 or all(part.label for part in parts if part.name)
    for part in parts:
        assert part.autocomplete in TOKENS
        assert part.inputmode in {"", "numeric", "decimal", "tel", "email", "url"}
        assert all(not part.label or part.label in sentences(language) for language in LANGUAGES)


@every_question
def test_every_column_has_a_heading_and_every_language_says_that_an_answer_is_missing(
    kind: FieldType, settings: Any
) -> None:
    suffixes = [suffix for suffix, _ in kind.columns(settings)]
    assert suffixes[0] == ""
    assert len(set(suffixes)) == len(suffixes)
    for language in LANGUAGES:
        assert all(heading in sentences(language) for _, heading in kind.columns(settings))
        assert "氏名" in sentences(language)[f"{kind.id}.required"].format(label="氏名")


@every_question
def test_its_schema_is_a_schema_and_its_options_are_those_of_its_rule_type(kind: FieldType, settings: Any) -> None:
    Draft202012Validator.check_schema(kind.json_schema(settings))
    assert kind.options(settings) == kind.rule_type(settings).options


def _anything(kind: FieldType, settings: Any) -> st.SearchStrategy[Mapping[str, tuple[str, ...]]]:
    good = [kind.good(settings, random.Random(seed)) for seed in SEEDS]
    vocabulary = sorted({text for raw in good for texts in raw.values() for text in texts})
    any_sign = st.characters(exclude_categories=())
    box = st.one_of(
        st.sampled_from(vocabulary),
        st.text(any_sign, max_size=12),
        st.text("0123456789０元年月日-ー−SＨ昭和/.@ 　＋()かｶﾞﾟ゛カー・々〒", max_size=14),
        st.builds(str.__add__, st.sampled_from(vocabulary), st.text(any_sign, max_size=2)),
    )
    names = [part.name for part in kind.parts(settings)]
    return st.fixed_dictionaries({}, optional={name: st.lists(box, max_size=2).map(tuple) for name in names})


@pytest.mark.uncounted
@pytest.mark.parametrize("kind", [kind for kind in field_types().values() if kind.asks], ids=lambda kind: kind.id)
@given(data=st.data())
@settings(max_examples=examples(15), derandomize=True, deadline=None)
def test_whatever_is_typed_nothing_is_raised_and_nothing_wrong_is_stored(kind: FieldType, data: st.DataObject) -> None:
    settings = data.draw(st.sampled_from([options for candidate, options in QUESTIONS if candidate is kind]))
    parsed = kind.parse(data.draw(_anything(kind, settings)), settings, environment())
    assert parsed.value is None or not parsed.mistakes
    _assert_sentences(parsed)
    if parsed.value is not None:
        _holds(kind, settings, parsed.value)
