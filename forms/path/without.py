# A question is taken back together with the answer that leads to it.

from collections.abc import Collection, Iterator

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.path.environment import Environment
from forms.path.path import Path, walk


def without_question(
    procedure: Procedure, answers: Answers, environment: Environment, question: str, others: Collection[str] = ()
) -> Path | None:
    # With which `question` is answered no more, `others` still are, and nothing else is missing or wrong; None if no
    # one answer leads there: a yes becomes no, or one of several choices goes.
    before = walk(procedure, answers, environment)
    for fewer in _fewer(procedure, answers, question):
        path = walk(procedure, fewer, environment)
        if (
            question not in path.answers
            and path.answers.keys() >= set(others)
            and path.stopped is before.stopped
            and set(path.missing) <= set(before.missing)
            and path.mistakes.keys() <= before.mistakes.keys()
        ):
            return path
    return None


def _fewer(procedure: Procedure, answers: Answers, question: str) -> Iterator[Answers]:
    rest = {name: value for name, value in answers.items() if name != question}
    yield rest  # need not be answered
    when = procedure.field(question).when
    for name in when.read_names if when is not None else ():
        value = rest.get(name)
        if value is True:
            yield rest | {name: False}
        elif isinstance(value, list | tuple):
            for place in range(len(value)):
                fewer = [*value[:place], *value[place + 1 :]]
                yield rest | {name: fewer} if fewer else {each: rest[each] for each in rest if each != name}
