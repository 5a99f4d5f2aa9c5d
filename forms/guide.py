"""手続きガイド: questions about a life event, and lines that say what is to be done. It files nothing and stores nothing.

Its questions are those of a procedure without the rest, so that they are asked, bound and worded by the same path (D100).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.environment import Environment
from forms.path import Path, walk
from forms.procedure import Procedure, Sourced
from forms.rules.expression import UNKNOWN, Expression

# Where something is done, by how far somebody has to go. `automatic` happens by itself, `advice` is nothing to file.
WAYS = ("online", "counter", "post", "elsewhere", "automatic", "advice")
QUESTIONS_OF = "guide-"


@dataclass(frozen=True)
class Line:
    """One thing to do. `when` None = always. `procedure` names one of the catalogue, linked only where it is offered, and `answers` what it
    asks and whoever comes by this line has said: question → option, or yes or no. `duty`: who answers
    in the city; `office` another office, in words. `until` computes the last day, `until_say` tells it in words; `soon`: as early as
    one can. `whose`: for whom. `path` is `lines.<id>`; its texts stand at `.title`, `.say`, `.bring.<number>` and so on."""

    id: str
    title: str
    path: str
    at: tuple[str, ...]
    source: Sourced
    when: Expression | None = None
    procedure: str = ""
    answers: Mapping[str, str | bool] = field(default_factory=dict)
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
        """A day that nobody vouches for is a guide (めやす)."""
        return self.source.certainty in ("law", "std")


@dataclass(frozen=True)
class Case:
    """A household that was worked by hand. `told` is what a register or card would tell; what `lines` names comes out, and nothing
    else; `maybe` is what depends on a question that was left open."""

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
    """One life event. `questions` is no procedure of the catalogue: its id begins with `guide-`, and nothing is filed by it."""

    id: str
    title: str
    summary: str
    events: tuple[str, ...]
    questions: Procedure
    lines: tuple[Line, ...]
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Act:
    """A line that comes out for somebody. `until` None = no day is known. `maybe`: it depends on what was left open."""

    line: Line
    until: date | None
    maybe: bool = False

    @property
    def rank(self) -> tuple[int, date]:
        """What ends first comes first, then what is wanted soon, then what has no term, then what takes no doing."""
        if self.until is not None:
            return 0, self.until
        doing = set(self.line.at) - {"automatic", "advice"}
        return (1 if self.line.soon and doing else 2 if doing else 3), date.max


def known_answers(guide: Guide, answers: Answers, environment: Environment) -> Path:
    """The path with what is known taken as answered: nothing is filed here, and everything can be changed (D101)."""
    path = walk(guide.questions, answers, environment)
    while path.known:
        answers = {**path.known, **answers}
        path = walk(guide.questions, answers, environment)
    return path


def acts(guide: Guide, path: Path) -> tuple[Act, ...]:
    """What is to be done, as far as the answers tell, in the order in which it should be."""
    found = [act for line in guide.lines if (act := act_of(line, path)) is not None]
    return tuple(sorted(found, key=lambda act: act.rank))


def act_of(line: Line, path: Path) -> Act | None:
    """What the line is to somebody with these answers; None where it is nothing to them."""
    scope: Any = path.scope  # every path that was walked has one
    holds = True if line.when is None else line.when.evaluate(scope)
    if holds is False or (holds is UNKNOWN and not _open(line, path)):
        return None
    until = UNKNOWN if line.until is None else line.until.evaluate(scope)
    return Act(line, until if isinstance(until, date) else None, holds is UNKNOWN)


def _open(line: Line, path: Path) -> bool:
    """Whether all that is lacking was asked: what is not asked is no matter of theirs."""
    named = line.when.names if line.when is not None else frozenset()
    asked = {name if name in path.asked else name.rpartition(".")[0] for name in named}
    lacking = {name for name in asked if name not in path.answers} - {"today", "door", "city"}
    return bool(lacking) and lacking <= path.asked
