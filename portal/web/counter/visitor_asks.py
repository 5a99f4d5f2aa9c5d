"""The visitor's questions in the clerk's interview."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.services.counter.ask_visitor import Overruled, asked_of_visitor
from portal.services.counter.interview import Interview
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
    left: int
    wrong: int
    signed: bool


def visitor_confirms(interview: Interview) -> Confirms | None:
    state = interview.screen
    keys = state.keys
    if not keys:
        return None
    return Confirms(len(keys - {*state.right, *state.wrong}), len(keys & set(state.wrong)), bool(state.signed))


def visitor_asks(interview: Interview, screen: Screen) -> Asks | None:
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
