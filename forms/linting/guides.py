"""Texts, questions, lines and cases."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.guide.guide import Guide, Line, act_of
from forms.guide.guide_trial import situations, try_cases, witnesses
from forms.linting import labels, placeholders, reach, texts, words
from forms.linting.because import unexplained
from forms.linting.finding import Finding, complaint
from forms.path.environment import Environment
from forms.path.fitting import fits
from forms.path.path import Path
from forms.rules.faults import did_you_mean

_OF_QUESTIONS = (
    *words.CHECKS,
    *texts.CHECKS,
    texts.english_of_guide,
    placeholders.unfilled_in_guide,
    *labels.CHECKS,
    *reach.CHECKS,
)


def lint_guide(guide: Guide, environment: Environment) -> list[Complaint]:
    findings = [finding for check in _OF_QUESTIONS for finding in check(guide.questions)]
    findings += [*_reached(guide, environment), *_contradicting(guide, environment), *_untested(guide)]
    complaints = {complaint(guide.questions, finding) for finding in unexplained(guide.questions, findings)}
    return sorted(complaints | set(try_cases(guide, environment)))


def lint_answers(guide: Guide, procedures: Mapping[str, Procedure]) -> list[Complaint]:
    findings = []
    for line in guide.lines:
        if line.at_counter not in procedures:
            continue
        asked = procedures[line.at_counter].by_name
        for name, value in line.answers.items():
            text = f"{line.at_counter} asks no {name}{did_you_mean(name, asked)}"
            if name in asked:
                text = "" if fits(asked[name], value) else f"{line.at_counter}: {value} is no answer to {name}"
            if text:
                findings.append(Finding(f"{line.path}.answers.{name}", "guide.answer", text))
    return [complaint(guide.questions, finding) for finding in findings]


def _reached(guide: Guide, environment: Environment) -> Iterator[Finding]:
    for line in guide.lines:
        shown, hidden = witnesses(guide, line, environment)
        if shown is None:
            yield Finding(f"{line.path}.when", "guide.unreachable", f"{line.id} never comes out, whatever the answers")
        elif hidden is None and line.when is not None:
            yield Finding(f"{line.path}.when", "guide.always", f"{line.id} always comes out: remove the condition")


def _contradicting(guide: Guide, environment: Environment) -> Iterator[Finding]:
    for first, second in combinations([line for line in guide.lines if line.procedure], 2):
        rules = [line.when for line in (first, second) if line.when is not None]
        days = {line.until.text for line in (first, second) if line.until is not None}
        if first.procedure != second.procedure or len(days) < 2:
            continue
        ways = situations(guide, rules, environment)
        if any(_surely(first, path) and _surely(second, path) for _, path in ways):
            text = f"{first.id} and {second.id} may both come out, with different deadlines for {first.procedure}"
            yield Finding(f"{second.path}.until", "guide.contradiction", text)


def _surely(line: Line, path: Path) -> bool:
    act = act_of(line, path)
    return act is not None and not act.maybe


def _untested(guide: Guide) -> Iterator[Finding]:
    tested = {name for case in guide.cases for name in (*case.lines, *case.maybe)}
    for line in guide.lines:
        if line.id not in tested:
            yield Finding(line.path, "guide.untested", f"no case has {line.id}: add a case with it", warning=True)
