"""Each part of each definition has its keys: what a file can say, the form can show."""

from collections.abc import Iterator

import pytest

from forms.loading.source import read_source
from forms.loading.tree import Node, read_tree
from portal.services.workshop.definition_text import LeftToText, Path
from portal.services.workshop.format_keys import CHOICE, LIST, NAMED, PAIRS, PART, RULE, SEVERAL, TRUTH, place_at
from tests.portal.services.workshop.test_edit_questions import SHIPPED
from tests.portal.services.workshop.writing import TEXT

TREE = read_tree(TEXT, "")
# Pages of their own, or answers of any shape.
OTHER = {"format", "procedure", "duty", "steps", "scenarios", "ask", "type", "ask_first"}


def kinds(path: Path, type_: str = "", tree: Node = TREE) -> dict[str, str]:
    return {key.name: key.kind for key in place_at(tree, path, type_).keys}


def mappings(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    if isinstance(node.value, dict):
        yield path, node
        for key, child in node.value.items():
            yield from mappings(child, (*path, key)) if key != "scenarios" else ()
    for number, child in enumerate(node.value if isinstance(node.value, tuple) else ()):
        yield from mappings(child, (*path, number))


@pytest.mark.parametrize("path", SHIPPED[::6], ids=lambda path: path.stem)
def test_each_key_of_a_shipped_definition_has_its_place(path: object) -> None:
    tree = read_tree(read_source(path), "")  # type: ignore[arg-type]
    for place, node in mappings(tree):
        try:
            known = {key.name.partition(".")[0] for key in place_at(tree, place).keys}
        except LeftToText:
            continue  # lines with names, or a list of named parts: a box of the part around it
        assert set(node.mapping) <= known | OTHER, place


def test_keys_are_boxes_by_what_may_be_written() -> None:
    root = kinds(())
    assert [root[key] for key in ("who.online", "time", "attach", "outcomes", "result", "helper", "kind", "because")] == [
        SEVERAL, PART, LIST, NAMED, LIST, TRUTH, CHOICE, PAIRS,
    ]  # fmt: skip
    assert not {"steps", "procedure"} & set(root)
    assert "procedure" in kinds(("follows",))
    (period,) = (key for key in place_at(TREE, ("time", "period")).keys if key.name == "kind")
    assert period.codes == ("statutory", "standard")
    assert kinds(("steps", 0, "ask", 0), "facility", tree=Node({}))["kind"] == "text"
    assert kinds(("attach", 0))["when"] == RULE
    assert kinds(("steps", 0, "ask", 0))["max"] == "number"
    assert kinds(("result", 0), "choice")["options"] == NAMED
    assert kinds(("receiving",)) == {"question": "text", "near": "text"}
    assert kinds(("fee", "exempt")).keys() == {"when", "evidence"}


def test_what_is_no_part_is_left_to_the_text() -> None:
    for path in (
        ("outcomes",),
        ("attach",),
        ("who", "online"),
        ("steps",),
        ("title",),
        ("nothing",),
        ("scenarios", 0, "answers"),
    ):
        with pytest.raises(LeftToText):
            place_at(TREE, path)
