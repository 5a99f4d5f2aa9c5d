"""Reads `follows`, and what questions take from the earlier application."""

# `forms.linting.chains` checks that it has them.

from collections.abc import Sequence, Set

from forms.definition.predecessor import ANSWERS, ANYONE, EARLIER, FACTS, RESULT, Predecessor, inherited
from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape
from forms.loading.tree import Node
from forms.rules.expression import Expression
from forms.rules.faults import did_you_mean
from forms.rules.types import DATE

_MAY: Set[str] = frozenset()  # `by` is a day before any answer


def read_predecessor(
    reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None, drafts: Sequence[DraftStep]
) -> Predecessor | None:
    node = root.get("follows")
    if node is None:
        return None
    by = rules.expression(node.get("by"), _MAY, DATE)
    follows = shape.follows if shape is not None else None
    if shape is None or follows is None:
        return None
    if follows.procedure == shape.procedure:
        text = "a procedure cannot follow itself: name an earlier one"
        reading.complain(place(root, ["follows", "procedure"]), "follows.itself", text)
    names = {draft.name for step in drafts for draft in step.fields}
    names |= {repeat.name for step in drafts for repeat in step.repeats}
    if any(name == EARLIER or name.startswith(f"{EARLIER}.") for name in names):
        text = f"`{EARLIER}` is the earlier application here: rename the question"
        reading.complain(key_place(root, ["follows"]), "follows.name", text)
    known = {field.name for draft in drafts for field in draft.fields if not field.place.rows}
    for number, name in enumerate(follows.answers):
        if name not in known:
            text = f"no question outside of rows is named {name}{did_you_mean(name, known)}"
            reading.complain(place(root, ["follows", "answers", number]), "name.unknown", text)
    return Predecessor(
        follows.procedure, follows.outcomes, follows.once, by, follows.certainty, follows.answers, follows.settles or ""
    )


def is_inherited(text: str) -> bool:
    return text.startswith(f"{EARLIER}.")


def check_inherited(reading: Reading, draft: DraftField, source: Node, follows: bool) -> None:
    """Into a question of the same type, outside of rows."""
    text = str(source.value)
    part, name = inherited(text)
    known = [f"{EARLIER}.{fact}" for fact in FACTS] + [f"{EARLIER}.{ANSWERS}.…", f"{EARLIER}.{RESULT}.…"]
    if not follows:
        advice = "no earlier application is named: write `follows`, or another source"
        reading.complain(source.mark, "known_from.follows", advice)
    elif not part and name not in FACTS:
        guess = did_you_mean(text, known) or f": write one of {', '.join(known)}"
        reading.complain(source.mark, "known_from.unknown", f"unknown source {text}{guess}")
    elif not part and draft.type.id != FACTS[name]:
        advice = f"{text} answers a question of type {FACTS[name]}"
        reading.complain(source.mark, "known_from.type", advice)
    elif draft.place.rows:
        reading.complain(source.mark, "known_from.rows", "questions of rows inherit nothing: ask it outside of rows")


def change_of(
    reading: Reading, rules: Rules, draft: DraftField, node: Node, before: Set[str]
) -> tuple[str, Expression | None]:
    """Who may change an inherited answer, and online until when."""
    change, until = node.get("change"), node.get("until")
    who = str(change.value) if change is not None else ANYONE
    if (change is not None or until is not None) and not is_inherited(str(node.mapping["from"].value)):
        mark = (change or until or node).mark
        reading.complain(mark, "known_from.change", "only what is inherited from an earlier application can be kept")
    if until is not None and who != ANYONE:
        text = f"`until` limits whom `change: {ANYONE}` lets: leave one of the two out"
        reading.complain(until.mark, "known_from.until", text)
    return who, rules.expression(until, before, DATE, draft.place)
