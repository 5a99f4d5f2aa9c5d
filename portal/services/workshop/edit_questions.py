import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from forms.definition.registry import field_types
from forms.loading.question_shape import FieldShape
from forms.loading.questions import RESERVED
from forms.loading.tree import Node
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path, at, edited, written

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
_KEYS = frozenset(field.alias or name for name, field in FieldShape.model_fields.items())
# Kinds of what a list of questions may hold.
QUESTION, PAGE, ROWS, STEP, BLOCK = "question", "page", "rows", "step", "block"


def kind_of(node: Node, path: Path) -> str:
    if node.get("use") is not None:
        return BLOCK
    if node.get("repeat") is not None:
        return ROWS
    return STEP if len(path) == 2 else PAGE if node.get("together") is not None else QUESTION


def holds(kind: str, inside: str) -> bool:
    # Whether a list of `kind` may hold one of `inside`.
    return inside in {STEP: (QUESTION, PAGE, ROWS, BLOCK), ROWS: (QUESTION, PAGE), PAGE: (QUESTION,)}.get(kind, ())


def parts_of(tree: Node) -> Iterator[tuple[Path, Node]]:
    # Steps, pages, repeats, blocks and questions, in their order.
    steps = tree.get("steps")
    if steps is not None and isinstance(steps.value, tuple):
        for number, step in enumerate(steps.value):
            yield from _below(("steps", number), step)


def _below(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    if not isinstance(node.value, dict):
        return
    yield path, node
    asked = node.get("ask")
    if asked is not None and isinstance(asked.value, tuple) and kind_of(node, path) != BLOCK:
        for number, child in enumerate(asked.value):
            yield from _below((*path, "ask", number), child)


def name_of(node: Node) -> str:
    return next((str(node.mapping[key].value) for key in ("id", "repeat", "as", "use") if key in node.mapping), "")


def locate(tree: Node, path: Path, name: str) -> Path:
    # Where the part of this name is now. Raises LeftToText.
    alike = [place for place, node in parts_of(tree) if name_of(node) == name]
    if path in alike:
        return path
    if len(alike) != 1:
        raise LeftToText("gone")
    return alike[0]


def names_in(tree: Node) -> set[str]:
    # Whatever a name of a question could collide with.
    keys = ("id", "repeat", "as")
    named = {str(node.mapping[key].value) for _, node in parts_of(tree) for key in keys if key in node.mapping}
    return named | RESERVED


def new_name(tree: Node, stem: str, others: Collection[str] = (), joint: str = "_") -> str:
    # `others`: names of questions of blocks.
    taken = names_in(tree) | set(others)
    names = (stem if number == 1 else f"{stem}{joint}{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def is_name(tree: Node, name: str) -> bool:
    return len(name) <= 40 and bool(_NAME.fullmatch(name)) and name not in names_in(tree)


# Edits; each raises LeftToText, and Refused for no YAML.


def move(text: str, path: Path, down: bool) -> str:
    # By one place of its list; text as it is at its end.
    list_path, number = path[:-1], int(path[-1])
    first = number if down else number - 1
    tree = DefinitionText(text).tree
    asked = _get(tree, list_path)
    if first < 0 or first + 1 >= len(asked):
        return text

    def expected(data: Any) -> Any:
        items = at(data, list_path)
        items[first], items[first + 1] = items[first + 1], items[first]
        return data

    return edited(text, lambda known: known.swap((*list_path, first)), expected)


def move_to(text: str, path: Path, into: Path, number: int | None = None) -> str:
    # To the end of another list, or to its place `number` when the part has left. `into`: what has the list.
    if into[: len(path)] == path or (path[:-2] == into and number in (None, path[-1])):
        return text
    tree = DefinitionText(text).tree
    node, target = _node(tree, path), _node(tree, into)
    if not holds(kind_of(target, into), kind_of(node, path)):
        raise LeftToText("place")
    moved_into = _after_removal(into, path)

    def change(known: DefinitionText) -> DefinitionText:
        end = len(_get(known.tree, (*into, "ask"))) - (path[:-2] == into)
        place = end if number is None else min(number, end)
        return known.remove(path).insert((*moved_into, "ask", place), lambda column: known.item_text(path, column))

    def expected(data: Any) -> Any:
        item = at(data, path[:-1]).pop(path[-1])
        asked = at(data, moved_into)["ask"]
        asked.insert(len(asked) if number is None else number, item)
        return data

    return edited(text, change, expected)


def _after_removal(path: Path, removed: Path) -> Path:
    depth = len(removed) - 1
    if len(path) > depth and path[:depth] == removed[:depth] and int(path[depth]) > int(removed[depth]):
        return (*path[:depth], int(path[depth]) - 1, *path[depth + 1 :])
    return path


def remove(text: str, path: Path) -> str:
    def expected(data: Any) -> Any:
        del at(data, path[:-1])[path[-1]]
        return data

    return edited(text, lambda known: known.remove(path), expected)


def copy(text: str, path: Path, others: Collection[str] = ()) -> str:
    # Below it, with a name of its own; the comment above it stays with the first.
    tree = DefinitionText(text).tree
    node, after = _node(tree, path), (*path[:-1], int(path[-1]) + 1)
    if kind_of(node, path) != QUESTION:
        raise LeftToText("copy")
    stem = re.sub(r"_[0-9]+$", "", name_of(node))
    name = new_name(tree, stem, others)

    def change(known: DefinitionText) -> DefinitionText:
        twice = known.insert(after, lambda column: known.item_text(path, column, comment=False))
        return twice.set(after, "id", name)

    def expected(data: Any) -> Any:
        original = at(data, path)
        at(data, path[:-1]).insert(after[-1], {**original, "id": name})
        return data

    return edited(text, change, expected)


def add(text: str, into: Path, item: Mapping[str, Any]) -> str:
    # At the end of a list. `into`: a list of the definition, or what has a list `ask`.
    return insert(text, into if len(into) == 1 else (*into, "ask"), item)


def insert(text: str, list_path: Path, item: Mapping[str, Any] | str) -> str:
    path = (*list_path, len(_get(DefinitionText(text).tree, list_path)))
    new = item if isinstance(item, str) else dict(item)

    def expected(data: Any) -> Any:
        at(data, list_path).append(new)
        return data

    return edited(text, lambda known: known.insert(path, written(new)), expected)


def set_keys(text: str, path: Path, keys: Mapping[str, Any]) -> str:
    # None removes a key; other keys are not touched.

    def change(known: DefinitionText) -> DefinitionText:
        for key, value in keys.items():
            known = known.set(path, key, value)
        return known

    def expected(data: Any) -> Any:
        mapping = at(data, path)
        for key, value in keys.items():
            mapping.pop(key, None) if value is None else mapping.update({key: value})
        return data

    return edited(text, change, expected)


def set_options(text: str, path: Path, labels: Sequence[str]) -> str:
    # Each option that stays keeps its code, and its other keys.
    known = DefinitionText(text)
    given: dict[str, Any] = _node(known.tree, (*path, "options")).plain()
    wanted = with_codes(given, labels)
    for code, label in wanted.items():
        value = given.get(code)
        if isinstance(value, dict) and value.get("label") != label:
            text = set_keys(text, (*path, "options", code), {"label": label})
        elif not isinstance(value, dict) and value != label:
            text = set_keys(text, (*path, "options"), {code: label})
    gone = {code: None for code in given if code not in wanted}
    text = set_keys(text, (*path, "options"), gone) if gone else text
    return _in_order(text, (*path, "options"), list(wanted))


def _in_order(text: str, path: Path, codes: list[str]) -> str:
    known = DefinitionText(text)
    if list(_node(known.tree, path).mapping) == codes:
        return text
    return edited(text, lambda old: old.arranged(path, codes), lambda data: data)


def with_codes(given: Mapping[str, Any], labels: Sequence[str]) -> dict[str, str]:
    # Code by code: a label that is there keeps its code; a changed one too, where as many lines are changed.
    old = {code: value["label"] if isinstance(value, dict) else str(value) for code, value in given.items()}
    codes = {label: code for code, label in old.items()}
    chosen: list[str] = [codes.get(label, "") for label in labels]
    left = [code for code in old if code not in chosen]
    for how, first, last, start, end in SequenceMatcher(None, list(old.values()), list(labels)).get_opcodes():
        if how == "replace" and last - first == end - start:
            for code, place in zip(list(old)[first:last], range(start, end), strict=True):
                if code in left and not chosen[place]:
                    chosen[place] = code
    numbers = (f"option_{number}" for number in range(1, len(old) + len(labels) + 1))
    fresh = (code for code in numbers if code not in old)
    return {code or next(fresh): label for code, label in zip(chosen, labels, strict=True)}


def fits_type(node: Node, type_: str) -> dict[str, None]:
    # The keys that a question of another type may not have.
    settings = field_types()[type_].Settings.model_fields
    return {key: None for key in node.mapping if key not in _KEYS and key not in settings}


def _node(tree: Node, path: Path) -> Node:
    node = tree.at(path)
    if node is None:
        raise LeftToText("gone")
    return node


def _get(tree: Node, path: Path) -> tuple[Node, ...]:
    value = _node(tree, path).value
    if not isinstance(value, tuple):
        raise LeftToText("layout")
    return value
