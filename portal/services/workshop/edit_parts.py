"""Edits parts of a definition that are no questions: papers, deadlines, rules, options, results."""

from collections.abc import Mapping
from typing import Any

from portal.services.workshop import edit_questions
from portal.services.workshop.definition_text import DefinitionText, LeftToText, Path, at, edited


def rewrite(text: str, path: Path, wanted: Any) -> str:
    """What differs at `path` becomes `wanted`; what is not there yet is added. Raises LeftToText, Refused."""
    known = DefinitionText(text)
    depth = next(depth for depth in range(len(path), -1, -1) if _there(known, path[:depth]))
    if depth < len(path):
        for step in reversed(path[depth + 1 :]):
            wanted = [wanted] if isinstance(step, int) else {step: wanted}
        step = path[depth]
        if isinstance(step, int):
            return _listed(text, path[:depth], [*known.node(path[:depth]).plain(), wanted], wanted)
        return edit_questions.set_keys(text, path[:depth], {step: wanted})
    before = known.node(path).plain()
    if not isinstance(before, dict) or not isinstance(wanted, dict):
        return text if before == wanted else _replaced(text, path, wanted)
    gone = {key: None for key in before if key not in wanted}
    text = edit_questions.set_keys(text, path, gone) if gone else text
    for key, value in wanted.items():
        if value != before.get(key):
            # A part that changes in one value keeps the others as they are written.
            text = (
                rewrite(text, (*path, key), value)
                if key in before
                else edit_questions.set_keys(text, path, {key: value})
            )
    return text


def remove(text: str, path: Path) -> str:
    """With the list that would be empty."""
    *above, step = path
    if isinstance(step, str):
        left = at(DefinitionText(text).tree.plain(), above)
        if above and len(left) == 1 and isinstance(above[-1], str):
            return remove(text, tuple(above))
        return edit_questions.set_keys(text, tuple(above), {step: None})
    items = at(DefinitionText(text).tree.plain(), above)
    if len(items) == 1:
        return remove(text, tuple(above))
    try:
        return edit_questions.remove(text, path)
    except LeftToText as left_to_text:
        return _whole(text, tuple(above), [*items[:step], *items[step + 1 :]], left_to_text)


def move(text: str, path: Path, down: bool) -> str:
    """By one place of its list."""
    *above, step = path
    items = list(at(DefinitionText(text).tree.plain(), above))
    other = int(step) + (1 if down else -1)
    if not 0 <= other < len(items):
        return text
    try:
        return edit_questions.move(text, path, down)
    except LeftToText as left_to_text:
        items[int(step)], items[other] = items[other], items[int(step)]
        return _whole(text, tuple(above), items, left_to_text)


def _replaced(text: str, path: Path, wanted: Any) -> str:
    *above, step = path
    if isinstance(step, str):
        return edit_questions.set_keys(text, tuple(above), {step: wanted})

    def expected(data: Any) -> Any:
        at(data, above)[step] = wanted
        return data

    return edited(text, lambda known: known.replace(path, wanted), expected)


def _listed(text: str, path: Path, items: list[Any], item: Mapping[str, Any] | str) -> str:
    try:
        return edit_questions.insert(text, path, item)
    except LeftToText as left_to_text:
        return _whole(text, path, items, left_to_text)


def _whole(text: str, path: Path, items: list[Any], reason: LeftToText) -> str:
    # A list within brackets is rewritten.
    if str(reason) != "layout":
        raise reason
    return edit_questions.set_keys(text, path[:-1], {str(path[-1]): items})


def _there(known: DefinitionText, path: Path) -> bool:
    try:
        known.node(path)
    except LeftToText:
        return False
    return True
