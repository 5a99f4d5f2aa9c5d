"""A deadline's questions without an account."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request

from forms.answers import Answers
from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.binding import Posted, boxes
from forms.path.environment import Environment
from portal.services.finding.follow_guide import Days, facts_of, follow_guide
from portal.services.finding.my_day import MyDay, asked_for_day, guide_answers, known_answers, my_day
from portal.services.shared.catalogue import speech_of
from portal.services.shared.sessions import Session
from portal.web.finding.guide_state import read_state
from portal.web.my_cases.near_day import near_day
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of
from portal.web.shared.words import words

_LONG_AGO = timedelta(days=365)  # a register knows the birth of a child who is grown up


@dataclass(frozen=True)
class DayRow:
    day: str
    left: int  # days, negative when passed
    since: tuple[tuple[str, str], ...]
    counted: str  # the closed day from which it moved, or ""
    earlier: bool  # moved to an open day before
    source: str


@dataclass(frozen=True)
class MyDayView:
    fields: list[FieldView]
    problems: list[tuple[str, str]]
    rows: list[DayRow]
    late: str
    asked: bool
    may_know: bool


def my_day_view(request: Request, procedure: Procedure, session: Session | None, days: Days) -> MyDayView | None:
    """None if the day depends on no person. `days`: just disclosed by register or card."""
    asked = asked_for_day(procedure)
    if not asked:
        return None
    installation, language = installation_of(request), language_of(request)
    speech, today = speech_of(procedure, language), installation.clock.today()
    environment = installation.rules.environment(procedure, today, "online", known=facts_of(days))
    given, mistakes, posted = _given(request, asked, environment)
    candidates: list[tuple[Answers, str]] = []
    if given:
        candidates = [] if mistakes else [(given, "")]
    elif days:
        source = words(language)[f"source.{days['source']}"]
        candidates = [(row, source) for row in known_answers(procedure, environment)]
    else:
        candidates = [(row, words(language)["my_day.guide"]) for row in _of_guides(request, procedure, session)]
    rows = []
    for answers, source in candidates:
        mine = my_day(procedure, answers, environment, speech)
        if mine is not None and (given or mine.day >= today - _LONG_AGO):
            rows.append(_row(mine, source, language, request))
    late = procedure.due.late if procedure.due and any(row.left < 0 for row in rows) else ""
    fields = [
        field_view(
            Shown(
                field=field,
                raw=boxes(field.id, posted),
                speech=speech,
                environment=environment,
                required=True,
                mistakes=mistakes.get(field.id, ()),
            )
        )
        for field in asked
    ]
    return MyDayView(
        fields=fields,
        problems=[(error, view.first_box) for view in fields for error in view.errors],
        rows=rows,
        late=speech.text("time.late.say", late) if late else "",
        asked=bool(given or mistakes or days),
        may_know=session is not None
        and not session.guest
        and any(field.known_by or field.known_from for field in asked),
    )


def _given(
    request: Request, asked: tuple[Field, ...], environment: Environment
) -> tuple[Answers, dict[str, tuple[Mistake, ...]], Posted]:
    if "day" not in request.query_params:
        return {}, {}, {}
    typed: Posted = {name: request.query_params.getlist(name) for name in request.query_params}
    answers: dict[str, object] = {}
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    for field in asked:
        parsed = field.type.parse(boxes(field.id, typed), field.settings, environment)
        if parsed.mistakes or parsed.value is None:
            mistakes[field.id] = parsed.mistakes or (Mistake(f"{field.type.id}.required"),)
        else:
            answers[field.id] = parsed.value
    return answers, mistakes, typed


def _of_guides(request: Request, procedure: Procedure, session: Session | None) -> list[Answers]:
    installation = installation_of(request)
    rows: list[Answers] = []
    for guide in installation.guides.values():
        if any(line.procedure == procedure.id for line in guide.lines):
            state = read_state(request, guide, session)
            if state.answers or state.days:
                progress = follow_guide(installation, guide, state.answers, state.days)
                rows.append(guide_answers(procedure, guide, progress.path.answers))
    return [row for number, row in enumerate(rows) if row and row not in rows[:number]]


def _row(mine: MyDay, source: str, language: str, request: Request) -> DayRow:
    today = installation_of(request).clock.today()
    return DayRow(
        day=near_day(mine.day, today, language),
        left=(mine.day - today).days,
        since=mine.since,
        counted=near_day(mine.counted, today, language) if mine.counted else "",
        earlier=mine.counted is not None and mine.day < mine.counted,
        source=source,
    )
