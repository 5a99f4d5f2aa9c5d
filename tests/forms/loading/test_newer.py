"""What an older release reads of a definition that a newer one published."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from forms.definition.registry import field_types
from forms.loading.newer import read_published
from tests.forms.loading.small import small

Change = Callable[[dict[str, Any]], Any]


def published(change: Change, canonical: str = small().canonical) -> str:
    document = json.loads(canonical)
    change(document)
    return json.dumps(document, ensure_ascii=False)


def test_what_this_release_understands_is_read_whole() -> None:
    read = read_published(small().canonical, field_types())
    assert (read.meaning, read.canonical) == (small().meaning, small().canonical)


def test_a_translation_that_is_not_known_takes_no_meaning_away() -> None:
    read = read_published(
        published(lambda document: document.update(translations={"en": {"hover": "board"}})), field_types()
    )
    assert (read.meaning, read.field("reason").label) == (small().meaning, "理由")


def test_a_key_that_is_not_known_leaves_the_part_that_is_without_a_meaning() -> None:
    read = read_published(published(lambda document: document["definition"].update(hover="board")), field_types())
    assert (read.meaning, read.title, read.field("reason").label) == ("", "見本", "理由")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda document: document["definition"].update(format=2), id="another format"),
        pytest.param(lambda document: document["definition"].update(steps=1), id="no steps"),
        pytest.param(lambda document: document["definition"]["steps"][0].update(ask=None), id="no questions"),
    ],
)
def test_what_cannot_be_read_has_its_name_or_its_part_and_no_meaning(change: Change) -> None:
    read = read_published(published(change), field_types())
    assert (read.id, read.version, read.title, read.duty, read.meaning) == ("small", 1, "見本", "sample", "")


def test_a_definition_in_no_shape_that_is_known_has_a_name_alone() -> None:
    read = read_published(
        '{"definition": {"procedure": "small", "version": "2", "kind": "hovering", "title": 3}}', field_types()
    )
    assert (read.id, read.version, read.kind, read.title, read.meaning) == ("small", 0, "application", "small", "")


@pytest.mark.parametrize("text", ["{}", "[]", '{"definition": []}'])
def test_a_text_without_a_definition_has_nothing(text: str) -> None:
    read = read_published(text, field_types())
    assert (read.id, read.title, read.steps, read.meaning) == ("", "", (), "")
