"""Placeholders that nothing fills."""

from collections.abc import Iterator, Set

from forms.definition.placeholders import BIRTHS, NAMES, placeholders
from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding
from forms.rules.faults import did_you_mean


def _unfilled(procedure: Procedure) -> Iterator[Finding]:
    yield from _others(procedure, {*NAMES, *(f"city.{name}" for name in procedure.settings)})


def unfilled_in_guide(questions: Procedure) -> Iterator[Finding]:
    """Guides are the same in every city."""
    yield from _others(questions, {*BIRTHS})


def _others(procedure: Procedure, known: Set[str]) -> Iterator[Finding]:
    for language, sentences in procedure.texts.items():
        for path, sentence in sentences.items():
            for name in placeholders(sentence):
                if name not in known:
                    text = f"{language}: nothing fills {{{name}}}{did_you_mean(name, known)}"
                    yield Finding(path, "lint.unfilled", text)


CHECKS: tuple[Check, ...] = (_unfilled,)
