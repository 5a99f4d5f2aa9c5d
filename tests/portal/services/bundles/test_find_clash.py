"""Answers from two windows clash; all files stay."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from forms.path.environment import KeptFile
from forms.path.path import Path
from portal.services.bundles.find_clash import find_clash, mark_of_page, mark_of_row, with_unseen_files
from portal.services.filing.drafts import MARK, Draft, draft_environment, mark_of, unstored_draft, whole_path
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small

MORE = """\
      - {id: word, type: text, label: ひとこと, max: 20}
      - {id: papers, type: file, label: 書類}
"""
KEY = b"k" * 32
FILES = {name: KeptFile(name, f"{name}.pdf", "application/pdf", 9, "0" * 64) for name in ("old", "new", "mine")}


@pytest.fixture
def empty(installation: Installation) -> Draft:
    draft = unstored_draft(installation, small(MORE), "online")
    return replace(draft, shelf=replace(draft.shelf, files=FILES))


def with_answers(draft: Draft, **answers: object) -> Draft:
    return replace(draft, answers=answers)


def clash(installation: Installation, read: Draft, stored: Draft, typed: str, page: str = "word") -> Path | None:
    """Of a page read at revision `read` and sent at `stored`."""
    asked = whole_path(installation, stored).page(page)
    assert asked is not None
    posted = {MARK: [mark_of_page(KEY, read, asked)], page: [typed]}
    return find_clash(KEY, stored, asked, posted, draft_environment(installation, stored))


def test_what_another_window_changed_is_noticed_with_what_was_typed_here(
    installation: Installation, empty: Draft
) -> None:
    changed = with_answers(empty, word="あちら")
    typed = clash(installation, empty, changed, "こちら")
    assert typed is not None
    assert typed.answers["word"] == "こちら"


def test_there_is_no_clash_where_nothing_of_the_page_changed_or_both_wrote_the_same(
    installation: Installation, empty: Draft
) -> None:
    changed = with_answers(empty, word="あちら")
    assert clash(installation, empty, with_answers(empty, reason="torn"), "こちら") is None
    assert clash(installation, changed, changed, "こちら") is None
    assert clash(installation, empty, changed, "あちら") is None
    assert clash(installation, empty, changed, "あ" * 21) is None, "mistakes are shown first"


def test_a_request_without_a_mark_is_not_checked(installation: Installation, empty: Draft) -> None:
    changed = with_answers(empty, word="あちら")
    asked = whole_path(installation, changed).page("word")
    assert asked is not None
    for posted in ({"word": ["こちら"]}, {"word": ["こちら"], MARK: [""]}):
        assert find_clash(KEY, changed, asked, posted, draft_environment(installation, changed)) is None


def test_a_mark_belongs_to_one_draft_one_key_and_the_named_answers(installation: Installation, empty: Draft) -> None:
    other = unstored_draft(installation, small(MORE), "online")
    marks = [
        mark_of(KEY, empty),
        mark_of(KEY, other),
        mark_of(b"j" * 32, empty),
        mark_of(KEY, with_answers(empty, a=1)),
    ]
    assert len(set(marks)) == len(marks)
    assert mark_of(KEY, with_answers(empty, word="x", reason="torn"), ["word"]) == mark_of(
        KEY, with_answers(empty, word="x"), ["word"]
    )
    first, second, other_row = (
        with_answers(empty, **row) for row in ({"m.1.a": 1}, {"m.1.a": 1, "m.2.a": 2}, {"m.1.a": 1, "m.10.a": 2})
    )
    assert mark_of_row(KEY, first, "m.1") == mark_of_row(KEY, second, "m.1") == mark_of_row(KEY, other_row, "m.1")


def test_files_of_the_other_window_stay_and_those_removed_here_go(installation: Installation, empty: Draft) -> None:
    def named(*names: str) -> list[Mapping[str, Any]]:
        return [FILES[name].stored for name in names]

    read, stored = with_answers(empty, papers=named("old")), with_answers(empty, papers=named("old", "new"))
    asked = whole_path(installation, stored).page("papers")
    assert asked is not None
    posted = {MARK: [mark_of_page(KEY, read, asked)], "papers": ["mine", "of somebody else"]}
    assert with_unseen_files(KEY, stored, asked, posted, ["old"])["papers"] == ["new", "mine"]
    current = {**posted, MARK: [mark_of_page(KEY, stored, asked)]}
    assert with_unseen_files(KEY, stored, asked, current, ["old"]) is current
