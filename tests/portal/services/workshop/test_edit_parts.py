"""A part changes where it differs; lists in brackets are rewritten, but none with comments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.loading.tree import Node, read_tree
from portal.services.workshop.definition_text import LeftToText
from portal.services.workshop.edit_parts import move, remove, rewrite
from tests.examples import examples
from tests.portal.services.workshop.test_edit_questions import SHIPPED, TEXT, A, changed
from tests.portal.services.workshop.test_format_keys import mappings


def plain(text: str) -> dict[str, object]:
    return read_tree(text, "").plain()  # type: ignore[no-any-return]


def test_a_part_that_is_not_there_is_added_with_what_leads_to_it() -> None:
    text = rewrite(TEXT, ("time", "window"), {"from": "2026-12-01", "say": "x"})
    assert changed(TEXT, text) == ([], ['time: {window: {from: "2026-12-01", say: x}}'])
    assert remove(text, ("time", "window")) == TEXT
    first = rewrite(TEXT, ("attach", 0), {"id": "a", "label": "A"})
    second = rewrite(first, ("attach", 1), {"id": "b", "label": "B"})
    assert second.endswith("attach:\n  - {id: a, label: A}\n  - {id: b, label: B}\n")
    assert plain(move(second, ("attach", 0), True))["attach"] == [{"id": "b", "label": "B"}, {"id": "a", "label": "A"}]
    assert move(second, ("attach", 0), False) == second
    assert remove(remove(second, ("attach", 0)), ("attach", 0)) == TEXT


def test_a_list_in_brackets_is_written_again() -> None:
    rule = {"that": "a.answered", "say": "S"}
    shorter = rewrite(TEXT, (*A, "must", 0), rule)
    longer = rewrite(shorter, (*A, "must", 1), rule | {"say": "T"})
    assert 'must: [{that: "a.answered", say: S}, {that: "a.answered", say: T}]}  # kept' in longer
    assert 'say: T}, {that: "a.answered", say: S}]' in move(longer, (*A, "must", 1), False)
    assert remove(longer, (*A, "must", 1)) == shorter
    assert remove(shorter, (*A, "must", 0)) == TEXT


def test_a_value_that_stands_for_a_part_becomes_one_and_back() -> None:
    path = ("steps", 0, "ask", 1, "options", "x")
    more = rewrite(TEXT, path, {"label": "X", "tell": True})
    assert changed(TEXT, more) == (["          x: X     # of x"], ["          x: {label: X, tell: true}     # of x"])
    assert rewrite(more, path, "X") == TEXT
    assert rewrite(TEXT, path, "X") == TEXT
    label = rewrite(TEXT, ("steps", 0, "ask", 1, "options", "y"), {"label": "W"})
    assert changed(TEXT, label) == (["          y: {label: Y, tell: true}"], ["          y: {label: W}"])


def test_a_comment_within_what_would_be_written_again_is_not_lost() -> None:
    text = TEXT.replace("max: 40}", "must: [{that: x, say: S},  # why\n        {that: y, say: T}]}")
    with pytest.raises(LeftToText, match="comment"):
        remove(text, (*A, "must", 0))
    with pytest.raises(LeftToText, match="comment"):
        move(text, (*A, "must", 0), True)


@settings(max_examples=examples(12), deadline=None)
@given(st.data())
def test_one_value_of_a_shipped_definition_changes_and_every_comment_stays(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SHIPPED)).read_text(encoding="utf-8")
    tree = read_tree(text, "")
    place, node = data.draw(st.sampled_from(list(mappings(tree))))
    words = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
    key = data.draw(st.sampled_from([*node.mapping, "added"]))
    wanted = {**node.plain(), key: words}
    try:
        after = rewrite(text, place, wanted)
    except LeftToText:
        return  # the page says so, and nothing is changed
    now: Node | None = read_tree(after, "")
    for step in place:
        now = now.get(step) if now is not None else None
    assert now is not None
    assert now.plain() == wanted
    gone, _ = changed(text, after)
    assert not [line for line in gone if line.lstrip().startswith("#")]
