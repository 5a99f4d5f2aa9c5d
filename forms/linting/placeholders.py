"""Placeholders that nothing fills."""

from collections.abc import Iterator, Mapping, Set

from forms.definition.placeholders import BIRTHS, NAMES, placeholders
from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.rules.faults import did_you_mean


def _unfilled(procedure: Procedure) -> Iterator[Finding]:
    yield from _others(procedure, _known(procedure), _answers(procedure))


def unfilled_in_part(part: Procedure) -> Iterator[Finding]:
    """Names of no question at all: a part lacks the faulty ones, and rules that name them."""
    asked = {path.split(".")[-2] for path in part.texts.get("ja", ()) if path.startswith("ask.")}
    yield from _others(part, _known(part), _answers(part), asked)


def unfilled_in_guide(questions: Procedure) -> Iterator[Finding]:
    """Guides are the same in every city."""
    yield from _others(questions, {*BIRTHS}, _answers(questions))


def _known(procedure: Procedure) -> Set[str]:
    return {*NAMES, *(f"city.{name}" for name, setting in procedure.settings.items() if setting.type != "table")}


def _answers(procedure: Procedure) -> Mapping[str, Set[str]]:
    rules = [rule for step in procedure.steps for rule in step.must]
    rules += [rule for repeat in procedure.repeats for rule in repeat.must]
    rules += [rule for field in procedure.fields for rule in (*field.must, *field.warn)]
    words_by_path = {rule.place: frozenset(value.word for value in rule.values) for rule in rules}
    for field in procedure.fields:
        if field.stop is not None:
            words = frozenset(value.word for value in field.stop.values)
            words_by_path |= {f"{field.stop.place}.say": words, f"{field.stop.place}.next": words}
    return words_by_path


def _others(
    procedure: Procedure, known: Set[str], answers: Mapping[str, Set[str]], asked: Set[str] = frozenset()
) -> Iterator[Finding]:  # fmt: skip
    for language, sentences in procedure.texts.items():
        for path, sentence in sentences.items():
            for name in placeholders(sentence):
                if name not in known | answers.get(path, frozenset()) and name.rpartition(".")[2] not in asked:
                    questions = {field.own or field.name for field in procedure.fields}
                    cure = did_you_mean(name, known | questions if path in answers else known)
                    if name in questions and path not in answers:
                        cure = ": answers stand in `say` of must, warn and stop, and in `next`, alone"
                    text = f"{language}: nothing fills {{{name}}}{cure}"
                    yield Finding(path, "lint.unfilled", text)


CHECKS: tuple[Check, ...] = (_unfilled,)
