"""What an application that follows another asks."""

from collections.abc import Collection
from dataclasses import replace

from forms.definition.predecessor import ANSWERS, EARLIER
from forms.definition.procedure import Page, Procedure, Repeat


def linked(procedure: Procedure) -> Procedure:
    """With `answers` of `follows` taken from the questions of the same names."""
    names = procedure.follows.answers if procedure.follows is not None else ()
    if not names:
        return procedure
    steps = (replace(step, items=tuple(_item(item, names) for item in step.items)) for step in procedure.steps)
    return replace(procedure, steps=tuple(steps))


def _item(item: Page | Repeat, names: Collection[str]) -> Page | Repeat:
    if isinstance(item, Repeat):
        return item
    fields = (
        replace(field, known_from=f"{EARLIER}.{ANSWERS}.{field.name}", known_when=None, known_by=None, known_answer="")
        if field.name in names
        else field
        for field in item.fields
    )
    return replace(item, fields=tuple(fields))
