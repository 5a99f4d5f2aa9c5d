"""Yen of a budget."""

from dataclasses import replace
from datetime import date

from forms.definition.budget import money_in
from forms.numbers.calendar import ClosedDays
from forms.path.consequences import budget_amount
from forms.path.difference import difference
from forms.path.environment import Environment
from forms.path.path import walk
from forms.text.speech import Speech
from tests.definitions.shelf import shelf

ENVIRONMENT = Environment(date(2026, 11, 20), ClosedDays(frozenset()))


def test_money_of_a_result_is_yen_and_never_negative() -> None:
    assert [money_in({"result.amount": value}, "amount") for value in (5, "7", -1)] == [5, 7, 0]
    assert (money_in({}, "amount"), money_in({"result.amount": 5}, "")) == (None, None)


def test_the_amount_follows_the_answers_and_is_unknown_without_them() -> None:
    procedure = shelf()["budget"]
    amounts = [budget_amount(procedure, walk(procedure, answers, ENVIRONMENT)) for answers in ({"cost": 300_000}, {})]
    assert amounts == [300_000, None]
    other = shelf()["capacity"]
    assert budget_amount(other, walk(other, {}, ENVIRONMENT)) is None


def test_the_sentence_is_translated() -> None:
    budget = shelf()["budget"].budget
    assert budget is not None
    assert budget.words(Speech("easy", {}, {"budget.say": "おわりました。"})) == "おわりました。"


def test_a_change_of_the_budget_is_a_difference() -> None:
    old = shelf()["budget"]
    assert old.budget is not None
    new = replace(old, budget=replace(old.budget, used_up="wait"))
    assert [(change.aspect, change.before, change.after) for change in difference(old, new)] == [
        ("budget.used_up", "closed", "wait")
    ]
    first = shelf()["budget-settled"]
    assert first.follows is not None
    without = replace(first, follows=replace(first.follows, settles=""))
    assert [change.aspect for change in difference(without, first)] == ["budget.settles"]
