"""Every rule is found, with the place where it stands."""

from forms.expressions import expressions, rules_by_sentence
from tests.forms.household import household


def test_every_rule_of_every_kind_is_found_where_it_stands() -> None:
    found = {place: rule.text for place, rule in expressions(household())}
    assert found["ask.moved_on.when"] == "reason == moved"
    assert found["ask.moved_on.must.1"] == "moved_on >= city.opens"
    assert found["ask.lives_here.stop.when"] == "not lives_here"
    assert found["ask.remark.required"] == "in_all > 3"
    assert found["ask.in_all.compute"] == "children.count() + older_count"
    assert found["steps.claimant_step.must.0"] == "attains(claimant.birth, 18) <= today"
    assert found["repeats.claimant.jobs.when"] == "work == company"
    assert found["repeats.children.rows_from"] == "household.children_until(18)"
    assert found["repeats.children.must.0"] == "birth <= today"
    assert found["repeats.older.rows"] == "older_count"
    assert {"attach.proof.when", "attach.children.custody.when"} <= set(found)


def test_a_mistake_leads_to_its_rule() -> None:
    assert rules_by_sentence(household())["ask.moved_on.must.0.say"].text == "moved_on <= today"
