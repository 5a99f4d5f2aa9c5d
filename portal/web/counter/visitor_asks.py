"""The visitor's questions in the clerk's interview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from forms.path.binding import Posted
from forms.path.binding import boxes as boxes_of
from portal.services.counter.ask_visitor import Overruled, asked_of_visitor
from portal.services.counter.interview import Interview, Part
from portal.services.counter.press_answers import may_press
from portal.services.filing.visit_facts import VISITOR
from portal.services.shared.catalogue import speech_of
from portal.web.counter.interview_screen import Screen, prefix_of
from portal.web.counter.interview_topics import views_of
from portal.web.counter.screen import Line


@dataclass(frozen=True)
class Asks:
    open: int
    answered: int
    unsure: tuple[Line, ...]


@dataclass(frozen=True)
class Confirms:
    """Sections unconfirmed by the visitor, or called wrong."""

    left: int
    wrong: int
    signed: bool


def visitor_confirms(interview: Interview) -> Confirms | None:
    """None while nothing is shown."""
    state = interview.screen
    keys = state.keys
    if not keys:
        return None
    return Confirms(len(keys - {*state.right, *state.wrong}), len(keys & set(state.wrong)), bool(state.signed))


def visitor_asks(interview: Interview, screen: Screen) -> Asks | None:
    """None while nothing is asked."""
    if not interview.screen.asking:
        return None
    asked = asked_of_visitor(interview)
    left = {
        f"{prefix_of(question.at)}.{question.field.id}"
        for question in asked
        if question.unsure and not question.answered
    }
    unsure = tuple((view.label, view.first_box) for view in views_of(screen.topics) if view.id in left)
    return Asks(sum(question.open for question in asked), sum(question.answered for question in asked), unsure)


def visitor_answers(interview: Interview, answers: Sequence[Overruled]) -> tuple[Line, ...]:
    lines = []
    for answer in answers:
        speech = speech_of(interview.parts[answer.at].draft.procedure, "ja")
        shown = answer.field.type.show(answer.value, answer.field.settings, speech, answer.field.path)
        lines.append((speech.text(answer.field.label_place, answer.field.label), shown))
    return tuple(lines)


def shown_answers(interview: Interview) -> str:
    """Compared later: a change by the visitor must not count as the clerk's."""
    return " ".join(
        f"{prefix_of(index)}.{field.id}={_written(field.type.typed(part.entry.kept[field.id], field.settings))}"
        for index, part in enumerate(interview.parts)
        for field in part.entry.path.fields
        if may_press(part.draft.procedure, field) and field.id in part.entry.kept and _is_visitors(part, field.id)
    )


def _is_visitors(part: Part, name: str) -> bool:
    origin = part.origins.get(name)
    return origin is not None and origin.source == VISITOR and origin.value == part.entry.kept[name]


def _written(raw: Mapping[str, Sequence[str]]) -> str:
    filled = sorted((box, [value for value in values if value]) for box, values in raw.items() if any(values))
    return quote(";".join(f"{box}:{','.join(values)}" for box, values in filled))


def without_unchanged(names: Sequence[frozenset[str]], boxes: Sequence[Posted], written: str) -> list[frozenset[str]]:
    shown = dict(name.rpartition("=")[::2] for name in written.split())
    return [
        frozenset(name for name in own if not _is_unchanged(shown.get(f"{prefix_of(index)}.{name}"), name, part))
        for index, (own, part) in enumerate(zip(names, boxes, strict=True))
    ]


def _is_unchanged(shown: str | None, name: str, part: Posted) -> bool:
    return shown is not None and shown == _written(boxes_of(name, part))
