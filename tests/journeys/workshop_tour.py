"""A draft of a definition, for the tour."""

from functools import cache

from tests.journeys.tour import Tour


@cache
def definition_draft(tour: Tour) -> str:
    author = tour.visitor("tanto")
    author.go("/desk/workshop/procedures/kaigo-hihokenshasho-saikofu")
    author.press("次の版の下書きを始める")
    return author.path
