"""By the procedure's own rule, before filing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from forms.answers import Answers
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.guide.guide import Guide
from forms.path.environment import Environment
from forms.path.known_values import known_of
from forms.path.scope import Scope, keep_value
from forms.rules.expression import UNKNOWN
from forms.text.speech import Speech

_DAYS, _CHOICES = ("date", "year_month"), ("choice", "yes_no")
_NOT_ASKED = ("today", "door")
_MOST = 3  # days from the register: more help nobody


@dataclass(frozen=True)
class MyDay:
    day: date
    counted: date | None  # the day before a closed day moved it, or None
    since: tuple[tuple[str, str], ...]  # what it is counted from


def asked_for_day(procedure: Procedure) -> tuple[Field, ...]:
    """() if the day depends on nothing, or on too much."""
    if procedure.due is None:
        return ()
    names = {name for name in procedure.due.on.names if name not in _NOT_ASKED and not name.startswith("city.")}
    asked = tuple(
        field
        for field in procedure.fields
        if field.name in names and not field.own and field.type.id in (*_DAYS, *_CHOICES)
    )
    return asked if len(asked) == len(names) and any(field.type.id in _DAYS for field in asked) else ()


def my_day(procedure: Procedure, answers: Answers, environment: Environment, speech: Speech) -> MyDay | None:
    day = _due(procedure, answers, environment)
    if day is None:
        return None
    counted = _due(procedure, answers, replace(environment, calendar=_EveryDayOpen(environment.calendar.horizon)))
    since = tuple(
        (
            speech.text(field.label_place, field.label),
            field.type.show(answers[field.id], field.settings, speech, field.path),
        )
        for field in procedure.fields
        if field.id in answers
    )
    return MyDay(day, counted if counted != day else None, since)


def known_answers(procedure: Procedure, environment: Environment) -> list[dict[str, Value]]:
    """By register or card; an event's day once for each known kind."""
    asked = asked_for_day(procedure)
    days = [field for field in asked if field.type.id in _DAYS]
    if len(days) != 1:
        return []
    kinds = [field for field in procedure.fields if days[0].known_by and field.name in days[0].known_by.names]
    rows = list(islice(_known(days[0], kinds, environment), _MOST))
    return [row for row in rows if all(field.id in row for field in asked)]


def guide_answers(procedure: Procedure, guide: Guide, answers: Answers) -> dict[str, Value]:
    """The day from which the guide counts the same deadline; {} if there are several."""
    asked = asked_for_day(procedure)
    if len(asked) != 1:
        return {}
    questions = {field.name: field for field in guide.questions.fields if field.type.id == asked[0].type.id}
    for line in guide.lines:
        if line.procedure != procedure.id or line.until is None:
            continue
        named = [questions[name] for name in line.until.names if name in questions]
        if len(named) == 1 and named[0].id in answers:
            return {asked[0].id: answers[named[0].id]}
    return {}


@dataclass(frozen=True)
class _EveryDayOpen:
    horizon: date

    def closed(self, _day: date) -> bool:
        return False


def _due(procedure: Procedure, answers: Answers, environment: Environment) -> date | None:
    answered = ((field, answers[field.id]) for field in asked_for_day(procedure) if field.id in answers)
    scope = _scope(answered, environment)
    day = procedure.due.on.evaluate(scope) if procedure.due else UNKNOWN
    return day if isinstance(day, date) else None


def _scope(answers: Iterable[tuple[Field, Value]], environment: Environment) -> Scope:
    scope = Scope(environment)
    for field, value in answers:
        kind, settings = field.type, field.settings
        keep_value(scope.whole, field.name, kind.rule_value(value, settings), kind.parts_of(value, settings))
    return scope


def _known(day: Field, kinds: list[Field], environment: Environment) -> Iterator[dict[str, Value]]:
    if not kinds:
        known = known_of(day, Scope(environment))
        if known:
            yield dict(known)
        return
    if len(kinds) > 1 or kinds[0].type.id != "choice":
        return
    for code in kinds[0].settings.options:
        known = known_of(day, _scope([(kinds[0], code)], environment))
        if known:
            yield {kinds[0].id: code, **known}
