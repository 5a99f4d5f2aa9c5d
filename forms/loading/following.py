"""Reads what follows a submission (`next`) and a result (`after`)."""

from forms.definition.terms import Following, NextStep
from forms.loading.items import items
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape
from forms.loading.tree import Node


def read_following(rules: Rules, root: Node, shape: DefinitionShape | None) -> tuple[Following, ...]:
    whens = [rules.expression(node.get("when"), rules.everything) for node in items(root.get("after"))]
    if shape is None:
        return ()
    return tuple(
        Following(
            f"after.{number}",
            item.say,
            item.source.text,
            item.source.certainty,
            payment=item.payment,
            outcomes=item.outcomes,
            when=when,
        )
        for number, (item, when) in enumerate(zip(shape.after, whens, strict=True))
    )


def read_next(rules: Rules, root: Node) -> tuple[NextStep, ...]:
    # A text alone is for everybody.
    return tuple(
        NextStep(
            f"next.{number}",
            str((item.get("say") or item).value),
            rules.expression(item.get("when"), rules.everything),
            str(until.value) if (until := item.get("until")) else "",
        )
        for number, item in enumerate(items(root.get("next")))
    )
