"""Complaints name what to write instead."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from forms.definition.registry import field_types
from forms.loading.format_schema import format_schema
from forms.loading.misfit import SPELLINGS
from tests.forms.loading.small import SMALL, refusal
from tests.forms.loading.test_bad_definitions import BAD, FOLDER, complaints_about

# Terms of Python and pydantic that no complaint may contain.
FOREIGN = re.compile(
    r"[Ii]nput|[Ss]tring should|valid (string|tuple|dict|list|int|bool)|instance of|Shape|Value error|\bNode\b|\^"
)


def complaints_after(old: str, new: str) -> list[str]:
    assert old in SMALL
    return [str(complaint) for complaint in refusal(SMALL.replace(old, new, 1))]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("summary: 見本です。", "summary: 5", 'summary: write text ("5" in quotes)'),
        ("summary: 見本です。", "summary: [a]", "summary: write text"),
        ("version: 1", "version: one", "version: write a whole number"),
        ("version: 1", "version: 0", "version: write at least 1"),
        ("format: 1", "format: 2", "format: write 1"),
        ("procedure: small", "procedure: Small", "procedure: write lower-case letters, digits and - (like moving-in)"),
        ("kana: ミホン", "kana: みほん", "kana: write katakana"),
        ("law: {text: 見本条例, certainty: assumed}", "law: 見本", "law: write its keys: text, certainty"),
        ("certainty: assumed", "certainty: asumed", "write one of law, std, assumed: did you mean assumed?"),
        ("certainty: assumed", "certanty: assumed", "unknown key law.certanty: did you mean certainty?"),
        ("identity: {", "helper: yes\nidentity: {", "helper: write true or false"),
        ("identity: {", "next: ことば\nidentity: {", "next: write a list: [a, b]"),
        ("identity: {", "bring: ことば\nidentity: {", "bring: write keys with values: {key: value}"),
        ("identity: {", "bring: {counter: []}\nidentity: {", "bring.counter: write at least 1"),
        ("identity: {", "time: {capacity: many}\nidentity: {",
         "time.capacity: write a whole number or a setting of the city (city.name)"),
        ("identity: {", "time: {window: {to: 12/1, say: あ}}\nidentity: {",
         "time.window.to: write the day as 2026-11-20, or write a setting of the city (city.name)"),
    ],
)  # fmt: skip
def test_what_to_write_instead_is_stated(old: str, new: str, complaint: str) -> None:
    assert any(complaint in reported for reported in complaints_after(old, new))


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ("string, label: あ", "no field type string: did you mean text?"),
        ("zzz, label: あ", "no field type zzz: see docs/field-types.md"),
        ("choice, label: あ, options: [a, b]", "options: write keys with values: {key: value}"),
        (
            "choice, label: あ, options: {A: あ, b: い}",
            "options.A: write lower-case letters, digits and _ (like moved_in)",
        ),
        ("text, label: あ, max: 0", "max: write at least 1"),
        ("date, label: あ, unknown: year", "unknown: write one of day, month"),
        ("decimal, label: あ, max: 1.x", 'max: write a number in quotes ("1.5")'),
        ("integer, label: あ, min: 3, max: 2", ":9: min is above max: no number fits"),
        ("text, label: あ, must: {that: a, say: b}", "must: write a list: [a, b]"),
        ("text, label: あ, must: [a]", "must.0: write its keys: that, say"),
    ],
)
def test_it_is_stated_of_questions_too(settings: str, complaint: str) -> None:
    assert any(
        complaint in reported
        for reported in [str(fault) for fault in refusal(f"{SMALL}      - {{id: more, type: {settings}}}\n")]
    )


def test_a_list_that_is_short_because_its_part_is_wrong_is_reported_once() -> None:
    assert len(complaints_after("online: [anyone", "online: [parent")) == 1


@pytest.mark.uncounted
@pytest.mark.parametrize("name", BAD)
def test_no_complaint_speaks_of_the_program(name: str) -> None:
    texts = [complaint.text for complaint in complaints_about(FOLDER / f"{name}.yaml")]
    assert [text for text in texts if FOREIGN.search(text)] == []


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from [part["pattern"]] if isinstance(part.get("pattern"), str) else []
        for child in part.values():
            yield from patterns(child)
    elif isinstance(part, list):
        for child in part:
            yield from patterns(child)


def test_every_spelling_of_the_format_has_words() -> None:
    schema = json.loads(json.dumps(format_schema(field_types())))
    assert set(patterns(schema)) <= SPELLINGS.keys()
