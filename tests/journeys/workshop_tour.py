"""A draft of a definition, for the tour."""

from collections.abc import Callable
from functools import cache

from tests.journeys.tour import Tour

# Of the form, with what each asks for.
QUESTION_PAGES = {
    "": "", "/keys": "?at=attach.0", "/rename": "?at=steps.0.ask.1", "/words": "", "/types": "?into=steps.0", "/question": "?at=steps.0.ask.1", "/part": "?at=steps.0",
    "/move": "?at=steps.0.ask.1", "/condition": "?at=steps.0.ask.1", "/day": "",
}  # fmt: skip


@cache
def definition_draft(tour: Tour) -> str:
    author = tour.visitor("tanto")
    author.go("/desk/workshop/procedures/kaigo-hihokenshasho-saikofu")
    author.press("次の版の下書きを始める")
    return author.path


def question_page(page: str) -> Callable[[Tour], str]:
    return lambda tour: f"{definition_draft(tour)}/questions{page}{QUESTION_PAGES[page]}"
