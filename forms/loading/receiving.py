"""Reads `receiving`: the question that chooses the office, and the address by which it is proposed."""

from collections.abc import Mapping, Sequence

from forms.definition.receiving import Receiving
from forms.fields.facility import FacilitySettings
from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading, place
from forms.loading.shape import DefinitionShape
from forms.loading.tree import Node
from forms.rules.faults import did_you_mean


def read_receiving(
    reading: Reading, root: Node, shape: DefinitionShape | None, drafts: Sequence[DraftStep]
) -> Receiving | None:
    receiving = shape.receiving if shape is not None else None
    if receiving is None:
        return None
    asked = {field.name: field for step in drafts for field in step.fields if not field.place.rows}
    _check(reading, root, "question", receiving.question, asked, "facility")
    settings = asked[receiving.question].settings if receiving.question in asked else None
    if isinstance(settings, FacilitySettings) and settings.wishes > 1:
        text = f"{receiving.question} takes {settings.wishes} wishes, but one office receives: remove `wishes` there"
        reading.complain(place(root, ["receiving", "question"]), "receiving.wishes", text)
    if receiving.near:
        _check(reading, root, "near", receiving.near, asked, "address")
    order = list(asked)
    if {receiving.near, receiving.question} <= asked.keys() and order.index(receiving.near) > order.index(
        receiving.question
    ):
        text = f"{receiving.near} is asked after {receiving.question}, which it shall propose: ask it before"
        reading.complain(place(root, ["receiving", "near"]), "receiving.order", text)
    return Receiving(receiving.question, receiving.near)


def _check(reading: Reading, root: Node, key: str, name: str, asked: Mapping[str, DraftField], type_id: str) -> None:
    fitting = [known for known, field in asked.items() if field.type.id == type_id]
    if name not in fitting:
        text = f"no {type_id} question {name} outside of rows{did_you_mean(name, fitting)}"
        reading.complain(place(root, ["receiving", key]), "receiving.unknown", text)
