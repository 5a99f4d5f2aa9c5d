"""What one application may be for."""

from collections.abc import Sequence

from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading, key_place, place
from forms.loading.shape import DefinitionShape
from forms.loading.tree import Node

# Types whose answers have one spelling after folding.
ALIKE = ("text", "address", "choice", "date", "corporate_number", "office_number")


def check_once(reading: Reading, root: Node, shape: DefinitionShape | None, drafts: Sequence[DraftStep]) -> None:
    rule = shape.duplicate if shape is not None else None
    if rule is None:
        return
    node = root.part("duplicate")
    if rule.household != bool(rule.instead):
        key = "household" if rule.household else "instead"
        text = "`household: true` and `instead` go together: `instead` names the answers that count where the register does not know the household"
        reading.complain(key_place(root, ["duplicate", key]), "duplicate.household", text)
    if not rule.once:
        for key in ("per", "say", *(() if rule.household else ("years",))):
            if key in node:
                text = f"`{key}` says more about `once`: write `once: true`, or remove it"
                reading.complain(key_place(root, ["duplicate", key]), "duplicate.once", text)
    elif (rule.per or rule.household) and not rule.say:
        text = "write under `say` how often it may be filed: a person who filed nothing before reads nothing else"
        key = "per" if rule.per else "household"
        reading.complain(key_place(root, ["duplicate", key]), "duplicate.say", text)
    fields = {field.name: field for step in drafts for field in step.fields}
    for key, names in (("per", rule.per if rule.once else ()), ("instead", rule.instead)):
        for number, name in enumerate(names):
            field = fields.get(name)
            if field is not None and not _distinguishes(field):
                text = f"{name} must be outside of rows, answered by all, and one of {', '.join(ALIKE)}"
                reading.complain(place(root, ["duplicate", key, number]), "duplicate.per", text)


def _distinguishes(field: DraftField) -> bool:
    required = field.node.get("required")
    asked = field.node.get("when") is None and (required is None or required.value is True)
    return asked and not field.place.rows and field.type.id in ALIKE
