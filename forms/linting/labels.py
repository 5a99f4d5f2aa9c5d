"""Texts that read alike, overfull pages, repeated questions."""

import re
from collections.abc import Iterator
from itertools import combinations

from forms.definition.procedure import Field, Procedure
from forms.linting.finding import Check, Finding
from forms.linting.worlds import Worlds

MOST_ON_A_PAGE = 12
_QUESTION = re.compile(r"(か|[?？]|ください)$")


def _crowded(procedure: Procedure) -> Iterator[Finding]:
    for page in procedure.pages:
        if len(page.fields) > MOST_ON_A_PAGE:
            text = f"{len(page.fields)} questions on one page: at most {MOST_ON_A_PAGE}, split it"
            yield Finding(page.path, "lint.crowded", text)


def _options(procedure: Procedure) -> Iterator[Finding]:
    for language, sentences in procedure.texts.items():
        for field in procedure.fields:
            paths = [f"{field.path}.options.{code}.label" for code in field.type.options(field.settings)]
            for first, second in combinations([path for path in paths if path in sentences], 2):
                if sentences[first] == sentences[second]:
                    text = f"{language}: two options are called {sentences[second]}"
                    yield Finding(second, "lint.same_label", text)


def _questions(procedure: Procedure) -> Iterator[Finding]:
    worlds = Worlds(procedure)
    for page in procedure.pages:
        for first, second in combinations(page.fields, 2):
            if first.label == second.label and worlds.together(first, second):
                text = f"two questions of this page are called {second.label}"
                yield Finding(f"{second.path}.label", "lint.same_label", text)


def _results(procedure: Procedure) -> Iterator[Finding]:
    # A result's label heads a line of the notice: a noun.
    asked = procedure.result.fields if procedure.result is not None else ()
    shown = {name for outcome in procedure.outcomes.values() for name in outcome.shows}
    printed = [*asked, *(field for field in procedure.fields if field.name in shown)]
    for language, sentences in procedure.texts.items():
        for field in printed:
            label = sentences.get(field.label_place, "")
            if _QUESTION.search(label):
                text = f"{language}: this heads a line of the notice: write a noun instead of {label}"
                yield Finding(f"{field.path}.label", "lint.result_question", text)


def _titles(procedure: Procedure) -> Iterator[Finding]:
    for earlier, later in combinations(procedure.steps, 2):
        if earlier.title == later.title:
            yield Finding(f"{later.path}.title", "lint.same_title", f"two steps are called {later.title}")
    for step in procedure.steps:
        for first, second in combinations([page for page in step.pages if page.title], 2):
            if first.title == second.title:
                text = f"two pages of this step are called {second.title}"
                yield Finding(f"{second.path}.title", "lint.same_title", text)


def _concepts(procedure: Procedure) -> Iterator[Finding]:
    # Rule 9 of the language.
    worlds = Worlds(procedure)
    for first, second in combinations([field for field in procedure.fields if field.concept], 2):
        same = (first.concept, _person(worlds, first)) == (second.concept, _person(worlds, second))
        if same and worlds.together(first, second):
            text = f"{first.name} asks the same ({second.concept}) of the same person: ask once, or name another `role`"
            yield Finding(f"{second.path}.concept", "lint.concept_twice", text)


def _person(worlds: Worlds, field: Field) -> tuple[str, str]:
    row = worlds.row_of(field.name)
    return row, "" if row and not field.role else field.role or field.name.rpartition(".")[0]


CHECKS: tuple[Check, ...] = (_crowded, _options, _questions, _results, _titles, _concepts)
