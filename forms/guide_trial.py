"""Tries guides: the households that were worked by hand, and for each line answers under which it comes out and under which not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice, product
from typing import Any

from forms.answers import Answers
from forms.complaints import Complaint
from forms.environment import Environment
from forms.field import Value
from forms.guide import Case, Guide, Line, act_of, acts, known_answers
from forms.hand_written import read_hand_written
from forms.path import Path, walk
from forms.procedure import Field, Procedure
from forms.rules.expression import Expression

# Ways that are tried for one line. A rule that needs more of them to come true is too hard to read aloud.
MOST = 20_000
# Days from today on, as people's moves, births and deaths lie.
_DAYS = (-10, 10, 0, -1, 1, -20, 20, -60, 60, -400, 400, -2000)
_NUMBERS = (0, 1, 2, 3, 5)


def try_cases(guide: Guide, environment: Environment) -> list[Complaint]:
    """What does not come out of the guide's own cases. `environment` is the city's; each case has its own day."""
    return [said for case in guide.cases for said in _try(guide, case, environment)]


def _try(guide: Guide, case: Case, environment: Environment) -> Iterator[Complaint]:
    here = replace(environment, today=case.today, household=case.household, applicant=case.applicant)
    mark = guide.questions.marks.get(case.path, (1, 1))
    answers, told = read_facts(guide.questions, case.answers, here)
    path = known_answers(guide, answers, here)
    told += [f"{name} is not asked of them" for name in answers if name not in path.asked]
    told += [f"{name} is wrong" for name in path.mistakes]
    told += [f"{name} is not answered" for name in path.missing]
    found = acts(guide, path)
    for label, wanted, come in (
        ("lines", set(case.lines), {act.line.id for act in found if not act.maybe}),
        ("maybe", set(case.maybe), {act.line.id for act in found if act.maybe}),
    ):
        told += [f"{label}: {one} does not come out" for one in sorted(wanted - come)]
        told += [f"{label}: {one} comes out" for one in sorted(come - wanted)]
    days = {act.line.id: act.until for act in found}
    told += [
        f"{line} is due on {days.get(line)}, not {day}" for line, day in case.until.items() if days.get(line) != day
    ]
    for said in told:
        yield Complaint(guide.questions.source, *mark, "guide.case", f"{case.name}: {said}")


def read_facts(questions: Procedure, written: Mapping[str, Any], environment: Environment) -> tuple[Answers, list[str]]:
    """Answers as somebody wrote them down, and what is wrong with them; what is wrong is left out."""
    answers: dict[str, Any] = {}
    wrong = [f"{name} is asked nowhere" for name in written if name not in questions.by_name]
    for name, value in written.items():
        if name not in questions.by_name:
            continue
        parsed, said = read_hand_written(questions.by_name[name], value, environment)
        if said:
            wrong.append(f"{name} cannot be stored like this: {said}")
        else:
            answers[name] = parsed.value
    return answers, wrong


def witnesses(guide: Guide, line: Line, environment: Environment) -> tuple[Answers | None, Answers | None]:
    """Answers under which a line comes out, and under which it does not; None where none were found."""
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
    """Ways in which the questions that `rules` look at may be answered."""
    questions = guide.questions
    names = _looked_at(questions, rules)
    choices = [[(name, value) for value in tried(questions.by_name[name], environment)] for name in names]
    for combination in islice(product(*choices), MOST):
        answers = {name: value for name, value in combination if value is not None}
        path = walk(questions, answers, environment)
        if set(answers) == set(path.answers) and not path.mistakes:
            yield answers, path


def _looked_at(questions: Procedure, rules: Sequence[Expression]) -> list[str]:
    """The questions of the rules, and those that decide whether these are asked, in the order of the file."""
    found: set[str] = set()
    queue = [name for rule in rules for name in rule.names]
    while queue:
        name = queue.pop()
        question = name if name in questions.by_name else name.rpartition(".")[0]
        if question in questions.by_name and question not in found:
            found.add(question)
            when = questions.by_name[question].when
            queue += when.names if when is not None else ()
    return [name for name in questions.by_name if name in found]


def tried(field: Field, environment: Environment) -> tuple[Value | None, ...]:
    """Answers to one question, so far apart that each rule has one on either side; None = not asked, or left open."""
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
