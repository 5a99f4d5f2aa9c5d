"""What a clerk's interview says of the questions that the visitor answers on their own screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from forms.binding import Posted
from forms.binding import boxes as boxes_of
from portal.services.ask_visitor import Overruled, asked_of_visitor
from portal.services.installation import Installation
from portal.services.interview import Interview, Part
from portal.services.press_answers import may_press
from portal.services.visit_facts import VISITOR
from portal.web.counter_screen import Line
from portal.web.field_view import FieldView
from portal.web.interview_screen import Screen, prefix_of


@dataclass(frozen=True)
class Asks:
    """`open` and `answered` questions; `unsure`: what they left to the clerk, each with its box."""

    open: int
    answered: int
    unsure: tuple[Line, ...]


def visitor_asks(interview: Interview, screen: Screen) -> Asks | None:
    """None while nothing is asked there."""
    if not interview.screen.asking:
        return None
    asked = asked_of_visitor(interview)
    left = {f"{prefix_of(one.at)}.{one.field.id}" for one in asked if one.unsure and not one.answered}
    unsure = tuple((view.label, view.first_box) for view in _views(screen) if view.id in left)
    return Asks(sum(one.open for one in asked), sum(one.answered for one in asked), unsure)


def _views(screen: Screen) -> Iterator[FieldView]:
    for form in screen.forms:
        for section in form.sections:
            for group in section.groups:
                yield from group.fields


def said_words(installation: Installation, interview: Interview, said: Sequence[Overruled]) -> tuple[Line, ...]:
    """What the visitor answered, question by question."""
    lines = []
    for one in said:
        speech = installation.speech(interview.parts[one.at].draft.procedure, "ja")
        shown = one.field.type.show(one.value, one.field.settings, speech, one.field.path)
        lines.append((speech.text(one.field.label_place, one.field.label), shown))
    return tuple(lines)


def shown_said(interview: Interview) -> str:
    """The visitor's answers that a page shows, box by box: so that one which they change later is not taken for the clerk's word."""
    return " ".join(
        f"{prefix_of(at)}.{field.id}={_written(field.type.typed(part.entry.kept[field.id], field.settings))}"
        for at, part in enumerate(interview.parts)
        for field in part.entry.path.fields
        if may_press(part.draft.procedure, field) and field.id in part.entry.kept and _is_said(part, field.id)
    )


def _is_said(part: Part, name: str) -> bool:
    origin = part.origins.get(name)
    return origin is not None and origin.source == VISITOR and origin.value == part.entry.kept[name]


def _written(raw: Mapping[str, Sequence[str]]) -> str:
    """Box by box, as one word; boxes in which nothing stands are none."""
    filled = sorted((box, [one for one in values if one]) for box, values in raw.items() if any(values))
    return quote(";".join(f"{box}:{','.join(values)}" for box, values in filled))


def without_said(names: Sequence[frozenset[str]], boxes: Sequence[Posted], said: str) -> list[frozenset[str]]:
    """The questions of each part that a page asked, but for answers of the visitor's that stand there as it showed them."""
    shown = dict(one.rpartition("=")[::2] for one in said.split())
    return [
        frozenset(one for one in own if not _stands(shown.get(f"{prefix_of(at)}.{one}"), one, part))
        for at, (own, part) in enumerate(zip(names, boxes, strict=True))
    ]


def _stands(shown: str | None, name: str, part: Posted) -> bool:
    return shown is not None and shown == _written(boxes_of(name, part))
