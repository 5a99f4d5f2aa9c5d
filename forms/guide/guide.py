"""手続ガイド: questions about a life event, and lines with what to do."""

# Stores nothing. Its questions form a procedure
# (D100).

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure, Sourced
from forms.path.environment import Environment
from forms.path.path import Path, walk
from forms.rules.expression import UNKNOWN, Expression

QUESTIONS_OF = "guide-"
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    # `when` None = always. `procedure`: an id of the catalogue, `at_counter`: where the counter begins; `answers` of
    # it that the guide knows. `duty`: the city's section; `office`: another, in words. `until` computes the last day,
    # `until_say` describes it. `path` is `lines.<id>`.

    id: str
    title: str
    path: str
    at: tuple[str, ...]
    source: Sourced
    when: Expression | None = None
    procedure: str = ""
    at_counter: str = ""
    answers: Mapping[str, str | bool | tuple[str, ...]] = field(default_factory=dict)
    duty: str = ""
    office: str = ""
    until: Expression | None = None
    until_say: str = ""
    soon: bool = False
    bring: tuple[str, ...] = ()
    whose: str = ""
    say: str = ""

    @property
    def sure(self) -> bool:
        return self.source.certainty in ("law", "std")


@dataclass(frozen=True)
class Consequence:
    concept: str  # `person.…` holds for everybody
    value: str | bool
    when: Expression


@dataclass(frozen=True)
class Case:
    """Worked out by hand. Exactly `lines` must come out; `maybe` depend on open questions."""

    name: str
    today: date
    answers: Mapping[str, Any]
    lines: tuple[str, ...]
    path: str
    household: tuple[Mapping[str, Any], ...] = ()
    applicant: Mapping[str, Any] = field(default_factory=dict)
    maybe: tuple[str, ...] = ()
    until: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Guide:
    id: str
    title: str
    summary: str
    events: tuple[str, ...]
    questions: Procedure
    lines: tuple[Line, ...]
    cases: tuple[Case, ...] = ()
    facts: tuple[Consequence, ...] = ()


@dataclass(frozen=True)
class Act:
    """`until` None = unknown."""

    line: Line
    until: date | None
    maybe: bool = False  # depends on open questions

    def rank(self, today: date) -> tuple[int, date]:
        if self.until is not None:
            return 0, self.until
        if not set(self.line.at) - {"automatic", "advice"}:
            return 2, date.max
        # What is to be done soon does not wait for a deadline of next year.
        return (0, today + SOON) if self.line.soon else (1, date.max)


def known_answers(guide: Guide, answers: Answers, environment: Environment) -> Path:
    """Takes known values as answers: nothing is filed, and all can be changed (D101)."""
    path = walk(guide.questions, answers, environment)
    while path.known:
        answers = {**path.known, **answers}
        path = walk(guide.questions, answers, environment)
    return path


def answered_facts(guide: Guide, path: Path) -> dict[str, Any]:
    scope: Any = path.scope
    answered = {field.concept: path.answers[field.id] for field in path.fields if field.id in path.answers}
    followed = {fact.concept: fact.value for fact in guide.facts if fact.when.evaluate(scope) is True}
    return {concept: value for concept, value in (answered | followed).items() if concept}


def acts(guide: Guide, path: Path) -> tuple[Act, ...]:
    """In order of urgency."""
    due_acts = [act for line in guide.lines if (act := act_of(line, path)) is not None]
    scope: Any = path.scope
    return tuple(sorted(due_acts, key=lambda act: act.rank(scope.environment.today)))


def act_of(line: Line, path: Path) -> Act | None:
    scope: Any = path.scope  # every walked path has one
    holds = True if line.when is None else line.when.evaluate(scope)
    if holds is False or (holds is UNKNOWN and not _open(line, path)):
        return None
    until = UNKNOWN if line.until is None else line.until.evaluate(scope)
    return Act(line, until if isinstance(until, date) else None, holds is UNKNOWN)


def _open(line: Line, path: Path) -> bool:
    named = line.when.names if line.when is not None else frozenset()
    asked = {name if name in path.asked else name.rpartition(".")[0] for name in named}
    lacking = {name for name in asked if name not in path.answers} - {"today", "door", "city"}
    return bool(lacking) and lacking <= path.asked
