"""Runs guides' cases, and seeks answers for and against each line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice, product
from typing import Any

from forms.answers import Answers
from forms.complaints import Complaint
from forms.definition.field import Value
from forms.definition.procedure import Field, Procedure
from forms.guide.guide import Case, Guide, Line, act_of, acts, known_answers
from forms.path.environment import Environment
from forms.path.path import Path, walk
from forms.rules.expression import Expression
from forms.text.hand_written import read_hand_written

# Combinations tried per line. A rule that needs more is too hard to read aloud.
MOST = 20_000
# From today, as typical for moves, births and deaths.
_DAYS = (-10, 10, 0, -1, 1, -20, 20, -60, 60, -400, 400, -2000)
_NUMBERS = (0, 1, 2, 3, 5)


def try_cases(guide: Guide, environment: Environment) -> list[Complaint]:
    return [complaint for case in guide.cases for complaint in _try(guide, case, environment)]


def _try(guide: Guide, case: Case, environment: Environment) -> Iterator[Complaint]:
    case_environment = replace(environment, today=case.today, household=case.household, applicant=case.applicant)
    mark = guide.questions.marks.get(case.path, (1, 1))
    answers, messages = read_facts(guide.questions, case.answers, case_environment)
    path = known_answers(guide, answers, case_environment)
    messages += [f"{name} is not asked of them" for name in answers if name not in path.asked]
    messages += [f"{name} is wrong" for name in path.mistakes]
    messages += [f"{name} is not answered" for name in path.missing]
    due_acts = acts(guide, path)
    for label, wanted, actual in (
        ("lines", set(case.lines), {act.line.id for act in due_acts if not act.maybe}),
        ("maybe", set(case.maybe), {act.line.id for act in due_acts if act.maybe}),
    ):
        messages += [f"{label}: {line_id} does not come out" for line_id in sorted(wanted - actual)]
        messages += [f"{label}: {line_id} comes out" for line_id in sorted(actual - wanted)]
    days = {act.line.id: act.until for act in due_acts}
    messages += [
        f"{line} is due on {days.get(line)}, not {day}" for line, day in case.until.items() if days.get(line) != day
    ]
    for message in messages:
        yield Complaint(guide.questions.source, *mark, "guide.case", f"{case.name}: {message}")


def read_facts(questions: Procedure, written: Mapping[str, Any], environment: Environment) -> tuple[Answers, list[str]]:
    answers: dict[str, Any] = {}
    messages = [f"{name} is asked nowhere" for name in written if name not in questions.by_name]
    for name, value in written.items():
        if name not in questions.by_name:
            continue
        parsed, message = read_hand_written(questions.by_name[name], value, environment)
        if message:
            messages.append(f"{name} cannot be stored like this: {message}")
        else:
            answers[name] = parsed.value
    return answers, messages


def witnesses(guide: Guide, line: Line, environment: Environment) -> tuple[Answers | None, Answers | None]:
    shown: Answers | None = None
    hidden: Answers | None = None
    if line.when is None:
        return {}, None
    for answers, path in situations(guide, [line.when], environment):
        act = act_of(line, path)
        shown = answers if shown is None and act is not None and not act.maybe else shown
        hidden = answers if hidden is None and act is None else hidden
        if shown is not None and hidden is not None:
            break
    return shown, hidden


def situations(guide: Guide, rules: Sequence[Expression], environment: Environment) -> Iterator[tuple[Answers, Path]]:
    questions = guide.questions
    names = _looked_at(questions, rules)
    choices = [[(name, value) for value in tried(questions.by_name[name], environment)] for name in names]
    for combination in islice(product(*choices), MOST):
        answers = {name: value for name, value in combination if value is not None}
        path = walk(questions, answers, environment)
        if set(answers) == set(path.answers) and not path.mistakes:
            yield answers, path


def _looked_at(questions: Procedure, rules: Sequence[Expression]) -> list[str]:
    names: set[str] = set()
    queue = [name for rule in rules for name in rule.names]
    while queue:
        name = queue.pop()
        question = name if name in questions.by_name else name.rpartition(".")[0]
        if question in questions.by_name and question not in names:
            names.add(question)
            when = questions.by_name[question].when
            queue += when.names if when is not None else ()
    return [name for name in questions.by_name if name in names]


def tried(field: Field, environment: Environment) -> tuple[Value | None, ...]:
    """On both sides of every rule; None = not asked or unanswered."""
    kind = field.type.rule_type(field.settings)
    match kind.name:
        case "yes_no":
            return (True, False, None)
        case "choice":
            return (*kind.options, None)
        case "choices":
            return (*([code] for code in kind.options), list(kind.options), None)
        case "date":
            return (*((environment.today + timedelta(days=days)).isoformat() for days in _DAYS), None)
        case "number":
            least, most = field.settings.min, field.settings.max
            return (least, most, *(number for number in _NUMBERS if least <= number <= most), None)
    return (None,)
