"""Amounts that rules look up in a table of the city's settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.path.path import walk
from forms.rules.functions import LOOKUPS
from forms.rules.scope import UNKNOWN
from tests.forms.first import ENVIRONMENT
from tests.forms.loading.small import SMALL, refusal, small

SETTINGS = """\
settings:
  cap: {type: table, of: money, default: {torn: 500, lost: 800}, certainty: assumed}
  tenths: {type: table, of: integer, default: {0: 10, 1500000: 7, 3000000: 5}, certainty: assumed}
"""
COMPUTED = """\
      - {id: income, type: money, label: 所得, min: 0}
      - {id: grant, type: computed, of: money, label: 補助金, compute: 'lookup(city.cap, reason)'}
      - {id: part, type: computed, of: number, label: 割合, compute: 'band(city.tenths, income)'}
"""


def computed(city: Mapping[str, Any] = {}, **answers: object) -> tuple[object, object]:
    procedure = small(COMPUTED + SETTINGS)
    environment = replace(ENVIRONMENT, city=city)
    results = walk(procedure, {"reason": "torn", **answers}, environment).answers
    return results.get("grant"), results.get("part")


def faults(compute: str) -> list[str]:
    line = f"      - {{id: grant, type: computed, of: money, label: 補助金, compute: '{compute}'}}\n"
    asked = "      - {id: income, type: money, label: 所得}\n      - {id: other, type: text, label: ことば}\n"
    return [f"{complaint.key} {complaint.text}" for complaint in refusal(SMALL + asked + line + SETTINGS)]


def test_a_choice_finds_its_row_and_an_amount_the_band_it_reaches() -> None:
    assert computed(income=0) == (500, "10")
    assert computed(reason="lost", income=1499999) == (800, "10")
    assert computed(income=1500000) == (500, "7")
    assert computed(income=99999999) == (500, "5")


def test_without_an_answer_nothing_is_found() -> None:
    assert computed() == (500, None)


def test_the_table_of_the_city_counts_before_that_of_the_definition() -> None:
    assert computed({"cap": {"torn": 1, "lost": 2}}, income=0) == (1, "10")


@pytest.mark.parametrize("city", [{"cap": 500}, {"cap": "torn"}, {"cap": {"lost": 1}}])
def test_a_table_that_is_none_or_lacks_the_row_makes_the_value_unknown(city: Mapping[str, Any]) -> None:
    assert computed(city, income=0)[0] is None


@given(st.sets(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(0, 10**9))
def test_a_band_is_the_highest_row_that_is_not_above(rows: set[int], amount: int) -> None:
    highest = LOOKUPS["band"]({str(row): row for row in rows}, amount)
    below = [row for row in rows if row <= amount]
    assert highest == (max(below) if below else UNKNOWN)


@pytest.mark.parametrize(
    ("compute", "text"),
    [
        ("lookup(city.tenths, reason)", "expression.row_of_table the table has no row torn, lost"),
        ("lookup(city.cap, income)", "a choice with the codes of the rows here, not money"),
        ("lookup(city.cap, other)", "a choice with the codes of the rows here, not text"),
        ("band(city.cap, income)", "band needs a choice"),
        ("band(city.tenths, reason)", "band needs a number here, not choice"),
        ("lookup(income, reason)", "this is money, but a table is needed here"),
        ("lookup(city.cap)", "expression.arity"),
        ("lookup(city.caap, reason)", "expression.name"),
        ("band(city.tenths, income)", "this is number, but money is needed here"),
        ("city.cap", "this is table_of_money"),
    ],
)
def test_what_does_not_fit_the_table_is_refused_when_the_definition_is_loaded(compute: str, text: str) -> None:
    (fault,) = faults(compute)
    assert text in fault


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ("{type: table, default: {torn: 5}, certainty: assumed}", "setting.of"),
        ("{type: money, of: money, default: 5, certainty: assumed}", "setting.of"),
        ("{type: table, of: money, default: 5, certainty: assumed}", "setting.default"),
        ("{type: money, default: {torn: 5}, certainty: assumed}", "setting.default"),
        ("{type: table, of: money, default: {}, certainty: assumed}", "setting.default"),
    ],
)
def test_a_table_says_what_its_values_are(setting: str, key: str) -> None:
    assert [complaint.key for complaint in refusal(f"{SMALL}settings:\n  cap: {setting}\n")] == [key]


def test_a_scenario_gives_a_whole_table() -> None:
    scenario = """\
scenarios:
  - {name: 見本, today: 2026-11-20, city: {cap: {torn: 5}}, answers: {reason: torn}, expect: {complete: true}}
"""
    assert [complaint.key for complaint in refusal(SMALL + COMPUTED + SETTINGS + scenario)] == ["setting.type"]
