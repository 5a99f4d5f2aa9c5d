"""Reads `capacity` of options."""

from collections.abc import Mapping, Sequence

from forms.definition.predecessor import RESULT
from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading, key_place
from forms.loading.shape import DefinitionShape, SettingShape
from forms.loading.terms import check_setting


def read_option_places(
    reading: Reading, shape: DefinitionShape | None, settings: Mapping[str, SettingShape], drafts: Sequence[DraftStep]
) -> Mapping[str, Mapping[str, int | str]]:
    places = {}
    for field in (field for step in drafts for field in step.fields):
        capacities: dict[str, int | str] = getattr(field.settings, "capacities", {})
        for code in capacities:
            check_setting(reading, field.node.at(("options", code, "capacity")), settings, "integer")
        text = _fault(field, shape) if capacities else ""
        if text:
            code = next(iter(capacities))
            reading.complain(key_place(field.node, ["options", code, "capacity"]), "option.capacity", text)
        elif capacities:
            places[field.name] = capacities
    return places


def _fault(field: DraftField, shape: DefinitionShape | None) -> str:
    if field.place.rows or field.name.startswith(f"{RESULT}."):
        return "an application takes one place of an option: ask outside of rows, and not in `result`"
    if shape is not None and shape.drawing is not None and shape.drawing.units == field.name:
        return "lots are drawn for these places, so all may apply: write them as `places` of `drawing`"
    if shape is not None and shape.time is not None and shape.time.window is not None and shape.time.window.year:
        return "places of options are not counted by 年度: write `capacity` under `time`, or leave `year` out"
    return ""
