"""What a careful reader says about a guide that loads: words and questions as in a definition, and its lines."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from forms.complaints import Complaint
from forms.environment import Environment
from forms.fitting import fits
from forms.guide import Guide, Line, act_of
from forms.guide_trial import situations, try_cases, witnesses
from forms.linting import labels, reach, texts, words
from forms.linting.because import unexplained
from forms.linting.said import Said, complaint
from forms.path import Path
from forms.procedure import Procedure
from forms.rules.faults import did_you_mean

_OF_QUESTIONS = (*words.CHECKS, *texts.CHECKS, texts.english_of_guide, *labels.CHECKS, *reach.CHECKS)


def lint_guide(guide: Guide, environment: Environment) -> list[Complaint]:
    """Complaints in the order of the file, those of its cases among them. `environment`: the city's on some open day."""
    said = [one for check in _OF_QUESTIONS for one in check(guide.questions)]
    said += [*_reached(guide, environment), *_contradicting(guide, environment), *_untested(guide)]
    found = {complaint(guide.questions, one) for one in unexplained(guide.questions, said)}
    return sorted(found | set(try_cases(guide, environment)))


def lint_answers(guide: Guide, procedures: Mapping[str, Procedure]) -> list[Complaint]:
    """Lines that answer what their procedure does not ask, or with something else than it offers. One that is written later is passed over."""
    said = []
    for line in guide.lines:
        if line.procedure not in procedures:
            continue
        asked = procedures[line.procedure].by_name
        for name, value in line.answers.items():
            text = f"{line.procedure} asks no {name}{did_you_mean(name, asked)}"
            if name in asked:
                text = "" if fits(asked[name], value) else f"{line.procedure}: {value} is no answer to {name}"
            if text:
                said.append(Said(f"{line.path}.answers.{name}", "guide.answer", text))
    return [complaint(guide.questions, one) for one in said]


def _reached(guide: Guide, environment: Environment) -> Iterator[Said]:
    for line in guide.lines:
        shown, hidden = witnesses(guide, line, environment)
        if shown is None:
            yield Said(f"{line.path}.when", "guide.unreachable", f"{line.id} never comes out, whatever is answered")
        elif hidden is None and line.when is not None:
            yield Said(f"{line.path}.when", "guide.always", f"{line.id} always comes out: leave the condition out")


def _contradicting(guide: Guide, environment: Environment) -> Iterator[Said]:
    """Two lines that send the same person twice to one procedure, with two last days."""
    for one, other in combinations([line for line in guide.lines if line.procedure], 2):
        rules = [line.when for line in (one, other) if line.when is not None]
        days = {line.until.text for line in (one, other) if line.until is not None}
        if one.procedure != other.procedure or len(days) < 2:
            continue
        ways = situations(guide, rules, environment)
        if any(_surely(one, path) and _surely(other, path) for _, path in ways):
            text = f"{one.id} and {other.id} may both come out and name two last days for {one.procedure}"
            yield Said(f"{other.path}.until", "guide.contradiction", text)


def _surely(line: Line, path: Path) -> bool:
    act = act_of(line, path)
    return act is not None and not act.maybe


def _untested(guide: Guide) -> Iterator[Said]:
    """A line that no household of the file was worked out for."""
    tested = {name for case in guide.cases for name in (*case.lines, *case.maybe)}
    for line in guide.lines:
        if line.id not in tested:
            yield Said(line.path, "guide.untested", f"no case has {line.id}: work one household out", warning=True)
