"""Where values end in the text, for who edits it."""

from pathlib import Path

import pytest

import forms
from forms.loading import parsed
from forms.loading.tree import Node, read_tree

TEXT = """\
a: x　y # comment
b: "q\\n" # comment
c: {d: 1, e: [true, 'it''s']}  # comment
f:
  - g: |
      two
      lines

    h: >-
      folded
  -
    i: a
      b

j: last
"""
VALUES = {
    ("a",): "x　y", ("b",): '"q\\n"', ("c",): "{d: 1, e: [true, 'it''s']}", ("c", "d"): "1", ("c", "e"): "[true, 'it''s']",
    ("c", "e", 0): "true", ("f", 0, "g"): "|\n      two\n      lines", ("f", 0, "h"): ">-\n      folded",
    ("f", 1): "i: a\n      b", ("j",): "last",
}  # fmt: skip


def written(text: str, node: Node) -> str:
    lines = text.split("\n")
    begin = sum(len(line) + 1 for line in lines[: node.mark[0] - 1]) + node.mark[1] - 1
    return text[begin : node.end]


def at(node: Node | None, path: tuple[str | int, ...]) -> Node:
    for step in path:
        node = node.get(step) if node is not None else None
    assert node is not None
    return node


@pytest.mark.parametrize("path", VALUES)
@pytest.mark.parametrize("slow", [False, True])
def test_a_value_ends_before_what_follows_it(
    path: tuple[str | int, ...], slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if slow:
        monkeypatch.setattr(parsed, "_OF_OLD_YAML", parsed._END_OF_LINE)
    assert written(TEXT, at(read_tree(TEXT, "x.yaml"), path)) == VALUES[path]


def test_each_value_of_a_shipped_definition_is_where_it_is_stated_to_be() -> None:
    text = (Path(forms.__file__).parent / "procedures" / "hoiku-riyo-moshikomi.yaml").read_text(encoding="utf-8")
    waiting = [read_tree(text, "x.yaml")]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, int | str) and node.begins is not None and "\n" not in str(node.value):
            assert str(node.value) in written(text, node)
        waiting += (
            node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, tuple) else ()
        )
