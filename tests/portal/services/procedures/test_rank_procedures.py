"""The order in which procedures are offered."""

from dataclasses import replace

from forms.definition.procedure import Procedure
from portal.services.procedures.rank_procedures import Ranking
from tests.forms.loading.small import small


def procedure(name: str, kana: str, *events: str) -> Procedure:
    return replace(small(kana=kana), id=name, events=events)


DOG, ALLOWANCE = procedure("dog", "ア", "daily", "birth"), procedure("allowance", "ン", "birth")
LETTER, CARE = procedure("letter", "カ", "birth"), procedure("care", "サ", "birth", "care")
ALL = (DOG, LETTER, CARE, ALLOWANCE)


def order(ranking: Ranking, event: str = "birth") -> list[str]:
    return [entry.id for entry in ranking.order(ALL, event)]


def test_what_the_event_is_about_comes_before_what_it_touches_and_only_then_the_reading() -> None:
    assert order(Ranking()) == ["letter", "care", "allowance", "dog"]


def test_what_many_use_comes_before_that() -> None:
    assert order(Ranking(used=("care", "dog"))) == ["care", "dog", "letter", "allowance"]


def test_what_the_city_pins_comes_first_and_for_its_event_alone() -> None:
    ranking = Ranking({"birth": ("allowance", "dog"), "care": ("care",)}, used=("care",))
    assert order(ranking) == ["allowance", "dog", "care", "letter"]
    assert order(ranking, "") == ["care", "allowance", "dog", "letter"]


def test_a_search_counts_pins_before_use_and_never_as_much_as_two_words() -> None:
    ranking = Ranking({"birth": ("allowance", "dog")}, used=("care",))
    weights = [ranking.weight(entry) for entry in (ALLOWANCE, DOG, CARE, LETTER)]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 3
    assert weights[-1] == 0
