"""Reads `drawing`: what is drawn for, how many places there are, and how many tickets somebody has."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from forms.definition.drawing import Drawing, DrawnSlots
from forms.definition.kind import IN_VAIN, KINDS, WITHDRAWN
from forms.fields.choice import ChoiceSettings
from forms.fields.slot import SlotSettings
from forms.loading.questions import DraftField, DraftStep
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape, DrawingShape, SettingShape
from forms.loading.terms import check_setting
from forms.loading.tree import Node
from forms.rules.expression import Expression
from forms.rules.faults import did_you_mean
from forms.rules.types import NUMBER


def read_drawing(
    reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None, drafts: Sequence[DraftStep]
) -> Drawing | None:
    node = root.get("drawing")
    _check_drawn(reading, drafts, drawn=node is not None and node.get("slots") is not None)
    if node is None:
        return None
    tickets = rules.expression(node.get("tickets"), rules.everything, NUMBER)
    drawing = shape.drawing if shape is not None else None
    if shape is None or drawing is None:
        return None
    _check_frame(reading, root, shape)
    if drawing.slots is not None:
        return _of_slots(reading, root, shape, drawing, tickets)
    if drawing.places is None:
        reading.complain(key_place(root, ["drawing"]), "drawing.places", "write how many win (`places`), or `slots`")
        return None
    options = _units(reading, root, drawing, drafts)
    for text in () if options is None else _place_faults(drawing, options, shape.settings):
        reading.complain(place(root, ["drawing", "places"]), "drawing.places", text)
    return Drawing(drawing.units or "", drawing.places, tickets, drawing.certainty)


def _of_slots(
    reading: Reading, root: Node, shape: DefinitionShape, drawing: DrawingShape, tickets: Expression | None
) -> Drawing | None:
    slots = drawing.slots
    if slots is None or drawing.units is not None or drawing.places is not None:
        text = "each time is a unit with its own places: remove `units` and `places`, or `slots`"
        reading.complain(key_place(root, ["drawing", "slots"]), "drawing.slots", text)
        return None
    for name, kind in (("from", "date"), ("to", "date"), ("confirm", "integer")):
        check_setting(reading, root.at(("drawing", "slots", name)), shape.settings, kind)
    return Drawing("", 0, tickets, drawing.certainty, DrawnSlots(str(slots.from_), str(slots.to), slots.confirm))


def _check_drawn(reading: Reading, drafts: Sequence[DraftStep], *, drawn: bool) -> None:
    # All times of such a procedure are drawn, and none of another: nothing is booked beside.
    fields = [field for step in drafts for field in step.fields if field.type.id == "slot"]
    for field in fields:
        if field.place.rows and drawn:
            text = "an application is drawn for one time: ask outside of rows"
            reading.complain(key_place(field.node, ["type"]), "drawing.drawn", text)
        elif isinstance(field.settings, SlotSettings) and field.settings.drawn != drawn:
            text = "write `drawn: true`" if drawn else "`drawn` belongs to a `drawing` with `slots`: remove it"
            reading.complain(key_place(field.node, ["drawn" if not drawn else "type"]), "drawing.drawn", text)


def _check_frame(reading: Reading, root: Node, shape: DefinitionShape) -> None:
    kind = KINDS.get(shape.kind)
    if kind is not None and not (set(kind.outcomes) & set(IN_VAIN) - {WITHDRAWN, "sent_back"}):
        text = f"a {shape.kind} refuses nobody, so there is nothing to draw lots for: use another kind"
        reading.complain(key_place(root, ["drawing"]), "drawing.kind", text)
    window = shape.time.window if shape.time is not None else None
    if window is None or window.to is None or window.year is not None:
        text = "the list must end before lots are drawn: write `from` and `to` under time.window, without `year`"
        reading.complain(key_place(root, ["drawing"]), "drawing.window", text)


def _units(reading: Reading, root: Node, drawing: DrawingShape, drafts: Sequence[DraftStep]) -> tuple[str, ...] | None:
    # None if unknown.
    if drawing.units is None:
        return ()
    mark = place(root, ["drawing", "units"])
    choices = {
        field.name: field
        for step in drafts
        for field in step.fields
        if field.type.id == "choice" and not field.place.rows
    }
    chosen = choices.get(drawing.units)
    if chosen is None:
        text = f"no choice {drawing.units} outside of rows{did_you_mean(drawing.units, choices)}"
        reading.complain(mark, "drawing.units", text)
        return None
    if _is_optional(chosen):
        text = (
            f"{drawing.units} must be answered by all: remove `required` and `when` there, or choose another question"
        )
        reading.complain(mark, "drawing.units", text)
    settings = chosen.settings
    return tuple(settings.options) if isinstance(settings, ChoiceSettings) else None


def _is_optional(field: DraftField) -> bool:
    required = field.node.get("required")
    return field.node.get("when") is not None or (required is not None and required.value is not True)


def _place_faults(
    drawing: DrawingShape, options: Collection[str], settings: Mapping[str, SettingShape]
) -> Iterator[str]:
    places = drawing.places
    if places is None or isinstance(places, int):
        return
    if isinstance(places, str):
        name = places.removeprefix("city.")
        setting = settings.get(name)
        if setting is None:
            yield f"no setting {places}{did_you_mean(places, [f'city.{known}' for known in settings])}"
            return
        if setting.type == "integer":
            return
        if setting.type != "table" or setting.of != "integer" or not isinstance(setting.default, dict):
            yield f"{places} is {setting.type}, but a number, or a table of numbers, is needed here"
            return
        rows: Collection[str] = setting.default
    else:
        rows = places
    if not options:
        yield "without `units` there is one number of places: write it here"
    elif set(rows) != set(options):
        yield f"write the places of each option of {drawing.units}: {', '.join(options)}"
