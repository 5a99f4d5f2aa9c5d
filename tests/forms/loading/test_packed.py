"""Bytes of definitions: the same values again, and no code."""

import gc
import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.definition.expressions import expressions
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.fields.choice import Option
from forms.loading import from_canonical, load_text
from forms.loading.canonical import parts
from forms.loading.definition import Definition
from forms.loading.library import read_library
from forms.loading.packed import Unpackable, packed, unpacked
from forms.path.scope import Scope
from forms.rules.expression import Expression
from tests.forms.loading.small import ENVIRONMENT, small

RULED = """\
      - {id: birth, type: date, label: 生年月日, when: reason == torn}
      - {id: copies, type: integer, label: 枚数, min: 1, max: 3, must: [{that: copies <= 2, say: 二枚までです。}]}
"""


@pytest.fixture
def ruled() -> Procedure:
    return small(RULED)


def again(value: Any, kind: type[Any] | None = None) -> Any:
    return unpacked(packed(value), kind or type(value), field_types())


def scope(answers: Mapping[str, object]) -> Scope:
    filled = Scope(ENVIRONMENT)
    filled.whole.values.update(answers)
    return filled


def test_a_procedure_is_the_same_again(ruled: Procedure) -> None:
    copy = again(ruled)
    assert copy == ruled
    assert copy is not ruled
    assert [getattr(copy, field.name) for field in fields(copy)] == [
        getattr(ruled, field.name) for field in fields(ruled)
    ]
    # There is one object of each field type.
    assert all(field.type is other.type for field, other in zip(copy.fields, ruled.fields, strict=True))


def test_its_rules_are_read_again_at_their_first_use_and_mean_the_same(ruled: Procedure) -> None:
    for (place, rule), (other_place, other) in zip(expressions(again(ruled)), expressions(ruled), strict=True):
        assert (place, rule, rule.basis) == (other_place, other, other.basis)
        assert "evaluate" not in vars(rule)
        for answers in ({}, {"reason": "torn", "copies": 2}, {"reason": "lost", "copies": 3}):  # type: dict[str, object]
            assert rule.evaluate(scope(answers)) == other.evaluate(scope(answers))
        assert "evaluate" in vars(rule)


def test_two_rules_that_both_hold_are_the_same_again(ruled: Procedure) -> None:
    first, second = (rule for _, rule in expressions(ruled))
    both = first.both(second)
    copy = again(both)
    assert (copy, copy.basis) == (both, (first, second))
    for copies, expected in ((2, True), (3, False)):
        answered = scope({"reason": "torn", "copies": copies})
        assert copy.evaluate(answered) is both.evaluate(answered) is expected


def test_what_was_computed_since_is_left_out(ruled: Procedure) -> None:
    before = packed(ruled)
    assert ruled.fields
    assert ruled.pages
    assert "fields" in vars(ruled)
    assert packed(ruled) == before
    assert "fields" not in vars(again(ruled))


def test_what_its_class_has_is_not_kept_for_each_value_and_equal_values_are_shared(ruled: Procedure) -> None:
    copy, other = again((ruled, small(RULED)))
    assert (copy, other) == (ruled, ruled)
    question, same = copy.by_name["copies"], other.by_name["copies"]
    assert question.required is True
    assert "required" not in vars(question)
    assert question.settings is same.settings
    assert question.must[0].that.basis is same.must[0].that.basis


def test_options_that_name_the_same_settings_share_their_names() -> None:
    first, second = again([Option(label="はい"), Option(label="いいえ")])
    assert first.model_fields_set == {"label"}
    assert first.model_fields_set is second.model_fields_set


@pytest.mark.parametrize("value", [date(2026, 4, 1), Decimal("0.5"), frozenset({1}), None])
def test_values_of_the_language(value: object) -> None:
    assert again({"value": value}) == {"value": value}


@pytest.mark.parametrize("collecting", [True, False])
def test_the_garbage_collector_is_as_before(ruled: Procedure, collecting: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        again(ruled)
        assert gc.isenabled() is collecting
        with pytest.raises(Unpackable):
            unpacked(b"", Procedure, field_types())
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()


class Calls:
    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._reduced = function, arguments

    def __reduce__(self) -> Any:
        return self._reduced


@dataclass(frozen=True)
class Foreign:
    name: str = ""


@pytest.mark.parametrize(
    "value",
    [
        Calls(os.system, "false"),
        Calls(eval, "1"),
        Calls(getattr, "a", "upper"),
        Calls(read_library, ()),  # a function of `forms`
        Calls(load_text, "", ""),
        Definition,  # a class that is no value
        Foreign,  # a value class of another house
        Expression.read,  # below a class
    ],
)
def test_nothing_else_can_be_named(value: object) -> None:
    with pytest.raises(Unpackable):
        unpacked(pickle.dumps(value), object, field_types())


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x80\x05", b"no pickle",
        b"cforms.loading.packed\nos.system\n.",
        b"cforms.no_such_module\nName\n.",
        b"cforms.definition.procedure\nNoSuchName\n.",
        b"cforms.definition.procedure\nProcedure.fields\n.",
        b"Pno_such_type\n.",
    ],
)  # fmt: skip
def test_bytes_that_are_no_definition_are_refused(content: bytes) -> None:
    with pytest.raises(Unpackable):
        unpacked(content, object, field_types())


def test_bytes_of_another_kind_are_refused(ruled: Procedure) -> None:
    with pytest.raises(Unpackable, match="dict"):
        unpacked(packed({"a": ruled}), Procedure, field_types())


def test_any_cut_is_refused(ruled: Procedure) -> None:
    content = packed(ruled)
    for length in range(0, len(content), max(1, len(content) // 60)):
        with pytest.raises(Unpackable):
            unpacked(content[:length], Procedure, field_types())


def test_the_published_form_is_the_same_again(ruled: Procedure) -> None:
    published = from_canonical(ruled.canonical, field_types())
    assert again(published) == published
    assert parts(again(published).canonical) == parts(ruled.canonical)
