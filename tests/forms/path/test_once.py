"""How often something may be filed."""

from dataclasses import replace

from forms.path.difference import difference
from tests.definitions.shelf import shelf


def test_a_change_of_how_often_it_may_be_filed_is_a_difference() -> None:
    old = shelf()["duplicate-per"]
    assert old.duplicate is not None
    new = replace(old, duplicate=replace(old.duplicate, per=(), years=5, say="5年度に1回です。"))
    aspects = {change.aspect for change in difference(old, new)}
    assert aspects == {"duplicate.per", "duplicate.years", "duplicate.say"}
    home = replace(old, duplicate=replace(old.duplicate, household=True, instead=("plate",)))
    assert {change.aspect for change in difference(old, home)} == {"duplicate.household", "duplicate.instead"}
