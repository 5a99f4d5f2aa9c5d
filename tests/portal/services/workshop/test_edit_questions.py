"""An edit through the form changes what it says and nothing else in the text."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
from forms.loading.tree import read_tree
from portal.services.workshop import edit_questions
from portal.services.workshop.definition_text import DefinitionText, LeftToText
from portal.services.workshop.edit_questions import locate, new_name, parts_of, with_codes
from tests.examples import examples

TEXT = """\
# head
steps:   # all of them
  - step: One  # first
    id: one
    ask:
      # about a
      - {id: a, type: text, label: "A: x",   max: 40}  # kept
      - id: b   # of b
        type: choice
        label: |
          B
        options:
          x: X     # of x
          y: {label: Y, tell: true}
          z: Z

      - {id: e, type: choice, label: E, options: {p: P, q: {label: Q, help: H}}}
  - step: Two
    id: two
    ask:
    - together: Page
      id: page
      ask:
      - {id: c, type: yes_no, label: C, when: b == x}
tail: [ 1,2 ]   # spaces stay
"""
A, B, E, PAGE, C = (
    ("steps", 0, "ask", 0), ("steps", 0, "ask", 1), ("steps", 0, "ask", 2), ("steps", 1, "ask", 0),
    ("steps", 1, "ask", 0, "ask", 0),
)  # fmt: skip
SHIPPED = sorted(
    path for path in (Path(forms.__file__).parent / "procedures").glob("*.yaml") if path.name.count(".") == 1
)


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came, in any order."""
    old, new = Counter(before.split("\n")), Counter(after.split("\n"))
    return sorted((old - new).elements()), sorted((new - old).elements())


def test_a_key_changes_where_it_is_written() -> None:
    assert changed(TEXT, edit_questions.set_keys(TEXT, A, {"label": "い、ろ", "help": 'say "#"'})) == (
        ['      - {id: a, type: text, label: "A: x",   max: 40}  # kept'],
        ['      - {id: a, type: text, label: い、ろ,   max: 40, help: "say \\"#\\""}  # kept'],
    )
    assert changed(TEXT, edit_questions.set_keys(TEXT, B, {"required": False, "label": "B2"})) == (
        ["          B", "        label: |"],
        ["        label: B2", "        required: false"],
    )
    assert edit_questions.set_keys(TEXT, B, {"label": "B\n", "help": None}) == TEXT


def test_a_key_goes_and_a_comment_behind_it_stays() -> None:
    assert changed(TEXT, edit_questions.set_keys(TEXT, A, {"max": None}))[1] == [
        '      - {id: a, type: text, label: "A: x"}  # kept'
    ]
    text = TEXT.replace(
        "type: choice\n        label: |", "type: choice\n        when: a.answered  # why\n        label: |"
    )
    assert changed(text, edit_questions.set_keys(text, B, {"when": None}))[1] == ["        # why"]
    first = TEXT.replace("- {id: c, type: yes_no, label: C, when: b == x}", "- {when: b == x, id: c}")
    assert "- {id: c}" in edit_questions.set_keys(first, C, {"when": None})
    block = first.replace("- {when: b == x, id: c}", "- when: b == x\n        id: c")
    assert "      - id: c\n" in edit_questions.set_keys(block, C, {"when": None})


def test_questions_change_places_with_the_comments_above_them() -> None:
    down = edit_questions.move(TEXT, A, True)
    assert changed(TEXT, down) == ([], [])
    assert down.index("# about a") > down.index("z: Z")
    assert edit_questions.move(down, B, False) == TEXT
    assert edit_questions.move(TEXT, A, False) == TEXT
    assert edit_questions.move(TEXT, E, True) == TEXT


def test_a_question_moves_to_another_list_with_its_columns() -> None:
    moved = edit_questions.move_to(TEXT, B, PAGE)
    assert "      - id: b   # of b\n        type: choice\n" in moved
    assert "\n      # about a\n" in edit_questions.move_to(TEXT, A, PAGE)
    back = edit_questions.move_to(TEXT, C, ("steps", 0))
    assert "      ask: []\n" in back
    assert "\n      - {id: c, type: yes_no, label: C, when: b == x}\n  - step: Two\n" in back
    again = edit_questions.move_to(back, ("steps", 0, "ask", 3), PAGE)
    assert changed(TEXT, again) == (
        ["      - {id: c, type: yes_no, label: C, when: b == x}"],
        ["        - {id: c, type: yes_no, label: C, when: b == x}"],
    )
    assert edit_questions.move_to(TEXT, A, ("steps", 0)) == TEXT


def test_a_question_moves_down_into_a_page_of_its_own_list() -> None:
    page = {"together": "P", "id": "p", "ask": [{"id": "k", "type": "text", "label": "K"}]}
    moved = edit_questions.move_to(edit_questions.add(TEXT, ("steps", 0), page), A, ("steps", 0, "ask", 3))
    asked = read_tree(moved, "").plain()["steps"][0]["ask"]
    assert [question["id"] for question in asked] == ["b", "e", "p"]
    assert [question["id"] for question in asked[2]["ask"]] == ["k", "a"]


def test_a_question_is_moved_to_a_place_of_its_own_list_and_of_another() -> None:
    def names(text: str, step: int) -> list[str]:
        return [question["id"] for question in read_tree(text, "").plain()["steps"][step]["ask"]]

    before, others = names(TEXT, 0), len(names(TEXT, 1))
    assert names(edit_questions.move_to(TEXT, A, ("steps", 0), 1), 0) == [before[1], before[0], *before[2:]]
    last = edit_questions.move_to(TEXT, A, ("steps", 0), 99)
    assert names(last, 0) == [*before[1:], before[0]]
    assert names(edit_questions.move_to(last, ("steps", 0, "ask", len(before) - 1), ("steps", 0), 0), 0) == before
    assert edit_questions.move_to(TEXT, A, ("steps", 0), 0) == TEXT
    away = edit_questions.move_to(TEXT, A, ("steps", 1), 0)
    assert (names(away, 0), names(away, 1)[0], len(names(away, 1))) == (before[1:], before[0], others + 1)


def test_a_page_is_in_no_page_and_nothing_is_within_itself() -> None:
    with pytest.raises(LeftToText, match="place"):
        edit_questions.move_to(TEXT, ("steps", 0), PAGE)
    assert edit_questions.move_to(TEXT, PAGE, PAGE) == TEXT


def test_a_copy_has_its_own_name_and_not_the_comment_above() -> None:
    copied = edit_questions.copy(TEXT, A)
    assert '      - {id: a_2, type: text, label: "A: x",   max: 40}  # kept\n' in copied
    assert copied.count("# about a") == 1
    assert "id: a_4," in edit_questions.copy(copied, A, ["a_3"])
    with pytest.raises(LeftToText, match="copy"):
        edit_questions.copy(TEXT, PAGE)


def test_what_is_removed_goes_with_the_comment_above_it() -> None:
    removed = edit_questions.remove(TEXT, A)
    assert changed(TEXT, removed)[0] == [
        "      # about a",
        '      - {id: a, type: text, label: "A: x",   max: 40}  # kept',
    ]
    assert "ask: []\n" in edit_questions.remove(TEXT, C)


def test_items_are_added_at_the_end_of_a_list_that_may_be_empty() -> None:
    item = {"id": "n", "type": "choice", "label": "い" * 60, "options": {"a": "い" * 40, "b": "ろ"}}
    added = edit_questions.add(TEXT, ("steps", 1), item)
    assert changed(TEXT, added)[0] == []
    empty = edit_questions.add(TEXT, ("steps",), {"step": "三", "id": "three", "ask": []})
    assert empty.endswith("  - step: 三\n    id: three\n    ask: []\ntail: [ 1,2 ]   # spaces stay\n")
    noted = empty.replace("ask: []", "ask: []  # none yet")
    assert "    ask:  # none yet\n      - {id: m}\n" in edit_questions.add(noted, ("steps", 2), {"id": "m"})
    within = edit_questions.add(TEXT, ("steps",), {"step": "四", "id": "four", "ask": [item]})
    assert read_tree(within, "").plain()["steps"][2]["ask"] == [item]


@pytest.mark.parametrize(
    "text", ["steps: [{step: One, id: one, ask: [{id: a}]}]\n", "steps:\n  - step: One\n    ask: [{id: a}]\n"]
)
def test_a_list_in_brackets_is_left_to_the_text(text: str) -> None:
    for edit in (edit_questions.remove, lambda text, path: edit_questions.add(text, path[:2], {"id": "b"})):
        with pytest.raises(LeftToText, match="layout"):
            edit(text, ("steps", 0, "ask", 0))
    assert "{id: a, label: A}" in edit_questions.set_keys(text, ("steps", 0, "ask", 0), {"label": "A"})


def test_options_keep_their_codes_and_what_else_is_stated_of_them() -> None:
    renamed = edit_questions.set_options(TEXT, B, ["X", "Why", "Z"])
    assert changed(TEXT, renamed)[1] == ["          y: {label: Why, tell: true}"]
    fewer = edit_questions.set_options(TEXT, B, ["X", "Z"])
    assert changed(TEXT, fewer) == (["          y: {label: Y, tell: true}"], [])
    order = edit_questions.set_options(TEXT, B, ["Z", "X", "New", "Y"])
    assert changed(TEXT, order) == ([], ["          option_1: New"])
    assert list(read_tree(order, "").plain()["steps"][0]["ask"][1]["options"]) == ["z", "x", "option_1", "y"]
    braces = edit_questions.set_options(TEXT, E, ["Q", "P", "R"])
    assert "options: {q: {label: Q, help: H}, p: P, option_1: R}}\n" in braces


def test_a_changed_label_keeps_its_code_only_where_nothing_else_moved() -> None:
    given = {"a": "A", "b": "B", "c": {"label": "C"}}
    assert with_codes(given, ["A", "Bee", "C"]) == {"a": "A", "b": "Bee", "c": "C"}
    assert with_codes(given, ["C", "A"]) == {"c": "C", "a": "A"}
    assert with_codes(given, ["A", "D", "E", "C"]) == {"a": "A", "option_1": "D", "option_2": "E", "c": "C"}


def test_a_part_is_found_again_after_others_moved() -> None:
    tree = DefinitionText(edit_questions.move(TEXT, A, True)).tree
    assert locate(tree, A, "a") == B
    assert locate(tree, B, "a") == B
    for name in ("gone", ""):
        with pytest.raises(LeftToText, match="gone"):
            locate(tree, A, name)
    assert new_name(tree, "today") == "today_2"


@settings(max_examples=examples(12), deadline=None)
@given(st.data())
def test_nothing_else_of_a_shipped_definition_changes(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SHIPPED)).read_text(encoding="utf-8")
    known = DefinitionText(text)
    questions = [(path, node) for path, node in parts_of(known.tree) if "label" in node.mapping]
    if not questions:
        return
    path, node = data.draw(st.sampled_from(questions))
    words = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
    label = node.mapping["label"]
    after = edit_questions.set_keys(text, path, {"label": words})
    end = len(text) - label.end
    assert after[: known.begin(label)] == text[: known.begin(label)]
    assert after[len(after) - end :] == text[label.end :]
    assert DefinitionText(after).node((*path, "label")).value == words
    down = edit_questions.move(after, path, True)
    assert changed(after, down) == ([], [])
    copied = edit_questions.copy(text, path) if "type" in node.mapping else text
    assert changed(text, copied)[0] == []
    gone, came = changed(text, edit_questions.remove(text, path))
    assert all(line.strip("- ").startswith(("ask:", "steps:")) for line in came)
    first, last = known.lines_of(path)
    assert len(gone) - len(came) >= last - first + 1
