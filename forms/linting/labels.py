"""What cannot be told apart: options, questions and headings that read alike, pages too full to be read, and what is asked
of one person twice."""

from collections.abc import Iterator
from itertools import combinations

from forms.linting.said import Check, Said
from forms.linting.worlds import Worlds
from forms.procedure import Field, Procedure

MOST_ON_A_PAGE = 12


def _crowded(procedure: Procedure) -> Iterator[Said]:
    for page in procedure.pages:
        if len(page.fields) > MOST_ON_A_PAGE:
            text = f"{len(page.fields)} questions on one page: at most {MOST_ON_A_PAGE}, part it"
            yield Said(page.path, "lint.crowded", text)


def _options(procedure: Procedure) -> Iterator[Said]:
    for language, sentences in procedure.texts.items():
        for field in procedure.fields:
            paths = [f"{field.path}.options.{code}.label" for code in field.type.options(field.settings)]
            for one, other in combinations([path for path in paths if path in sentences], 2):
                if sentences[one] == sentences[other]:
                    text = f"{language}: two options are called {sentences[other]}"
                    yield Said(other, "lint.same_label", text)


def _questions(procedure: Procedure) -> Iterator[Said]:
    """Questions of one page that may both be asked."""
    worlds = Worlds(procedure)
    for page in procedure.pages:
        for first, second in combinations(page.fields, 2):
            if first.label == second.label and worlds.together(first, second):
                text = f"two questions of this page are called {second.label}"
                yield Said(f"{second.path}.label", "lint.same_label", text)


def _titles(procedure: Procedure) -> Iterator[Said]:
    """Steps, and pages of one step: the check page shows them as a list."""
    for one, other in combinations(procedure.steps, 2):
        if one.title == other.title:
            yield Said(f"{other.path}.title", "lint.same_title", f"two steps are called {other.title}")
    for step in procedure.steps:
        for first, second in combinations([page for page in step.pages if page.title], 2):
            if first.title == second.title:
                text = f"two pages of this step are called {second.title}"
                yield Said(f"{second.path}.title", "lint.same_title", text)


def _concepts(procedure: Procedure) -> Iterator[Said]:
    """(meaning, person) is asked once (rule 9 of the language)."""
    worlds = Worlds(procedure)
    for one, other in combinations([field for field in procedure.fields if field.concept], 2):
        same = (one.concept, _person(worlds, one)) == (other.concept, _person(worlds, other))
        if same and worlds.together(one, other):
            text = f"{one.name} asks the same ({other.concept}) of the same person: ask once, or name another `role`"
            yield Said(f"{other.path}.concept", "lint.concept_twice", text)


def _person(worlds: Worlds, field: Field) -> tuple[str, str]:
    """Whom it is about: a row each for itself, else the role, else the block instance."""
    row = worlds.row_of(field.name)
    return row, "" if row and not field.role else field.role or field.name.rpartition(".")[0]


CHECKS: tuple[Check, ...] = (_crowded, _options, _questions, _titles, _concepts)
