"""Paths through the same few steps, each with other answers: what comes before them is traced once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.answers import Answers
from forms.definition.field import Parsed, Value
from forms.definition.procedure import Procedure
from forms.path.environment import Environment
from forms.path.path import Path, Reader, Tracer
from forms.path.scope import Scope


@dataclass
class Attempts:
    # A path has only the pages of `steps`, by index in the procedure; each call has the same first one.

    procedure: Procedure
    answers: Answers
    environment: Environment
    before: Tracer | None = None

    def __call__(self, changes: Mapping[str, Value], steps: range) -> Path:
        if self.before is None:
            tracer = Tracer(_reader(self.answers), self.environment, self.answers)
            self.before = self.traced(tracer, range(steps.start))
        changed = {**self.answers, **changes}
        tracer = self.traced(_copied(self.before, changed), steps)
        return replace(tracer.path(None), pages=tuple(tracer.pages[len(self.before.pages) :]))

    def traced(self, tracer: Tracer, steps: range) -> Tracer:
        for number in steps:
            if tracer.stopped is None:
                tracer.step(self.procedure.steps[number])
        return tracer


def _reader(answers: Answers) -> Reader:
    return lambda field: Parsed(answers.get(field.id))


def _copied(before: Tracer, answers: Answers) -> Tracer:
    scope = Scope(before.scope.environment)
    scope.frames[""] = before.scope.whole.copied()
    tracer = Tracer(_reader(answers), scope.environment, answers)
    for name, value in vars(before).items():
        if isinstance(value, dict | list | set):
            setattr(tracer, name, value.copy())
    tracer.scope, tracer.stored, tracer.early = scope, answers, before.early
    return tracer
