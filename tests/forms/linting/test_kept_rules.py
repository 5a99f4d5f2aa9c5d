"""Rules that hold before a question is reached."""

from forms.linting.kept_rules import kept_rules, rules_of
from forms.linting.worlds import Worlds
from tests.forms.loading.small import small

MORE = """\
  - step: 数
    id: second
    when: reason == lost
    must: [{that: count < 9 or reason == torn, say: だめです。}, {that: count < 8, say: だめです。}]
    ask:
      - {id: count, type: integer, label: 数, must: [{that: count > 3, say: だめです。}], stop: {when: count == 5, say: だめ, next: 窓口}}
      - {id: way, type: choice, label: 方法, options: {a: あ, b: {label: い, when: count > 6}}}
"""


def test_only_rules_of_numbers_and_days_are_kept_and_after_their_last_question() -> None:
    procedure = small(MORE)
    worlds = Worlds(procedure)
    kept = kept_rules(procedure, worlds.spots, worlds.ranges.takes)
    assert {name: [each.rule.text for each in rules] for name, rules in kept.items()} == {
        "count": ["count < 8", "count > 3"]
    }
    step, count, way = (worlds.spots[path] for path in ("steps.second", "ask.count", "ask.way"))
    assert [each.before(way) for each in kept["count"]] == [True, True]
    assert [each.before(count) for each in kept["count"]] == [False, False]
    assert step.page == count.page


def test_all_rules_about_answers_are_collected() -> None:
    assert [rule.text for rule in rules_of(small(MORE))] == [
        "reason == lost", "count < 9 or reason == torn", "count < 8", "count > 3", "count == 5", "count > 6",
    ]  # fmt: skip
