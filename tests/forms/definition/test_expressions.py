"""Expressions of a definition with their places."""

from forms.definition.expressions import expressions, rules_by_sentence
from tests.forms.household import household
from tests.forms.loading.small import small


def test_every_rule_of_every_kind_is_found_where_it_is() -> None:
    rules = {place: rule.text for place, rule in expressions(household())}
    assert rules["ask.moved_on.when"] == "reason == moved"
    assert rules["ask.moved_on.must.1"] == "moved_on >= city.opens"
    assert rules["ask.lives_here.stop.when"] == "not lives_here"
    assert rules["ask.remark.required"] == "in_all > 3"
    assert rules["ask.in_all.compute"] == "children.count() + older_count"
    assert rules["steps.claimant_step.must.0"] == "attains(claimant.birth, 18) <= today"
    assert rules["repeats.claimant.jobs.when"] == "work == company"
    assert rules["repeats.children.rows_from"] == "household.children_until(18)"
    assert rules["repeats.children.must.0"] == "birth <= today"
    assert rules["repeats.older.rows"] == "older_count"
    assert {"attach.proof.when", "attach.children.custody.when"} <= set(rules)


def test_a_mistake_leads_to_its_rule() -> None:
    assert rules_by_sentence(household())["ask.moved_on.must.0.say"].text == "moved_on <= today"


def test_a_rule_of_an_option_is_named_by_it() -> None:
    asked = "      - {id: how, type: choice, label: どうやって, options: {here: ここで, sent: {label: 送る, when: reason == lost}}}\n"
    assert dict(expressions(small(asked)))["ask.how.offered_when.sent"].text == "reason == lost"
